using Npgsql;
using Raum.Core;
using Raum.Data.Changes;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Data.Tests.Changes;

/// <summary>What is kept in memory ends with its change, whoever makes it, and nothing is kept while changes cannot be heard.</summary>
public sealed class KeptTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    private static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));

    private readonly ManualClock _clock = new();
    private TestDatabase _database = null!;
    private ChangeFeed _feed = null!;
    private Kept<OrganizationId, int> _kept = null!;
    private int _reads;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        await using var platform = await Sql.OpenAsync(_database.Platform);
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await platform.ExecuteAsync(
                "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Acme', 'eu', now())",
                organization.Value
            );
        }

        _feed = new ChangeFeed(_database.App, TimeProvider.System);
        _kept = new Kept<OrganizationId, int>(_feed, _clock, (organization, _) => organization);
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.StopAsync(CancellationToken.None);
        _feed.Dispose();
    }

    [Fact]
    public async Task A_value_is_read_once_while_nothing_changes()
    {
        await ListenAsync();
        var first = await ReadAsync(Acme);

        (await ReadAsync(Acme)).ShouldBe(first);
    }

    [Fact]
    public async Task Without_a_feed_nothing_is_kept()
    {
        var first = await ReadAsync(Acme);

        (await ReadAsync(Acme)).ShouldBe(first + 1);
    }

    [Fact]
    public async Task A_change_of_another_process_ends_it()
    {
        await ListenAsync();
        var first = await ReadAsync(Acme);

        await ChangeSettingsAsync(Acme);

        await Eventually.TrueAsync(async () => await ReadAsync(Acme) > first);
    }

    [Fact]
    public async Task A_change_of_another_organization_does_not()
    {
        await ListenAsync();
        var first = await ReadAsync(Acme);
        var other = await ReadAsync(Globex);
        await ChangeSettingsAsync(Globex);
        await Eventually.TrueAsync(async () => await ReadAsync(Globex) > other);

        (await ReadAsync(Acme)).ShouldBe(first);
    }

    [Fact]
    public async Task A_change_in_this_process_ends_it_at_once()
    {
        await ListenAsync();
        var first = await ReadAsync(Acme);

        _feed.Changed(Acme);

        (await ReadAsync(Acme)).ShouldBeGreaterThan(first);
    }

    [Fact]
    public async Task A_change_while_it_is_read_leaves_nothing_behind()
    {
        await ListenAsync();
        var before = await _kept.GetAsync(
            Acme,
            (_, _) =>
            {
                // What is read is the state before this change.
                _feed.Changed(Acme);
                return Task.FromResult<Outcome<int>>(-1);
            },
            Sql.Token
        );

        before.Value.ShouldBe(-1);
        (await ReadAsync(Acme)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_value_ends_with_its_time_when_no_notice_comes()
    {
        await ListenAsync();
        var first = await ReadAsync(Acme);

        _clock.Advance(Kept<OrganizationId, int>.Longest);

        (await ReadAsync(Acme)).ShouldBeGreaterThan(first);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        await ListenAsync();
        var failed = await _kept.GetAsync(
            Acme,
            (_, _) => Task.FromResult<Outcome<int>>(new Failure(FailureCode.DatabaseUnavailable)),
            Sql.Token
        );

        failed.Succeeded.ShouldBeFalse();
        (await ReadAsync(Acme)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Nothing_is_kept_from_the_loss_of_the_connection_until_it_is_back()
    {
        await ListenAsync();
        var first = await ReadAsync(Acme);

        await using (var same = await Sql.OpenAsync(_database.App))
        {
            await same.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen raum_changes%' and pid <> pg_backend_pid()"
            );
        }

        await Eventually.TrueAsync(async () => await ReadAsync(Acme) > first);
        await ListenAsync(started: true);
        var again = await ReadAsync(Acme);
        (await ReadAsync(Acme)).ShouldBe(again);
    }

    [Theory]
    [InlineData("update organizations.api_key set last_used_at = now(), uses = uses + 1", false)]
    [InlineData("update organizations.api_key set revoked_at = now()", true)]
    public async Task A_note_on_the_use_of_a_key_is_no_change_and_its_end_is(string statement, bool ends)
    {
        await ExecuteAsync(
            Acme,
            """
            insert into organizations.api_key (organization_id, api_key_id, name, secret_hash, scopes, created_at)
            values ($1, gen_random_uuid(), 'key', sha256('key'), '{jobs}', now())
            """
        );
        await ListenAsync();
        var first = await ReadAsync(Acme);
        var other = await ReadAsync(Globex);

        await ExecuteAsync(Acme, statement + " where organization_id = $1");

        // Notices come in the order of their commits: when this one is here, the other one would be.
        await ChangeSettingsAsync(Globex);
        await Eventually.TrueAsync(async () => await ReadAsync(Globex) > other);
        (await ReadAsync(Acme) > first).ShouldBe(ends);
    }

    private async Task<int> ReadAsync(OrganizationId organization) =>
        (await _kept.GetAsync(organization, (_, _) => Task.FromResult<Outcome<int>>(++_reads), Sql.Token)).Value;

    private async Task ListenAsync(bool started = false)
    {
        if (!started)
        {
            await _feed.StartAsync(Sql.Token);
        }

        await Eventually.TrueAsync(() => _feed.StandsSince(_feed.Mark(), Acme));
    }

    private Task ChangeSettingsAsync(OrganizationId organization) =>
        ExecuteAsync(
            organization,
            "insert into organizations.settings (organization_id, version, document, created_at, created_by) values ($1, 1, '{}', now(), 'test')"
        );

    /// <summary>As another process does it.</summary>
    private async Task ExecuteAsync(OrganizationId organization, string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database.App);
        await using var batch = new RaumDatabase(source).CreateBatch(organization).Add(sql, organization.Value);
        (await batch.ExecuteAsync(Sql.Token)).ShouldBe(1);
    }
}
