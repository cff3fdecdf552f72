using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Export;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Audit;

/// <summary>The log as a file that can be checked without Raum (AUD-5, AUD-6), streamed.</summary>
internal static class ExportAudit
{
    private const string ContentType = "application/jsonl";

    private static readonly (string Name, EntryFormat? Format)[] Formats =
    [
        ("csv", EntryFormat.Csv),
        ("cef", EntryFormat.Cef),
        ("ocsf", EntryFormat.Ocsf),
    ];

    public static RouteHandlerBuilder MapExportAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit/export", HandleAsync)
            .WithName("ExportAudit")
            .WithTags("Audit")
            .WithSummary("Export the log with its proof")
            .WithDescription(
                "Without `format`: JSON Lines: a head with the checkpoint, one line an entry, an end. Headers, hashes and salts; no content and no addresses. `./raum audit verify` checks it offline. "
                    + "An answer that breaks off has no last line: ask again from where it ended. "
                    + "With `format`: a line an entry, headers only; the head line of CSV comes with the first entry. The header Raum-Next-Entry says where the next export begins; "
                    + "an answer that breaks off goes on behind the revision of its last whole line."
            )
            .RequirePermission(Permission.ReadAudit)
            .Produces<string>(200, ContentType)
            .ProducesProblemBody(400, 404);

    internal static async Task<Results<PushStreamHttpResult, ProblemResult>> HandleAsync(
        [FromQuery(Name = "first"), Description("Index of the first entry; 0 when absent.")] string? first,
        [FromQuery(Name = "format"), Description("csv, cef or ocsf; the export with its proof when absent.")] string? format,
        Caller caller,
        AuditExporter exporter,
        HttpContext context
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var from = first is null ? 0 : EntryNumber.Read("first", first, errors);
        var wanted = Formats.FirstOrDefault(known => known.Name == format).Format;
        if (format is not null && wanted is null)
        {
            errors["format"] = ["must be csv, cef or ocsf"];
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        return wanted is { } entries
            ? await EntriesAsync(entries, from!.Value, caller, exporter, context)
            : await ProofAsync(from!.Value, caller, exporter, context);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> EntriesAsync(
        EntryFormat format,
        long from,
        Caller caller,
        AuditExporter exporter,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var export = await Patience.OrTimeoutAsync(exporter.OpenEntriesAsync(caller.Organization, format, from, patience.Token), context);
        if (!export.Succeeded)
        {
            return Refused(export.Failure);
        }

        context.Response.Headers["Raum-First-Entry"] = export.Value.First.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Raum-Next-Entry"] = export.Value.Size.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Stream(
            body => export.Value.WriteAsync(body, context.RequestAborted),
            export.Value.ContentType,
            $"raum-audit.{Formats.First(known => known.Format == format).Name}"
        );
    }

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> ProofAsync(
        long from,
        Caller caller,
        AuditExporter exporter,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var export = await Patience.OrTimeoutAsync(exporter.OpenAsync(caller.Organization, from, patience.Token), context);
        return export.Succeeded
            ? TypedResults.Stream(body => export.Value.WriteAsync(body, context.RequestAborted), ContentType, "raum-audit.jsonl")
            : Refused(export.Failure);
    }

    private static ProblemResult Refused(Failure failure) =>
        failure.Code == FailureCode.InvalidRequest
            ? Problem.Invalid(
                new Dictionary<string, string[]> { ["first"] = ["must not be more than the entries of the newest checkpoint"] }
            )
            : failure.ToProblem();
}
