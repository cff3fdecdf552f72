using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Retention;
using Raum.People.Sessions;
using Raum.People.Tokens;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>What people left behind goes after its time, by the database's clock, and nothing that lives goes with it.</summary>
public sealed class PeopleRetentionTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    [Fact]
    public async Task Ended_sessions_go_after_30_days_with_their_tokens_and_visits_after_a_year()
    {
        var (old, live) = (await HireAsync(Role.Agent), await HireAsync(Role.Agent));
        var fresh = await HireAsync(Role.Agent);
        var visit = await HireAsync(Role.Auditor, Globex);
        var oldVisit = await HireAsync(Role.Auditor, Globex);
        await Process.GetRequiredService<AccessTokens>().BeginAsync(old.Identity, Token);
        await Process.GetRequiredService<AccessTokens>().BeginAsync(live.Identity, Token);
        await SetAsync("update people.session set created_at = now(), seen_at = now(), expires_at = now() + interval '1 hour'");
        await EndedAsync(old, 31);
        await EndedAsync(fresh, 29);
        await SetAsync("alter table people.session drop constraint session_is_of_one_kind");
        foreach (var (session, days) in ((NewSession, int)[])[(visit, 364), (oldVisit, 366)])
        {
            await SetAsync($"update people.session set access_id = gen_random_uuid() where session_id = '{session.Identity.Id}'");
            await EndedAsync(session, days);
        }

        (await RemoveAsync()).ShouldBe(2);

        (await ReadAsync("select session_id from people.session")).ShouldBe(
            [live.Identity.Id.Value, fresh.Identity.Id.Value, visit.Identity.Id.Value],
            ignoreOrder: true
        );
        (await ReadAsync("select session_id from people.refresh_token")).ShouldBe([live.Identity.Id.Value]);
    }

    [Fact]
    public async Task Invitations_go_30_days_after_their_end_and_accesses_of_support_a_year_after_theirs()
    {
        var (open, used) = (await InviteAsync(Acme, Role.Agent), await InviteAsync(Acme, Role.Agent));
        await SetAsync("update people.invitation set expires_at = now() + interval '1 hour'");
        await SetAsync($"update people.invitation set accepted_at = now() - interval '31 days' where invitation_id = '{used.Id}'");
        foreach (var days in (int[])[364, 366])
        {
            await SetAsync(
                $"""
                insert into people.support_access (organization_id, access_id, reason_sealed, opened_by, opened_at, expires_at)
                values ('{Acme}', gen_random_uuid(), '', gen_random_uuid(), now() - interval '{days} days 1 hour', now() - interval '{days} days')
                """
            );
        }

        (await RemoveAsync()).ShouldBe(2);

        (await ReadAsync("select invitation_id from people.invitation")).ShouldBe([open.Id]);
        (await ReadAsync("select access_id from people.support_access")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_role_that_removes_sees_nothing_that_lives_not_even_for_an_organization()
    {
        await HireAsync(Role.Agent);
        await SetAsync("update people.session set expires_at = now() + interval '1 hour'");
        await using var database = new NpgsqlConnection(Database.Purge);
        await database.OpenAsync(Token);
        await using var scope = new NpgsqlCommand($"select set_config('raum.organization', '{Acme}', false)", database);
        await scope.ExecuteNonQueryAsync(Token);
        await using var delete = new NpgsqlCommand("delete from people.session", database);

        (await delete.ExecuteNonQueryAsync(Token)).ShouldBe(0);
    }

    private Task EndedAsync(NewSession session, int days) =>
        SetAsync($"update people.session set ended_at = now() - interval '{days} days' where session_id = '{session.Identity.Id}'");

    private async Task<int> RemoveAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database.Purge);
        return (await new PeopleRetention(new RaumDatabase(source)).RemoveExpiredAsync(Token)).Value;
    }

    private async Task SetAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<List<Guid>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var found = new List<Guid>();
        while (await reader.ReadAsync(Token))
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }
}
