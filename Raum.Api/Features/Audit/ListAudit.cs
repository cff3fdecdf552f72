using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Audit;

/// <summary>An organization's audit entries, the newest first (AUD-6). Headers and details; no content.</summary>
internal static class ListAudit
{
    public static RouteHandlerBuilder MapListAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit", HandleAsync)
            .WithName("ListAudit")
            .WithTags("Audit")
            .WithSummary("List audit entries")
            .WithDescription(
                "The newest first, all conditions together. Follow next as cursor until it is absent; entries that come meanwhile do not move it. An entry shows up within seconds of its event. "
                    + "With the ETag of an earlier answer in If-None-Match, 304 says that the page is the same."
            )
            .RequirePermission(Permission.ReadAudit)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblemBody(400);

    internal static async Task<Results<Ok<AuditPageView>, StatusCodeHttpResult, ProblemResult>> HandleAsync(
        [AsParameters] AuditListQuery query,
        Caller caller,
        AuditQueries audit,
        HttpContext context
    )
    {
        var read = query.Read();
        if (!read.IsGood)
        {
            return Problem.Invalid(read.Errors);
        }

        using var patience = Patience.For(context.RequestAborted);
        var page = await Patience.OrTimeoutAsync(
            audit.FindAsync(caller.Organization, read.Filter, query.Cursor, read.Limit, patience.Token),
            context
        );
        return page switch
        {
            { Succeeded: true } => Page(new AuditPageView([.. page.Value.Entries.Select(AuditEntryView.Of)], page.Value.Next), context),
            { Failure.Code: FailureCode.InvalidRequest } => Problem.Invalid(
                new Dictionary<string, string[]> { ["cursor"] = ["must be the next of a page before"] }
            ),
            { Failure: var failure } => failure.ToProblem(),
        };
    }

    private static Results<Ok<AuditPageView>, StatusCodeHttpResult, ProblemResult> Page(AuditPageView page, HttpContext context) =>
        EntityTag.IsKnown(context, page, ApiJson.Default.AuditPageView)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(page);
}

/// <param name="Next">Cursor of the next page; absent on the last one.</param>
internal sealed record AuditPageView(IReadOnlyList<AuditEntryView> Entries, string? Next = null);

/// <param name="Revision">Position in the organization's log, from 0, without gaps.</param>
/// <param name="RecordedAt">The log's own time; <paramref name="At"/> is the event's.</param>
/// <param name="Failure">The last part of a problem type.</param>
/// <param name="Details">What this type of event tells besides: numbers, ids and names from closed sets.</param>
internal sealed record AuditEntryView(
    long Revision,
    Guid Id,
    DateTimeOffset At,
    DateTimeOffset RecordedAt,
    string Type,
    AuditClass Class,
    AuditActorView Actor,
    AuditResult Result,
    Guid CorrelationId,
    JsonElement Details,
    AiOperation? Operation = null,
    AuditTargetView? Target = null,
    string? Failure = null,
    string? TraceId = null
)
{
    public static AuditEntryView Of(AuditEntry entry) =>
        new(
            entry.Revision,
            entry.Id,
            entry.At,
            entry.RecordedAt,
            entry.Type,
            entry.Class,
            new AuditActorView(entry.Actor.Kind, entry.Actor.Id, entry.Actor.Authenticated, entry.Actor.Impersonator),
            entry.Result,
            entry.Correlation.Value,
            entry.Details,
            entry.Operation,
            entry.Target is { } target ? new AuditTargetView(target.Kind, target.Id) : null,
            entry.Failure is { } code ? ProblemTable.Name(code) : null,
            entry.TraceId
        );
}

/// <param name="Id">Opaque: a key, a user, a component.</param>
/// <param name="Authenticated">False for one who only claims to be it.</param>
internal sealed record AuditActorView(AuditActorKind Kind, string Id, bool Authenticated, string? Impersonator = null);

internal sealed record AuditTargetView(string Kind, string Id);
