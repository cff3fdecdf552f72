using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Retention;
using Raum.People.SignIn;
using Raum.People.Zendesk;
using Raum.Testing.Oidc;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>DATA-1: the account of who is a member nowhere any more goes after its time with everything that names the person, and nobody else's does, whoever asks.</summary>
public sealed class AccountRetentionTests(PostgresServer postgres) : SingleSignOnFixture(postgres)
{
    private static readonly string[] Tables = ["people.account", "people.passkey", "people.recovery_code", "people.ceremony"];

    [Fact]
    public async Task Thirty_days_after_the_last_membership_an_account_goes_with_every_way_in_to_it()
    {
        var (gone, late, other) = (await MemberAsync(), await MemberAsync(), await MemberAsync());
        await LeftAsync(gone, 31);
        await LeftAsync(late, 29);

        (await RemoveAsync()).Value.ShouldBe(1);

        foreach (var table in Tables)
        {
            (await CountAsync($"{table} where user_id = '{gone}'")).ShouldBe(0, table);
            (await CountAsync($"{table} where user_id = '{late}'")).ShouldBe(1, table);
            (await CountAsync($"{table} where user_id = '{other}'")).ShouldBe(1, table);
        }

        var removed = (await EventsAsync(OrganizationId.Installation)).OfType<AccountRemoved>().ShouldHaveSingleItem();
        (removed.User, removed.Target).ShouldBe((gone, AuditTarget.User(gone)));
        (await RemoveAsync()).Value.ShouldBe(0);
    }

    [Fact]
    public async Task When_an_organization_ended_with_its_rows_its_peoples_accounts_go_but_of_those_who_are_members_elsewhere_or_may_come_back()
    {
        var (gone, elsewhere, staff, closed) = (await MemberAsync(), await MemberAsync(), await MemberAsync(), await MemberAsync(Globex));
        await JoinAsync(elsewhere, Globex);
        await JoinAsync(staff, OrganizationId.Installation);
        var fresh = await MemberAsync();
        await SetAsync($"update people.account set created_at = now() - interval '23 hours' where user_id = '{fresh}'");
        await SetAsync(
            $"update organizations.organization set closed_at = now(), destroy_after = now() + interval '9 days' where organization_id = '{Globex}'"
        );

        await SetAsync($"delete from people.membership where organization_id = '{Acme}'");
        (await RemoveAsync()).Value.ShouldBe(1);

        (await AccountsAsync()).ShouldBe([elsewhere, staff, closed, fresh], ignoreOrder: true);
        (await EventsAsync(OrganizationId.Installation)).OfType<AccountRemoved>().Select(one => one.User).ShouldBe([gone]);
    }

    [Fact]
    public async Task Who_is_invited_anew_keeps_the_account_as_long_as_the_invitation_stands()
    {
        var invited = (await JoinAsync(Role.Agent)).Session!.Identity.User;
        await AgeAsync();
        await LeftAsync(invited, 31);
        var invitation = await InviteAsync(Globex, Role.Agent);

        (await RemoveAsync()).Value.ShouldBe(0);
        (await SignIns.WithInvitationAsync(invitation.Token, null, Password, null, Token)).Value.Session!.Identity.User.ShouldBe(invited);
        (await RemoveAsync()).Value.ShouldBe(0);

        await LeftAsync(invited, 31);
        await InviteAsync(Acme, Role.Agent);
        await SetAsync("update people.invitation set withdrawn_at = now()");
        (await RemoveAsync()).Value.ShouldBe(1);
    }

    [Fact]
    public async Task Who_comes_again_by_an_invitation_begins_anew()
    {
        var before = (await JoinAsync(Role.Agent)).Session!.Identity.User;
        await AgeAsync();
        await LeftAsync(before, 31);
        (await RemoveAsync()).Value.ShouldBe(1);
        (await SignInAsync()).Failure!.Code.ShouldBe(FailureCode.Unauthorized);

        var again = (await JoinAsync(Role.Agent)).Session!.Identity.User;

        again.ShouldNotBe(before);
        (await SignInAsync()).Value.Session!.Identity.User.ShouldBe(again);
    }

    [Fact]
    public async Task Who_becomes_a_member_at_this_moment_stays_and_who_is_too_late_finds_no_account()
    {
        var (early, late) = (await MemberAsync(), await MemberAsync());
        await LeftAsync(early, 31);
        await LeftAsync(late, 31);
        Task<Outcome<int>> removal;
        await using (var scope = await Process.GetRequiredService<RaumDatabase>().OpenAsync(Globex, Token))
        {
            (await AddAsync(scope, early)).Succeeded.ShouldBeTrue();
            removal = RemoveAsync();
            await UntilWaitingAsync();
            await scope.CommitAsync(Token);
        }

        (await removal).Value.ShouldBe(1);
        (await AccountsAsync()).ShouldBe([early]);
        await using var next = await Process.GetRequiredService<RaumDatabase>().OpenAsync(Globex, Token);
        (await AddAsync(next, late)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_record_nothing_is_removed()
    {
        var gone = await MemberAsync();
        await LeftAsync(gone, 31);
        Log.Away = true;

        (await RemoveAsync()).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        (await AccountsAsync()).ShouldBe([gone]);
        Log.Away = false;
        (await RemoveAsync()).Value.ShouldBe(1);
    }

    [Fact]
    public async Task No_service_removes_an_account_not_even_by_writing_that_its_person_left_long_ago()
    {
        var member = await MemberAsync();
        string[] attacks =
        [
            $"delete from people.account where user_id = '{member}'",
            $"delete from people.membership where user_id = '{member}'",
            $"update people.membership set left_at = '2000-01-01' where user_id = '{member}'",
            $"update people.membership set removed_at = '2000-01-01' where user_id = '{member}'",
            $"update people.account set created_at = '2000-01-01' where user_id = '{member}'",
        ];
        foreach (var role in (string[])[Database.App, Database.Api, Database.Worker, Database.Projector, Database.Rotation, Database.Purge])
        {
            foreach (var organization in (OrganizationId[])[Acme, OrganizationId.Installation])
            {
                foreach (var attack in attacks)
                {
                    await TryAsync(role, $"set raum.organization = '{organization}'; {attack}");
                }
            }
        }

        (await RemoveAsync()).Value.ShouldBe(0);
        (await CountAsync($"people.account where user_id = '{member}'")).ShouldBe(1);
        (await CountAsync($"people.membership where user_id = '{member}' and left_at > now() - interval '1 hour'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_role_that_removes_takes_no_way_in_from_an_account_that_stays()
    {
        var member = await MemberAsync();

        foreach (var table in Tables)
        {
            await TryAsync(Database.Purge, $"set raum.organization = '{OrganizationId.Installation}'; delete from {table}");
            (await CountAsync($"{table} where user_id = '{member}'")).ShouldBe(1, table);
        }
    }

    [Fact]
    public async Task Who_was_removed_does_not_come_back_by_single_sign_on_when_the_account_is_gone_but_by_an_invitation()
    {
        await using var provider = await HostileAsync();
        var jane = new PersonalText("jane@acme.example");
        var before = (await FinishAsync(provider)).Value.Session!.Identity.User;
        await AgeAsync();
        await LeftAsync(before, 31);
        (await RemoveAsync()).Value.ShouldBe(1);

        Refused(await FinishAsync(provider), 1);
        // As somebody of whom the provider says the same address.
        await SetAsync("delete from people.external_identity");
        Refused(await FinishAsync(provider), 2);

        var again = (await JoinAsync(Role.Agent, jane)).Session!.Identity.User;
        (await FinishAsync(provider)).Value.Session!.Identity.User.ShouldBe(again);
        again.ShouldNotBe(before);
    }

    [Fact]
    public async Task Who_was_invited_anew_is_known_by_the_same_subject()
    {
        await using var provider = await HostileAsync();
        var before = (await FinishAsync(provider)).Value.Session!.Identity.User;
        await AgeAsync();
        await LeftAsync(before, 31);
        (await RemoveAsync()).Value.ShouldBe(1);

        var again = (await JoinAsync(Role.Agent, new PersonalText("jane@acme.example"))).Session!.Identity.User;

        (await FinishAsync(provider)).Value.Session!.Identity.User.ShouldBe(again);
        (await CountAsync($"people.external_identity where user_id = '{again}'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_agent_of_who_was_removed_is_somebody_elses_when_an_admin_says_so_and_a_members_is_not()
    {
        var links = Process.GetRequiredService<ZendeskLinks>();
        var (admin, before) = ((await HireAsync(Role.Admin)).Identity, await MemberAsync());
        var (again, other) = (await MemberAsync(), await MemberAsync());
        (await links.SetAsync(admin, before, 35436, Token)).Succeeded.ShouldBeTrue();
        await LeftAsync(before, 31);
        (await RemoveAsync()).Value.ShouldBe(1);

        (await links.SetAsync(admin, again, 35436, Token)).Failure.ShouldBeNull();
        (await links.SetAsync(admin, other, 35436, Token)).Failure!.Code.ShouldBe(FailureCode.Conflict);
    }

    /// <summary>A member since long ago, with a passkey, a recovery code and a sign-in that is half done.</summary>
    private async Task<UserId> MemberAsync(OrganizationId? organization = null)
    {
        var user = (await HireAsync(Role.Agent, organization)).Identity.User;
        await SetAsync(
            $"""
            insert into people.passkey (organization_id, credential_id, user_id, public_key, sign_count, transports, is_user_verified, is_backup_eligible, is_backed_up, created_at)
              values ('{OrganizationId.Installation}', uuid_send('{user}'), '{user}', '', 0, '{"{}"}', true, false, false, now());
            insert into people.recovery_code (organization_id, user_id, code_hash, created_at)
              values ('{OrganizationId.Installation}', '{user}', sha256('code'), now());
            insert into people.ceremony (organization_id, ceremony_id, kind, secret_hash, user_id, created_at, expires_at)
              values ('{OrganizationId.Installation}', gen_random_uuid(), 'magic-link', sha256('link'), '{user}', now(), now() + interval '15 minutes')
            """
        );
        await AgeAsync();
        return user;
    }

    private Task AgeAsync() => SetAsync("update people.account set created_at = now() - interval '400 days'");

    private async Task JoinAsync(UserId user, OrganizationId organization)
    {
        await using var scope = await Process.GetRequiredService<RaumDatabase>().OpenAsync(organization, Token);
        (await AddAsync(scope, user)).Succeeded.ShouldBeTrue();
        await scope.CommitAsync(Token);
    }

    private Task<Outcome<Done>> AddAsync(OrganizationScope scope, UserId user) =>
        MemberStore.AddAsync(
            scope,
            Process.GetRequiredService<IAuditLog>(),
            user,
            Role.Auditor,
            "operator",
            Clock.GetUtcNow(),
            AuditActor.System("tests"),
            Clock.GetUtcNow(),
            Token
        );

    /// <summary>Every membership of the person ended so many days ago, by the database's clock.</summary>
    private async Task LeftAsync(UserId user, int days)
    {
        await SetAsync($"update people.membership set removed_at = now() where user_id = '{user}'");
        await SetAsync(
            $"set session_replication_role = replica; update people.membership set left_at = now() - interval '{days} days' where user_id = '{user}'"
        );
    }

    private async Task<Outcome<int>> RemoveAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database.Purge);
        return await new AccountRetention(new RaumDatabase(source), Process.GetRequiredService<IAuditLog>(), Clock).RemoveLeftBehindAsync(
            Token
        );
    }

    private async Task<List<UserId>> AccountsAsync()
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("select user_id from people.account", connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var found = new List<UserId>();
        while (await reader.ReadAsync(Token))
        {
            found.Add(new UserId(reader.GetGuid(0)));
        }

        return found;
    }

    private async Task<long> CountAsync(string from)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"select count(*) from {from}", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private Task SetAsync(string sql) => ExecuteAsync(Database.Superuser, sql);

    private static async Task TryAsync(string role, string sql)
    {
        try
        {
            await ExecuteAsync(role, sql);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Refused.
        }
    }

    private static async Task ExecuteAsync(string role, string sql)
    {
        await using var connection = new NpgsqlConnection(role);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
