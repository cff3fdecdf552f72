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
            .RequirePermission(Permission.OwnAccount);

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(Person person, SessionStore sessions, HttpContext context)
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
