using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Members;

namespace Raum.Api.Features.Members;

/// <summary>Ends a membership and the person's sessions here.</summary>
internal static class RemoveMember
{
    public static RouteHandlerBuilder MapRemoveMember(this IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/members/{user}", HandleAsync)
            .WithName("RemoveMember")
            .WithTags("Members")
            .WithSummary("End a membership")
            .WithDescription("The member's sessions here end at once. 409: an organization keeps an owner.")
            .RequirePermission(Permission.ManageMembers)
            .RequireConfirmation()
            .ProducesProblemBody(404, 409);

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(
        Guid user,
        Person person,
        MemberStore members,
        HttpContext context
    )
    {
        context.Concerns(AuditTarget.User(new UserId(user)));
        var removed = await members.RemoveAsync(
            person.Organization,
            new UserId(user),
            person.Session.Role,
            person.Actor,
            context.RequestAborted
        );
        return removed.Succeeded ? TypedResults.Ok(DoneView.Yes) : removed.Failure.ToProblem();
    }
}
