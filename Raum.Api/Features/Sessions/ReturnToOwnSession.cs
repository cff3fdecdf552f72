using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Sessions;

namespace Raum.Api.Features.Sessions;

/// <summary>An admin whose browser acted as somebody else goes back to the own session, also when the time was over already.</summary>
internal static class ReturnToOwnSession
{
    public static RouteHandlerBuilder MapReturnToOwnSession(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/session/return", HandleAsync)
            .WithName("ReturnToOwnSession")
            .WithTags("Sessions")
            .WithSummary("Go back to one's own session")
            .WithDescription("Ends the session in which the browser acts as somebody else. 401: the own session has ended; sign in again.")
            .SignsIn("the cookie of the own session is the proof");

    internal static async Task<Results<Ok<SessionView>, ProblemResult>> HandleAsync(
        SessionStore sessions,
        SessionEnds ends,
        HttpContext context
    )
    {
        var token = context.Request.Cookies.TryGetValue(SessionCookie.OwnName, out var aside) ? aside : null;
        var found = await sessions.AuthenticateAsync(token, context.RequestAborted);
        if (!found.Succeeded)
        {
            return found.Failure.ToProblem("The session that was put aside has ended: sign in again.");
        }

        if (context.FindCaller()?.Person is { BegunBy: { } begunBy } other && begunBy == found.Value.Id)
        {
            var ended = await ends.EndAsync(
                other.Organization,
                other.User,
                other.Id,
                SessionEnd.SignedOut,
                other.Actor,
                context.RequestAborted
            );
            if (!ended.Succeeded && ended.Failure.Code != FailureCode.NotFound)
            {
                return ended.Failure.ToProblem();
            }
        }

        var own = await sessions.ResumeAsync(token, context.RequestAborted);
        if (!own.Succeeded)
        {
            return own.Failure.ToProblem();
        }

        context.Response.ForgetSessionAside();
        context.Response.SetSession(own.Value);
        return TypedResults.Ok(SessionView.Of(own.Value.Identity));
    }
}
