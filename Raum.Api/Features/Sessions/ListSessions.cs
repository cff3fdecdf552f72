using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>A person's own live sessions in this organization.</summary>
internal static class ListSessions
{
    public static RouteHandlerBuilder MapListSessions(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/sessions", HandleAsync)
            .WithName("ListSessions")
            .WithTags("Sessions")
            .WithSummary("List one's own sessions")
            .WithDescription("With those of the last 30 days in which an admin acted as the person, and why.")
            .RequirePermission(Permission.OwnAccount);

    internal static async Task<Results<Ok<SessionsView>, ProblemResult>> HandleAsync(
        Person person,
        SessionList sessions,
        HttpContext context
    )
    {
        var listed = await sessions.ReadAsync(person.Organization, person.User, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(
                new SessionsView([
                    .. listed.Value.Select(session => new OwnSessionView(
                        session.Id.Value,
                        session.Methods,
                        session.CreatedAt,
                        session.SeenAt,
                        session.ExpiresAt,
                        session.Id == person.Session.Id,
                        session.Impersonation is { } acting
                            ? new SessionImpersonationView(acting.By.Value, acting.Reason.Reveal(), acting.EndedAt)
                            : null
                    )),
                ])
            )
            : listed.Failure.ToProblem();
    }
}

internal sealed record SessionsView(IReadOnlyList<OwnSessionView> Sessions);

/// <param name="Methods">What proved who it is: <c>password</c>, <c>totp</c>, …</param>
/// <param name="IsThis">The session that asks.</param>
/// <param name="Impersonation">In this one an admin acts, or within the last 30 days acted, as the person.</param>
internal sealed record OwnSessionView(
    Guid Id,
    IReadOnlyList<string> Methods,
    DateTimeOffset CreatedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt,
    bool IsThis,
    SessionImpersonationView? Impersonation = null
);

/// <param name="By">The admin.</param>
/// <param name="Reason">In the admin's words.</param>
/// <param name="EndedAt">Absent while it goes on.</param>
internal sealed record SessionImpersonationView(Guid By, string Reason, DateTimeOffset? EndedAt = null)
{
    public override string ToString() => $"impersonation by {By}";
}
