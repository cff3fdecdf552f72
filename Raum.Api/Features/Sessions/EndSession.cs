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

/// <summary>Ends another one of a person's own sessions.</summary>
internal static class EndSession
{
    public static RouteHandlerBuilder MapEndSession(this IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/sessions/{session}", HandleAsync)
            .WithName("EndSession")
            .WithTags("Sessions")
            .WithSummary("End one of one's own sessions")
            .RequirePermission(Permission.OwnAccount)
            .ProducesProblemBody(404);

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(
        Guid session,
        Person person,
        SessionEnds sessions,
        HttpContext context
    )
    {
        var ended = await sessions.EndAsync(
            person.Organization,
            person.User,
            new SessionId(session),
            SessionEnd.Revoked,
            person.Actor,
            context.RequestAborted
        );
        return ended.Succeeded ? TypedResults.Ok(DoneView.Yes) : ended.Failure.ToProblem();
    }
}
