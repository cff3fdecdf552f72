using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>Signs out.</summary>
internal static class EndOwnSession
{
    public static RouteHandlerBuilder MapEndOwnSession(this IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/session", HandleAsync)
            .WithName("EndOwnSession")
            .WithTags("Sessions")
            .WithSummary("Sign out")
            .WithDescription(
                "Of a session in which an admin acts as somebody else: ends that one; POST /v1/session/return goes back to the admin's own."
            )
            .RequirePermission(Permission.OwnSession);

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(Person person, SessionEnds sessions, HttpContext context)
    {
        var ended = await sessions.EndAsync(
            person.Organization,
            person.User,
            person.Session.Id,
            SessionEnd.SignedOut,
            person.Actor,
            context.RequestAborted
        );
        context.Response.ForgetSession();
        return ended.Succeeded ? TypedResults.Ok(DoneView.Yes) : ended.Failure.ToProblem();
    }
}
