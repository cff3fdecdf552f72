using Npgsql;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Data.Tests;

/// <summary>A connection is opened for an organization, and what was opened for one carries nothing over to the next.</summary>
public sealed class RaumDatabaseTests(PostgresServer server) : IAsyncLifetime
{
    private const string Count = "select count(*) from organizations.organization";
    private static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    private static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));

    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;
    private RaumDatabase _raum = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        await using var platform = await Sql.OpenAsync(_database.Platform);
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await platform.ExecuteAsync(
                "insert into organizations.organization (organization_id, name, region, created_at) values ($1, $2, 'eu', now())",
                organization.Value,
                $"Organization {organization}"
            );
        }

        // One connection in the pool: every use follows another.
        _source = RaumDataServiceCollectionExtensions.DataSource(_database.App + ";Maximum Pool Size=1");
        _raum = new RaumDatabase(_source);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task A_scope_sees_its_organization_alone()
    {
        await using var scope = await _raum.OpenAsync(Acme, Sql.Token);

        (await scope.CreateCommand(Count).ExecuteScalarAsync(Sql.Token)).ShouldBe(1L);
        (await scope.CreateCommand("select organization_id from organizations.organization").ExecuteScalarAsync(Sql.Token)).ShouldBe(
            Acme.Value
        );
    }

    [Fact]
    public async Task A_batch_sees_its_organization_alone_and_its_rows_come_first()
    {
        await using var batch = _raum.CreateBatch(Globex).Add("select organization_id from organizations.organization");
        await using var reader = await batch.ReadAsync(Sql.Token);

        (await reader.ReadAsync(Sql.Token)).ShouldBeTrue();
        reader.GetGuid(0).ShouldBe(Globex.Value);
        (await reader.ReadAsync(Sql.Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_goes_back_to_the_pool_forgets_its_organization()
    {
        await using (var scope = await _raum.OpenAsync(Acme, Sql.Token))
        {
            await scope.CommitAsync(Sql.Token);
        }

        await using (var batch = _raum.CreateBatch(Globex).Add(Count))
        {
            await batch.ExecuteAsync(Sql.Token);
        }

        await using var outside = _raum.CreateLookup(Count);
        (await outside.ExecuteScalarAsync(Sql.Token)).ShouldBe(0L);
    }

    [Fact]
    public async Task Transactions_that_wait_for_a_statement_elsewhere_leave_connections_for_it()
    {
        await using var source = RaumDataServiceCollectionExtensions.DataSource(_database.App + ";Maximum Pool Size=4;Timeout=3");
        var raum = new RaumDatabase(source);
        var begun = 0;
        var go = new TaskCompletionSource();

        var working = Enumerable
            .Range(0, 12)
            .Select(_ =>
                raum.RunAsync<Done>(
                    Acme,
                    async (_, token) =>
                    {
                        Interlocked.Increment(ref begun);
                        await go.Task.WaitAsync(token);
                        // What the audit log does: a round trip of its own.
                        await using var batch = raum.CreateBatch(Acme).Add(Count);
                        await batch.ExecuteAsync(token);
                        return default(Done);
                    },
                    Sql.Token
                )
            )
            .ToList();
        await using (var beside = raum.CreateBatch(Globex).Add(Count))
        {
            await beside.ExecuteAsync(Sql.Token);
        }

        go.SetResult();

        (await Task.WhenAll(working)).ShouldAllBe(outcome => outcome.Succeeded);
        begun.ShouldBe(12);
    }

    [Fact]
    public async Task Without_an_organization_nothing_is_seen()
    {
        await using var outside = _raum.CreateLookup(Count);

        (await outside.ExecuteScalarAsync(Sql.Token)).ShouldBe(0L);
    }

    [Fact]
    public async Task Work_that_fails_leaves_nothing_and_work_that_succeeds_stays()
    {
        var kept = await RenameAsync(Acme, "Acme", new Done());
        var dropped = await RenameAsync(Globex, "Globex", new Failure(FailureCode.Conflict));

        kept.Succeeded.ShouldBeTrue();
        dropped.Failure!.Code.ShouldBe(FailureCode.Conflict);
        await using var admin = await Sql.OpenAsync(_database.Superuser);
        (await admin.ListAsync("select name from public.name")).ShouldBe(["Acme"]);
    }

    [Fact]
    public async Task A_batch_is_all_or_nothing()
    {
        await using (var admin = await Sql.OpenAsync(_database.Superuser))
        {
            await admin.ExecuteAsync("create table public.name (name text); grant insert on public.name to raum_app");
        }

        await using var batch = _raum.CreateBatch(Acme).Add("insert into public.name values ('Acme')").Add("select 1 / (select 0)");
        await Should.ThrowAsync<PostgresException>(() => batch.ExecuteAsync(Sql.Token));

        await using var after = await Sql.OpenAsync(_database.Superuser);
        (await after.ListAsync("select name from public.name")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_failure_and_not_an_exception()
    {
        await using var nowhere = RaumDataServiceCollectionExtensions.DataSource(
            "Host=127.0.0.1;Port=1;Username=raum_app;Database=raum;Timeout=2"
        );

        var outcome = await new RaumDatabase(nowhere).RunAsync<Done>(Acme, (_, _) => Task.FromResult<Outcome<Done>>(new Done()), Sql.Token);

        outcome.Failure!.Code.ShouldBe(FailureCode.DatabaseUnavailable);
    }

    [Fact]
    public async Task A_server_that_crashes_in_the_middle_is_a_failure_and_works_again_after_it_is_back()
    {
        await using var own = new PostgresServer();
        await own.InitializeAsync();
        var database = await own.CreateDatabaseAsync();
        await using var source = RaumDataServiceCollectionExtensions.DataSource(database.App);
        var raum = new RaumDatabase(source);

        var cut = await raum.RunAsync<Done>(
            Acme,
            async (scope, token) =>
            {
                await own.CrashAsync();
                await scope.CreateCommand(Count).ExecuteScalarAsync(token);
                return new Done();
            },
            Sql.Token
        );
        await own.StartAsync();
        var again = await raum.RunAsync<Done>(Acme, (_, _) => Task.FromResult<Outcome<Done>>(new Done()), Sql.Token);

        cut.Failure!.Code.ShouldBe(FailureCode.DatabaseUnavailable);
        again.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void An_enum_is_not_stored_by_accident() => Should.Throw<ArgumentException>(() => Parameters.Of(DayOfWeek.Friday));

    private async Task<Outcome<Done>> RenameAsync(OrganizationId organization, string name, Outcome<Done> decision)
    {
        await using (var admin = await Sql.OpenAsync(_database.Superuser))
        {
            await admin.ExecuteAsync("create table if not exists public.name (name text); grant insert on public.name to raum_app");
        }

        return await _raum.RunAsync(
            organization,
            async (scope, token) =>
            {
                await scope.CreateCommand("insert into public.name values ($1)", name).ExecuteNonQueryAsync(token);
                return decision;
            },
            Sql.Token
        );
    }
}
