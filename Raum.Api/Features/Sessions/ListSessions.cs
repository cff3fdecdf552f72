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
            .RequirePermission(Permission.OwnAccount);

    internal static async Task<Results<Ok<SessionsView>, ProblemResult>> HandleAsync(
        Person person,
        SessionStore sessions,
        HttpContext context
    )
    {
        var listed = await sessions.ListAsync(person.Organization, person.User, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(
                new SessionsView([
                    .. listed.Value.Select(session => new OwnSessionView(
                        session.Id.Value,
                        session.Methods,
                        session.CreatedAt,
                        session.SeenAt,
                        session.ExpiresAt,
                        session.Id == person.Session.Id
                    )),
                ])
            )
            : listed.Failure.ToProblem();
    }
}

internal sealed record SessionsView(IReadOnlyList<OwnSessionView> Sessions);

/// <param name="Methods">What proved who it is: <c>password</c>, <c>totp</c>, …</param>
/// <param name="IsThis">The session that asks.</param>
internal sealed record OwnSessionView(
    Guid Id,
    IReadOnlyList<string> Methods,
    DateTimeOffset CreatedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt,
    bool IsThis
);
