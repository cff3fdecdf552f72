using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.Api.Features.Members;

/// <summary>Ends every session that a member has in this organization.</summary>
internal static class EndMemberSessions
{
    public static RouteHandlerBuilder MapEndMemberSessions(this IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/members/{user}/sessions", HandleAsync)
            .WithName("EndMemberSessions")
            .WithTags("Members")
            .WithSummary("End all sessions of a member")
            .WithDescription("The membership stands: the person can sign in again. 404: there is no session.")
            .RequirePermission(Permission.ManageMembers)
            .ProducesProblemBody(404);

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(
        Guid user,
        Person person,
        SessionEnds sessions,
        HttpContext context
    )
    {
        context.Concerns(AuditTarget.User(new UserId(user)));
        var ended = await sessions.EndAllAsync(person.Organization, new UserId(user), person.Actor, context.RequestAborted);
        return ended.Succeeded ? TypedResults.Ok(DoneView.Yes) : ended.Failure.ToProblem();
    }
}
