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

/// <summary>Invitations that can still be accepted.</summary>
internal static class ListInvitations
{
    public static RouteHandlerBuilder MapListInvitations(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/invitations", HandleAsync)
            .WithName("ListInvitations")
            .WithTags("Members")
            .WithSummary("List open invitations")
            .RequirePermission(Permission.ManageMembers);

    internal static async Task<Results<Ok<InvitationsView>, ProblemResult>> HandleAsync(
        Person person,
        Invitations invitations,
        HttpContext context
    )
    {
        var listed = await invitations.ListAsync(person.Organization, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(
                new InvitationsView([
                    .. listed.Value.Select(open => new InvitationView(open.Id, open.Email.Reveal(), open.Role, open.ExpiresAt)),
                ])
            )
            : listed.Failure.ToProblem();
    }
}

internal sealed record InvitationsView(IReadOnlyList<InvitationView> Invitations);
