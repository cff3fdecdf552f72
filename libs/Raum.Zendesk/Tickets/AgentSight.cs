using Raum.Core;

namespace Raum.Zendesk;

/// <summary>Whether an agent may see a ticket in Zendesk (ORG-12). Zendesk answers nobody on behalf of an agent, so that what it says about the agent, the role and the groups is applied here.</summary>
/// <remarks>
/// Sources: Zendesk, Ticketing API: Users (<c>ticket_restriction</c>), Custom Agent Roles (<c>configuration.ticket_access</c>), Groups (<c>is_public</c>), Group and
/// Organization Memberships. What is unknown, unreadable or not allowed to be read is a no: an agent of a custom role may see less here than in Zendesk, never more.
/// </remarks>
internal sealed class AgentSight(ZendeskClient client)
{
    private static readonly Failure Hidden = new(FailureCode.ZendeskForbidden);

    /// <returns><see cref="FailureCode.ZendeskForbidden"/> for who may not see it; failures that pass, such as <see cref="FailureCode.ZendeskUnavailable"/>.</returns>
    public async Task<Outcome<Done>> CheckAsync(
        OrganizationId organization,
        TicketWire ticket,
        long agent,
        CancellationToken cancellationToken
    )
    {
        var user = await client.ShowUserAsync(organization, agent, cancellationToken);
        if (!user.Succeeded)
        {
            return No(user.Failure);
        }

        if (user.Value is not { Active: true, Suspended: false or null, Role: "agent" or "admin" } known)
        {
            return Hidden;
        }

        if (known.Role == "admin")
        {
            return default(Done);
        }

        var seen = new Sight(organization, ticket, known);
        var restricted = await AllowsAsync(seen, known.TicketRestriction, cancellationToken);
        if (!restricted.Succeeded || known.CustomRoleId is not { } roleId)
        {
            return restricted;
        }

        var role = await client.ShowCustomRoleAsync(organization, roleId, cancellationToken);
        return role.Succeeded
            ? await AllowsAsync(seen, role.Value.Configuration?.TicketAccess ?? "unknown", cancellationToken)
            : No(role.Failure);
    }

    /// <param name="access">Zendesk's word; none is: all tickets but those of private groups.</param>
    private Task<Outcome<Done>> AllowsAsync(Sight sight, string? access, CancellationToken cancellationToken) =>
        access switch
        {
            null or "" or "all" or "within-groups-and-public-groups" => InPublicOrOwnGroupAsync(sight, cancellationToken),
            "groups" or "within-groups" => InOwnGroupAsync(sight, cancellationToken),
            "assigned" or "assigned-only" => Task.FromResult(
                sight.Ticket.AssigneeId == sight.User.Id ? default(Done) : (Outcome<Done>)Hidden
            ),
            "organization" or "within-organization" => InOwnOrganizationAsync(sight, cancellationToken),
            _ => Task.FromResult<Outcome<Done>>(Hidden),
        };

    private async Task<Outcome<Done>> InPublicOrOwnGroupAsync(Sight sight, CancellationToken cancellationToken)
    {
        if (sight.Ticket.GroupId is not { } id)
        {
            return default(Done);
        }

        var group = await client.ShowGroupAsync(sight.Organization, id, cancellationToken);
        return !group.Succeeded ? No(group.Failure)
            : group.Value.IsPublic == true ? default(Done)
            : await InOwnGroupAsync(sight, cancellationToken);
    }

    private async Task<Outcome<Done>> InOwnGroupAsync(Sight sight, CancellationToken cancellationToken)
    {
        if (sight.Ticket.GroupId is not { } id)
        {
            return Hidden;
        }

        var memberships = await client.ListGroupsOfAsync(sight.Organization, sight.User.Id, cancellationToken);
        return !memberships.Succeeded ? No(memberships.Failure)
            : memberships.Value.GroupMemberships?.Any(membership => membership.GroupId == id) == true ? default(Done)
            : Hidden;
    }

    private async Task<Outcome<Done>> InOwnOrganizationAsync(Sight sight, CancellationToken cancellationToken)
    {
        if (sight.Ticket.OrganizationId is not { } id)
        {
            return Hidden;
        }

        var memberships = await client.ListOrganizationsOfAsync(sight.Organization, sight.User.Id, cancellationToken);
        return !memberships.Succeeded ? No(memberships.Failure)
            : memberships.Value.OrganizationMemberships?.Any(membership => membership.OrganizationId == id) == true ? default(Done)
            : Hidden;
    }

    /// <summary>What passes is tried again; everything else is a no.</summary>
    private static Failure No(Failure failure) => failure.Code.IsTransient() ? failure : Hidden;

    private sealed record Sight(OrganizationId Organization, TicketWire Ticket, UserWire User);
}
