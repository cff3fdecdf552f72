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

/// <summary>Takes an invitation back.</summary>
internal static class WithdrawInvitation
{
    public static RouteHandlerBuilder MapWithdrawInvitation(this IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/invitations/{invitation}", HandleAsync)
            .WithName("WithdrawInvitation")
            .WithTags("Members")
            .WithSummary("Take an invitation back")
            .RequirePermission(Permission.ManageMembers)
            .ProducesProblemBody(404);

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(
        Guid invitation,
        Person person,
        Invitations invitations,
        HttpContext context
    )
    {
        context.Concerns(new AuditTarget("invitation", invitation.ToString("D")));
        var withdrawn = await invitations.WithdrawAsync(person.Organization, invitation, person.Actor, context.RequestAborted);
        return withdrawn.Succeeded ? TypedResults.Ok(DoneView.Yes) : withdrawn.Failure.ToProblem();
    }
}
