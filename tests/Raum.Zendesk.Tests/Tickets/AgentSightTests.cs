using Raum.Core;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Zendesk.Tests.Tickets;

/// <summary>ORG-12: a ticket is read for an agent only if that agent may see it in Zendesk.</summary>
public sealed class AgentSightTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    private static readonly NewTicket Refund = new("Refund", "My refund has not come.", "Jane Doe", "jane.doe@example.com");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ConnectAsync(ZendeskScopes.WithAgents);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("groups", true)]
    [InlineData("assigned", true)]
    [InlineData("organization", true)]
    [InlineData("groups", false)]
    [InlineData("assigned", false)]
    [InlineData("organization", false)]
    [InlineData("requested", false)]
    [InlineData("something new", false)]
    public async Task An_agents_restriction_decides(string? restriction, bool sees)
    {
        var group = Desk.AddGroup(isPublic: true);
        var ticket = Desk.OpenTicket(Refund with { GroupId = group, OrganizationId = 77 });
        var agent = sees && restriction == "assigned" ? Desk.Agent : Desk.AddUser("Noor", "noor@desk.example.com", null, "agent");
        Desk.Change(
            agent.Id,
            known =>
                known with
                {
                    TicketRestriction = restriction,
                    GroupIds = sees ? [group] : [group + 1],
                    OrganizationIds = sees ? [77] : [78],
                }
        );

        var seen = await Source.CheckVisibleAsync(Acme, ticket.Id, agent.Id, Token);

        seen.Failure.ShouldBe(sees ? null : new Failure(FailureCode.ZendeskForbidden));
    }

    [Fact]
    public async Task A_private_group_is_for_its_members_and_admins()
    {
        var group = Desk.AddGroup(isPublic: false);
        var ticket = Desk.OpenTicket(Refund with { GroupId = group });
        var (member, other) = (Agent("m"), Agent("o"));
        var admin = Desk.AddUser("Root", "root@desk.example.com", null, "admin");
        Desk.Change(member.Id, known => known with { GroupIds = [group] });

        (await Source.CheckVisibleAsync(Acme, ticket.Id, member.Id, Token)).Succeeded.ShouldBeTrue();
        (await Source.CheckVisibleAsync(Acme, ticket.Id, admin.Id, Token)).Succeeded.ShouldBeTrue();
        (await Source.CheckVisibleAsync(Acme, ticket.Id, other.Id, Token)).Failure.ShouldBe(new Failure(FailureCode.ZendeskForbidden));
    }

    [Theory]
    [InlineData("all", true)]
    [InlineData("within-groups", true)]
    [InlineData("within-groups-and-public-groups", true)]
    [InlineData("assigned-only", false)]
    [InlineData("within-organization", false)]
    [InlineData("something new", false)]
    public async Task A_role_of_the_accounts_own_making_decides_as_well(string access, bool sees)
    {
        var group = Desk.AddGroup(isPublic: true);
        var ticket = Desk.OpenTicket(Refund with { GroupId = group });
        var agent = Agent("r");
        Desk.Change(agent.Id, known => known with { CustomRoleId = Desk.AddRole(access).Id, GroupIds = [group] });

        (await Source.CheckVisibleAsync(Acme, ticket.Id, agent.Id, Token)).Succeeded.ShouldBe(sees);

        Desk.Change(agent.Id, known => known with { CustomRoleId = 424242 });
        (await Source.CheckVisibleAsync(Acme, ticket.Id, agent.Id, Token)).Failure.ShouldBe(new Failure(FailureCode.ZendeskForbidden));
    }

    [Fact]
    public async Task Nobody_who_is_no_working_agent_of_the_account()
    {
        var ticket = Desk.OpenTicket(Refund);
        var (suspended, deleted) = (Agent("s"), Agent("d"));
        Desk.Change(suspended.Id, known => known with { Suspended = true });
        Desk.Change(deleted.Id, known => known with { Active = false });

        foreach (var agent in (long[])[suspended.Id, deleted.Id, ticket.RequesterId, 424242])
        {
            (await Source.CheckVisibleAsync(Acme, ticket.Id, agent, Token)).Failure.ShouldBe(new Failure(FailureCode.ZendeskForbidden));
        }
    }

    [Fact]
    public async Task What_cannot_be_told_is_a_no_and_what_passes_is_tried_again()
    {
        var ticket = Desk.OpenTicket(Refund with { GroupId = Desk.AddGroup(isPublic: true) });
        var agent = Agent("u");
        Desk.Faults.Add(new DeskFault(DeskFaultKind.Unavailable, PathPart: $"/api/v2/users/{agent.Id}.json"));

        var down = await Source.CheckVisibleAsync(Acme, ticket.Id, agent.Id, Token);
        await ConnectAsync(ZendeskScopes.ReadAndWrite);
        var unscoped = await Source.CheckVisibleAsync(Acme, ticket.Id, agent.Id, Token);

        down.Failure!.Code.ShouldBe(FailureCode.ZendeskUnavailable);
        unscoped.Failure.ShouldBe(new Failure(FailureCode.ZendeskForbidden));
    }

    private DeskUser Agent(string name) => Desk.AddUser(name, $"{name}@desk.example.com", null, "agent");
}
