using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Support;

namespace Raum.Api.Features.Support;

/// <summary>The organization lets the platform's staff in, sees who came, and ends it (ORG-11).</summary>
internal static class SupportRoutes
{
    public static void MapSupport(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/support-access", OpenAsync)
            .WithName("OpenSupportAccess")
            .WithTags("Support")
            .WithSummary("Let the platform's support in")
            .WithDescription(
                "For a reason and at most 168 hours. It lets nobody in by itself: an operator assigns the one person it is for. They read the audit log and nothing else."
            )
            .RequirePermission(Permission.ManageSupport)
            .RequireConfirmation()
            .ProducesProblemBody(415)
            .Validated(new SupportAccessRequestRules());
        routes
            .MapGet("/support-access", ListAsync)
            .WithName("ListSupportAccess")
            .WithTags("Support")
            .WithSummary("See when support was let in, and what it did")
            .WithDescription(
                "The newest 100, past and present, with each visit. What was done stands in the audit log, under the link. Visiting staff see their own access only."
            )
            .RequirePermission(Permission.ReadAudit);
        routes
            .MapDelete("/support-access/{access}", RevokeAsync)
            .WithName("RevokeSupportAccess")
            .WithTags("Support")
            .WithSummary("End support's access at once")
            .WithDescription(
                "Visits end with their next request. The same person may repeat the call. 404: there is none that could still be used."
            )
            .RequirePermission(Permission.ManageSupport)
            .ProducesProblemBody(404);
    }

    internal static async Task<Results<Created<SupportAccessView>, ProblemResult>> OpenAsync(
        SupportAccessRequest request,
        Person person,
        SupportAccesses accesses,
        HttpContext context
    )
    {
        var opened = await accesses.OpenAsync(
            person.Session,
            request.Reason,
            TimeSpan.FromHours(request.Hours ?? SupportAccessRequest.Usual),
            context.RequestAborted
        );
        if (!opened.Succeeded)
        {
            return opened.Failure.ToProblem();
        }

        context.Concerns(Target(opened.Value.Id));
        return TypedResults.Created("/v1/support-access", SupportAccessView.Of(opened.Value));
    }

    internal static async Task<Results<Ok<SupportAccessesView>, ProblemResult>> ListAsync(
        Caller caller,
        SupportAccesses accesses,
        HttpContext context
    )
    {
        var listed = await accesses.ListAsync(caller.Organization, caller.Person?.Visit, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(new SupportAccessesView([.. listed.Value.Select(SupportAccessView.Of)]))
            : listed.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> RevokeAsync(
        Guid access,
        Person person,
        SupportAccesses accesses,
        HttpContext context
    )
    {
        context.Concerns(Target(access));
        var revoked = await accesses.RevokeAsync(person.Session, access, context.RequestAborted);
        return revoked.Succeeded ? TypedResults.Ok(DoneView.Yes) : revoked.Failure.ToProblem();
    }

    private static AuditTarget Target(Guid access) => new("support-access", access.ToString("D"));
}

/// <param name="Reason">What support is to look at, 10 to 500 characters.</param>
/// <param name="Hours">1 to 168; 24 if left out.</param>
internal sealed record SupportAccessRequest(PersonalText Reason, int? Hours = null)
{
    public const int Usual = 24;
}

internal sealed class SupportAccessRequestRules : AbstractValidator<SupportAccessRequest>
{
    public SupportAccessRequestRules()
    {
        RuleFor(request => request.Reason)
            .Must(reason => reason.Length <= 500 && reason.Reveal().Trim().Length >= 10)
            .WithMessage("must have 10 to 500 characters");
        RuleFor(request => request.Hours).Must(hours => hours is null or (>= 1 and <= 168)).WithMessage("must be 1 to 168");
    }
}

internal sealed record SupportAccessesView(IReadOnlyList<SupportAccessView> Accesses);

/// <param name="Staff">The one person it is for; absent until an operator assigned one.</param>
/// <param name="Audit">What that person did here.</param>
internal sealed record SupportAccessView(
    Guid Id,
    string Reason,
    Guid OpenedBy,
    DateTimeOffset OpenedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<SupportVisitView> Visits,
    Guid? Staff = null,
    DateTimeOffset? AssignedAt = null,
    DateTimeOffset? RevokedAt = null,
    string? Audit = null
)
{
    public static SupportAccessView Of(SupportAccess access) =>
        new(
            access.Id,
            access.Reason.Reveal(),
            access.OpenedBy.Value,
            access.OpenedAt,
            access.ExpiresAt,
            [.. access.Visits.Select(visit => new SupportVisitView(visit.Session.Value, visit.From, visit.LastSeenAt, visit.EndedAt))],
            access.Staff?.Value,
            access.AssignedAt,
            access.RevokedAt,
            access.Staff is { } staff ? $"/v1/audit?actorKind=staff&actorId={staff}" : null
        );

    public override string ToString() => $"support access {Id}";
}

/// <param name="EndedAt">Absent while it goes on. Where something elsewhere ended it, such as the time or signing out: when it was last seen.</param>
internal sealed record SupportVisitView(Guid Session, DateTimeOffset From, DateTimeOffset LastSeenAt, DateTimeOffset? EndedAt = null);
