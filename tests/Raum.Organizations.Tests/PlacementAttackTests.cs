using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Data.Changes;
using Raum.Keys;
using Raum.Organizations.Keys;
using Raum.Organizations.Placement;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-1, by attack and by accident: nothing leads to another organization's database, and nothing is written where an organization is no more.</summary>
public sealed class PlacementAttackTests(PostgresServer postgres) : PlacementFixture(postgres)
{
    private const string SwapOrganizations = """
        update organizations.placement_connection a set connection_sealed = b.connection_sealed
        from organizations.placement_connection b where a.role = b.role and a.placed_id <> b.placed_id
        """;

    private const string SwapRoles = """
        update organizations.placement_connection a set connection_sealed = b.connection_sealed
        from organizations.placement_connection b where a.placed_id = b.placed_id and b.role = 'raum_owner'
        """;

    private const string FlipABit =
        "update organizations.placement_connection set connection_sealed = set_byte(connection_sealed, 40, get_byte(connection_sealed, 40) # 1)";

    private const string ForgetThem = "delete from organizations.placement";

    private const string ForgetConnections = "delete from organizations.placement_connection";

    [Theory]
    [InlineData(SwapOrganizations)]
    [InlineData(SwapRoles)]
    [InlineData(FlipABit)]
    [InlineData(ForgetThem)]
    [InlineData(ForgetConnections)]
    public async Task A_placement_that_was_tampered_with_leads_nowhere(string tampering)
    {
        var globexOwn = await NewDatabaseAsync();
        await PlaceAsync(Acme, Own);
        await PlaceAsync(Globex, globexOwn);
        long[] before = [await AllRowsAsync(Shared), await AllRowsAsync(Own), await AllRowsAsync(globexOwn)];

        await ExecuteAsync(Shared, tampering);
        var process = NewProcess(DatabaseRole.Worker);
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            (await RecordAsync(process, organization)).Failure!.Code.ShouldBeOneOf(
                FailureCode.AuditUnavailable,
                FailureCode.KeyUnavailable
            );
            (await ReadAsync(process.GetRequiredService<PlacedDatabase>(), organization)).ShouldBeNull();
        }

        (new[] { await AllRowsAsync(Shared), await AllRowsAsync(Own), await AllRowsAsync(globexOwn) }).ShouldBe(before);
    }

    [Theory]
    [InlineData(DatabaseRole.Api)]
    [InlineData(DatabaseRole.Worker)]
    [InlineData(DatabaseRole.Projector)]
    [InlineData(DatabaseRole.Purge)]
    public async Task A_service_sees_its_own_connection_and_no_others(DatabaseRole role)
    {
        await PlaceAsync(Acme, Own);
        var shared = NewProcess(role).GetRequiredService<RaumDatabase>();

        await using var batch = shared.CreateBatch(OrganizationId.Installation);
        batch.Add("select role from organizations.placement_connection");
        await using var reader = await batch.ReadAsync(Token);
        var seen = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            seen.Add(reader.GetString(0));
        }

        seen.ShouldBe([role.Name()]);
    }

    [Fact]
    public async Task Who_comes_to_the_database_that_it_left_is_sent_away()
    {
        await PlaceAsync(Acme, Own);
        (await EnterAsync(Shared)).ShouldBe("RM001");
        (await EnterAsync(Own)).ShouldBeNull();

        (await Moves.ReturnAsync(Acme, Shared.Owner, Admin, Token)).Succeeded.ShouldBeTrue();
        (await EnterAsync(Shared)).ShouldBeNull();
        (await EnterAsync(Own)).ShouldBe("RM001");
    }

    [Fact]
    public async Task Row_level_security_holds_in_its_own_database_too()
    {
        await WorkAsync(Acme);
        await PlaceAsync(Acme, Own);

        await using var connection = new NpgsqlConnection(Own.Api);
        await connection.OpenAsync(Token);
        await using var others = new NpgsqlCommand(
            $"select set_config('raum.organization', '{Globex}', false); select count(*) from audit.event",
            connection
        );
        await using var reader = await others.ExecuteReaderAsync(Token);
        await reader.NextResultAsync(Token);
        await reader.ReadAsync(Token);

        reader.GetInt64(0).ShouldBe(0);
    }

    [Fact]
    public async Task The_owner_deletes_no_log_that_is_in_use()
    {
        await WorkAsync(Acme);
        foreach (var table in (string[])["audit.event", "audit.head", "audit.checkpoint", "audit.receipt"])
        {
            await using var connection = new NpgsqlConnection(Shared.Owner);
            await connection.OpenAsync(Token);
            await using var delete = new NpgsqlCommand(
                $"select set_config('raum.organization', '{Acme}', false); delete from {table}",
                connection
            );

            (await Should.ThrowAsync<PostgresException>(() => delete.ExecuteNonQueryAsync(Token))).SqlState.ShouldBe("42501");
        }
    }

    [Fact]
    public async Task A_process_that_keeps_places_in_memory_hears_of_the_move_and_writes_nothing_in_the_wrong_place()
    {
        var worker = NewProcess(DatabaseRole.Worker);
        await worker.GetRequiredService<ChangeFeed>().StartAsync(Token);
        (await RecordAsync(worker, Acme)).Succeeded.ShouldBeTrue();
        await PlaceAsync(Acme, Own);
        var left = await RowsAsync(Shared, Acme);

        while (!(await RecordAsync(worker, Acme)).Succeeded)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        (await RowsAsync(Shared, Acme)).ShouldBe(left);
        (await RowsAsync(Own, Acme)).ShouldBeGreaterThan(left);
        await worker.GetRequiredService<ChangeFeed>().StopAsync(Token);
    }

    [Fact]
    public async Task What_looks_for_work_of_all_organizations_finds_each_where_it_is_and_once()
    {
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await ExecuteAsync(
                Shared,
                $"insert into projection.checkpoint (organization_id, projection, revision) values ('{organization}', 'audit-entry', 0)"
            );
        }

        await PlaceAsync(Acme, Own);
        var projector = Process.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector);

        (await ActiveAsync(projector)).ShouldBe([Acme, Globex], ignoreOrder: true);
        await ExecuteAsync(Own, "delete from projection.checkpoint");
        (await ActiveAsync(projector)).ShouldBe([Globex]);
    }

    [Fact]
    public async Task Rotation_seals_what_is_in_its_own_database_and_the_way_there_anew()
    {
        await PlaceAsync(Acme, Own);
        var stored = await SealedAsync(Own, "audit.month_key", "key_sealed");
        var way = await SealedAsync(Shared, "organizations.placement_connection", "connection_sealed");
        var rotation = Process.GetRequiredService<KeyRotation>();
        foreach (var organization in (OrganizationId[])[Acme, OrganizationId.Installation])
        {
            (await rotation.StartAsync(organization, Admin, Token)).Succeeded.ShouldBeTrue();
            (await rotation.WorkAsync(organization, Token)).Succeeded.ShouldBeTrue();
        }

        (await SealedAsync(Own, "audit.month_key", "key_sealed")).Intersect(stored).ShouldBeEmpty();
        (await SealedAsync(Shared, "organizations.placement_connection", "connection_sealed")).Intersect(way).ShouldBeEmpty();
        (await RecordAsync(NewProcess(DatabaseRole.Worker), Acme)).Succeeded.ShouldBeTrue();
    }

    private static Task<List<string>> SealedAsync(TestDatabase database, string table, string column) =>
        ListAsync(database, $"select encode(substring({column} from 2 for 16), 'hex') from {table}");

    private static async Task<List<OrganizationId>> ActiveAsync(PlacedDatabase projector) =>
        await projector.LookUpAsync(
            "select id from lookup.active_organizations($1) as id",
            [DateTimeOffset.UnixEpoch],
            reader => new OrganizationId(reader.GetGuid(0)),
            Token
        );

    private static async Task<long> AllRowsAsync(TestDatabase database) =>
        await RowsAsync(database, Acme) + await RowsAsync(database, Globex);

    private static async Task<long?> ReadAsync(PlacedDatabase database, OrganizationId organization)
    {
        try
        {
            await using var batch = database.CreateBatch(organization).Add("select count(*) from audit.event");
            await using var reader = await batch.ReadAsync(Token);
            await reader.ReadAsync(Token);
            return reader.GetInt64(0);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return null;
        }
    }
}
