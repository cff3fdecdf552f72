using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Export;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Organizations.ApiKeys;

namespace Raum.Api.Features.Audit;

/// <summary>The log as a file that can be checked without Raum (AUD-5, AUD-6), streamed.</summary>
internal static class ExportAudit
{
    private const string ContentType = "application/jsonl";

    public static RouteHandlerBuilder MapExportAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit/export", HandleAsync)
            .WithName("ExportAudit")
            .WithTags("Audit")
            .WithSummary("Export the log with its proof")
            .WithDescription(
                "JSON Lines: a head with the checkpoint, one line an entry, an end. Headers, hashes and salts; no content and no addresses. `./raum audit verify` checks it offline. "
                    + "An answer that breaks off has no last line: ask again from where it ended."
            )
            .RequireScope(ApiKeyScopes.Audit)
            .Produces<string>(200, ContentType)
            .ProducesProblemBody(400, 404);

    internal static async Task<Results<PushStreamHttpResult, ProblemResult>> HandleAsync(
        [FromQuery(Name = "first"), Description("Index of the first entry; 0 when absent.")] string? first,
        Caller caller,
        AuditExporter exporter,
        HttpContext context
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var from = first is null ? 0 : EntryNumber.Read("first", first, errors);
        if (from is null)
        {
            return Problem.Invalid(errors);
        }

        using var patience = Patience.For(context.RequestAborted);
        var export = await Patience.OrTimeoutAsync(exporter.OpenAsync(caller.Organization, from.Value, patience.Token), context);
        return export switch
        {
            { Succeeded: true } => TypedResults.Stream(
                body => export.Value.WriteAsync(body, context.RequestAborted),
                ContentType,
                "raum-audit.jsonl"
            ),
            { Failure.Code: FailureCode.InvalidRequest } => Problem.Invalid(
                new Dictionary<string, string[]> { ["first"] = ["must not be more than the entries of the newest checkpoint"] }
            ),
            { Failure: var failure } => failure.ToProblem(),
        };
    }
}
