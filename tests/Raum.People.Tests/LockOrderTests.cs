using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>Two who need the same rows wait for each other's end and never for each other: memberships first, owners before the others, then what hangs on them.</summary>
public sealed class LockOrderTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private static readonly AuditActor Operator = AuditActor.System("tests");

    private MemberStore Members => Process.GetRequiredService<MemberStore>();

    [Fact]
    public async Task An_invitation_is_accepted_while_its_maker_is_removed()
    {
        await HireAsync(Role.Owner);
        var maker = await HireAsync(Role.Admin);
        var invited = (
            await Process
                .GetRequiredService<Invitations>()
                .CreateAsync(Acme, EmailAddress.Read(Email)!, Role.Agent, maker.Identity.Actor, Token)
        ).Value;
        var links = Process.GetRequiredService<InvitationLinks>();
        var opened = (await links.OpenAsync(invited.Token, Token)).Value;
        var jane = (await Process.GetRequiredService<AccountStore>().CreateAsync(EmailAddress.Read(Email)!, null, null, Token)).Value;
        await using var held = await HoldAsync("select from people.session where user_id = $1 for update", maker);

        // The removal has the membership and waits for the session; the invitation is its last.
        var removal = Members.RemoveAsync(Acme, maker.Identity.User, Role.Owner, Operator, Token);
        await UntilWaitingAsync(1);
        var acceptance = links.AcceptAsync(opened, jane, Token);
        await UntilWaitingAsync(2);
        await held.LetGoAsync(Token);

        (await removal).Succeeded.ShouldBeTrue();
        (await acceptance).Failure.ShouldBe(new Failure(FailureCode.Gone));
    }

    [Fact]
    public async Task An_owner_accepts_an_invitation_while_its_maker_is_removed()
    {
        var maker = await HireAsync(Role.Admin);
        var owner = (await JoinAsync(Role.Owner)).Session!;
        var invited = (
            await Process
                .GetRequiredService<Invitations>()
                .CreateAsync(Acme, EmailAddress.Read(Email)!, Role.Agent, maker.Identity.Actor, Token)
        ).Value;
        await using var held = await HoldAsync("select from people.membership where user_id = $1 for share", maker);

        var removal = Members.RemoveAsync(Acme, maker.Identity.User, Role.Owner, Operator, Token);
        await UntilWaitingAsync(1);
        var acceptance = SignIns.WithInvitationAsync(invited.Token, null, Password, null, Token);
        await UntilWaitingAsync(2);
        await held.LetGoAsync(Token);

        (await removal).Succeeded.ShouldBeTrue();
        (await acceptance).Failure.ShouldBe(new Failure(FailureCode.Gone));
        (await Members.ListAsync(Acme, Token))
            .Value.Select(member => (member.User, member.Role))
            .ShouldBe([(owner.Identity.User, Role.Owner)]);
    }

    [Fact]
    public async Task An_owner_begins_to_act_as_somebody_whose_role_changes()
    {
        var agent = await HireAsync(Role.Agent);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var owner = await HireAsync(Role.Owner);
        await using var held = await HoldAsync("select from people.membership where user_id = $1 for share", agent);

        // The change has the owner and waits for the agent.
        var change = Members.ChangeRoleAsync(Acme, agent.Identity.User, Role.Manager, Role.Owner, Operator, Token);
        await UntilWaitingAsync(1);
        var acting = Process
            .GetRequiredService<Impersonations>()
            .BeginAsync(owner.Identity, agent.Identity.User, new PersonalText("She sees no drafts."), TimeSpan.FromHours(1), null, Token);
        await UntilWaitingAsync(2);
        await held.LetGoAsync(Token);

        (await change).Succeeded.ShouldBeTrue();
        (await acting).Value.Identity.Role.ShouldBe(Role.Manager);
    }

    private async Task<HeldRow> HoldAsync(string sql, NewSession of)
    {
        var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.Add(new() { Value = of.Identity.User.Value });
        await command.ExecuteNonQueryAsync(Token);
        return new HeldRow(connection, transaction);
    }

    /// <summary>Somebody else's transaction that has a row.</summary>
    private sealed class HeldRow(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public Task LetGoAsync(CancellationToken cancellationToken) => transaction.RollbackAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
