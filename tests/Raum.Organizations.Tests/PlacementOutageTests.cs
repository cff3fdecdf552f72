using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Organizations.Placement;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-1 at night: the database of one organization is away, hangs, was given another name or has another schema. It waits, and nobody else does.</summary>
public sealed class PlacementOutageTests(PostgresServer postgres) : PlacementFixture(postgres)
{
    private readonly PostgresServer _postgres = postgres;

    [Fact]
    public async Task A_database_that_is_away_stops_its_organization_alone_and_work_goes_on_when_it_is_back()
    {
        await using var proxy = await PlaceBehindProxyAsync();
        var worker = NewProcess(DatabaseRole.Worker);
        (await RecordAsync(worker, Acme)).Succeeded.ShouldBeTrue();

        proxy.GoDown();
        (await RecordAsync(worker, Acme)).Failure!.Code.ShouldBeOneOf(FailureCode.AuditUnavailable, FailureCode.KeyUnavailable);
        (await worker.GetRequiredService<PlacedDatabase>().IsMovingAsync(Acme, Token)).Failure!.Code.ShouldBe(
            FailureCode.DatabaseUnavailable
        );
        (await RecordAsync(worker, Globex)).Succeeded.ShouldBeTrue();
        (await ActiveAsync()).ShouldBe([Globex]);

        proxy.Recover();
        (await RecordAsync(worker, Acme)).Succeeded.ShouldBeTrue();
        (await ActiveAsync()).ShouldBe([Acme, Globex], ignoreOrder: true);
        (await RowsAsync(Shared, Acme)).ShouldBe(0);
    }

    [Fact]
    public async Task What_looks_for_work_of_all_does_not_wait_for_a_database_that_hangs()
    {
        await using var proxy = await PlaceBehindProxyAsync();
        (await ActiveAsync()).Count.ShouldBe(2);

        proxy.Freeze();
        var found = await ActiveAsync();

        proxy.Recover();
        found.ShouldBe([Globex]);
    }

    [Fact]
    public async Task A_database_that_lets_nobody_in_is_no_mistake_of_the_program_and_other_connections_lead_there_again()
    {
        await PlaceAsync(Acme, Own);
        (await Moves.ClearAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        await RenameAsync($"{Own.Name}_renamed");
        var worker = NewProcess(DatabaseRole.Worker);

        (await RecordAsync(worker, Acme)).Failure!.Code.ShouldBeOneOf(FailureCode.AuditUnavailable, FailureCode.KeyUnavailable);
        (await RecordAsync(worker, Globex)).Succeeded.ShouldBeTrue();
        (await ConnectAsync(Renamed())).Succeeded.ShouldBeTrue();

        (await RecordAsync(worker, Acme)).Succeeded.ShouldBeTrue();
        (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        (await RecordAsync(NewProcess(DatabaseRole.Worker), Acme)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task On_its_way_back_it_can_be_led_there_by_other_connections_too()
    {
        await PlaceAsync(Acme, Own);
        await ExecuteAsync(Shared, "update organizations.placement set state = 'returning'");
        await RenameAsync($"{Own.Name}_renamed");
        await Should.ThrowAsync<PostgresException>(() => Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token));

        (await ConnectAsync(Renamed())).Succeeded.ShouldBeTrue();

        (await Moves.StateAsync(Acme, Token)).Value.ShouldBe(PlacementState.Returning);
        (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Other_connections_lead_to_the_same_log_or_are_refused()
    {
        await WorkAsync(Acme, 2);
        (await ConnectAsync(Connections(Own))).Failure!.Code.ShouldBe(FailureCode.NotFound);
        await PlaceAsync(Acme, Own);
        await WorkAsync(Acme, 2);
        var empty = await NewDatabaseAsync();
        await Migrator.ApplyAsync(empty.Owner, Token);
        var made = await NewDatabaseAsync();
        await Migrator.ApplyAsync(made.Owner, Token);
        await ExecuteAsync(
            made,
            $"insert into organizations.organization (organization_id, name, region, created_at) values ('{Acme}', 'Acme Tools', 'eu', now())"
        );
        var mixed = Connections(Own).ToDictionary();
        mixed[DatabaseRole.Api] = made.Api;
        var inShared = Connections(Own).ToDictionary();
        inShared[DatabaseRole.Worker] = Shared.Worker;
        var missing = Connections(Own).ToDictionary();
        missing.Remove(DatabaseRole.Purge);

        foreach (
            var wrong in (IReadOnlyDictionary<DatabaseRole, string>[])
                [Connections(Shared), Connections(empty), Connections(made), mixed, inShared, missing]
        )
        {
            (await ConnectAsync(wrong)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        }

        await RenameAsync($"{Own.Name}_renamed"); // the one that it was in does not answer any more
        (await ConnectAsync(Connections(empty))).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (await ConnectAsync(Connections(made))).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        (await ConnectAsync(Renamed())).Succeeded.ShouldBeTrue();
        await WorkAsync(Acme);
    }

    [Fact]
    public async Task A_database_with_an_earlier_schema_is_used_when_it_was_brought_to_this_one()
    {
        await PlaceAsync(Acme, Own);
        await ExecuteAsync(Own, "create table public.kept as select * from raum.migration where number = 120");
        await ExecuteAsync(Own, "delete from raum.migration where number = 120");

        (await RecordAsync(NewProcess(DatabaseRole.Worker), Acme)).Failure!.Code.ShouldBeOneOf(
            FailureCode.AuditUnavailable,
            FailureCode.KeyUnavailable
        );
        (await RecordAsync(NewProcess(DatabaseRole.Worker), Globex)).Succeeded.ShouldBeTrue();

        await ExecuteAsync(Own, "insert into raum.migration select * from public.kept");
        (await RecordAsync(NewProcess(DatabaseRole.Worker), Acme)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task One_database_that_is_away_does_not_keep_the_others_from_a_new_schema()
    {
        var globexOwn = await NewDatabaseAsync();
        await PlaceAsync(Acme, Own);
        await PlaceAsync(Globex, globexOwn);
        var databases = Process.GetRequiredService<PlacedDatabases>();
        (await databases.MigrateAsync(Token)).Behind.ShouldBeEmpty();

        await RenameAsync($"{Own.Name}_renamed");
        var migrated = await databases.MigrateAsync(Token);

        (migrated.Current, migrated.Behind.ShouldHaveSingleItem()).ShouldBe((1, Acme));
    }

    private async Task<CuttingProxy> PlaceBehindProxyAsync()
    {
        var proxy = new CuttingProxy(_postgres.Port);
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await ExecuteAsync(
                Shared,
                $"insert into projection.checkpoint (organization_id, projection, revision) values ('{organization}', 'audit-entry', 0)"
            );
        }

        var connections = Connections(Own)
            .ToDictionary(one => one.Key, one => new NpgsqlConnectionStringBuilder(one.Value) { Port = proxy.Port }.ConnectionString);
        (await Moves.PlaceAsync(Acme, Shared.Owner, connections, Admin, Token)).Failure.ShouldBeNull();
        (await Moves.ClearAsync(Acme, Shared.Owner, Admin, Token)).Failure.ShouldBeNull();
        return proxy;
    }

    private Task<Outcome<Done>> ConnectAsync(IReadOnlyDictionary<DatabaseRole, string> connections) =>
        Process.GetRequiredService<PlacedDatabases>().ConnectAsync(Acme, Shared.Owner, connections, Admin, Token);

    /// <summary>As after a restore, or with another password: what leads there does not any more.</summary>
    private Task RenameAsync(string name) =>
        ExecuteAsync(
            Shared,
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Own.Name}'; alter database {Own.Name} rename to {name}"
        );

    private Dictionary<DatabaseRole, string> Renamed() =>
        Connections(Own)
            .ToDictionary(
                one => one.Key,
                one => new NpgsqlConnectionStringBuilder(one.Value) { Database = $"{Own.Name}_renamed" }.ConnectionString
            );

    private async Task<List<OrganizationId>> ActiveAsync() =>
        await Process
            .GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector)
            .LookUpAsync(
                "select id from lookup.active_organizations($1) as id",
                [DateTimeOffset.UnixEpoch],
                reader => new OrganizationId(reader.GetGuid(0)),
                Token
            );
}
