using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Data.Tests;

/// <summary>DATA-1: when a closed organization ends, its rows go from every table that the catalogue names, but for those that prove its log; and in no other case.</summary>
public sealed class ClosureTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly Guid Acme = Guid.Parse("0197a3c4-0000-7000-8000-00000000000a");
    private static readonly Guid Globex = Guid.Parse("0197a3c4-0000-7000-8000-00000000000b");

    private TestDatabase _database = null!;
    private NpgsqlConnection _admin = null!;
    private List<string> _tables = [];

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _admin = await Sql.OpenAsync(_database.Superuser);
        _tables = await Catalogue.TenantTablesAsync(_admin);
        await InventedRows.AllowAsync(_admin);
        foreach (var table in _tables)
        {
            await InventedRows.AddAsync(_admin, table, Acme, 1);
            await InventedRows.AddAsync(_admin, table, Globex, 2);
        }

        await _admin.ExecuteAsync(
            """
            update organizations.organization set closed_at = null, destroy_after = null, exported_at = null, destroyed_at = null, ending_at = null;
            update audit.hold set lifted_at = now()
            """
        );
        await _admin.ExecuteAsync("delete from organizations.elsewhere where organization_id = $1", Acme);
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    [Fact]
    public async Task Every_row_of_an_organization_that_ends_goes_but_what_proves_its_log_and_nobody_elses()
    {
        await CloseAsync("closed_at = now(), destroy_after = now(), exported_at = now()");

        (await EndAsync(Acme)).ShouldBeNull();

        foreach (var table in _tables)
        {
            (await CountAsync(table, Acme)).ShouldBe(WhatStays.Tables.Contains(table) ? 1 : 0, table);
            (await CountAsync(table, Globex)).ShouldBe(1, table);
        }

        (
            await _admin.ScalarAsync<string>(
                "select name from organizations.organization where organization_id = $1 and destroyed_at is not null",
                Acme
            )
        ).ShouldBe("closed");
    }

    [Theory]
    [InlineData("name = name")]
    [InlineData("closed_at = now(), destroy_after = now() + interval '1 minute', exported_at = now()")]
    [InlineData("closed_at = now(), destroy_after = now()")]
    public async Task An_organization_that_is_open_or_may_come_back_or_has_no_last_export_cannot_be_destroyed(string state)
    {
        await CloseAsync(state);

        (await EndAsync(Acme)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        await ShouldDeleteNothingAsync();
    }

    [Fact]
    public async Task Rows_that_come_after_the_end_go_with_the_next_look_and_it_was_destroyed_when_it_was()
    {
        await CloseAsync("closed_at = now(), destroy_after = now(), exported_at = now()");
        (await EndAsync(Acme)).ShouldBeNull();
        await _admin.ExecuteAsync(
            "update organizations.organization set destroyed_at = now() - interval '1 hour' where organization_id = $1",
            Acme
        );
        var late = _tables.Except(WhatStays.Tables).ToList();
        foreach (var table in late)
        {
            await InventedRows.AddAsync(_admin, table, Acme, 3);
        }

        await _admin.ExecuteAsync("delete from organizations.elsewhere where organization_id = $1", Acme);
        await _admin.ExecuteAsync("update audit.hold set lifted_at = now()");

        (await FoundAsync("lookup.destroyed_organizations(now() - interval '7 days')")).ShouldBe(1);
        (await FoundAsync("lookup.ended_organizations(now())")).ShouldBe(0);
        (await EndAsync(Acme)).ShouldBeNull();

        foreach (var table in late)
        {
            (await CountAsync(table, Acme)).ShouldBe(0, table);
        }

        (
            await _admin.ScalarAsync<bool>(
                "select destroyed_at < now() - interval '59 minutes' from organizations.organization where organization_id = $1",
                Acme
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task A_hold_that_comes_after_the_point_of_no_return_keeps_what_is_left()
    {
        await CloseAsync("closed_at = now(), destroy_after = now(), exported_at = now(), ending_at = now()");
        await _admin.ExecuteAsync("update audit.hold set lifted_at = null where organization_id = $1", Acme);

        (await EndAsync(Acme)).ShouldBe("held");
        await ShouldDeleteNothingAsync();
    }

    [Theory]
    [InlineData("raum_app", "25006")]
    [InlineData("raum_api", "RM001")]
    [InlineData("raum_worker", "RM001")]
    [InlineData("raum_projector", "RM001")]
    [InlineData("raum_rotation", "RM001")]
    [InlineData("raum_purge", "RM001")]
    public async Task Nobody_writes_to_the_log_of_one_that_was_destroyed(string role, string refusal)
    {
        await CloseAsync("closed_at = now(), destroy_after = now(), exported_at = now()");
        (await EndAsync(Acme)).ShouldBeNull();
        await using var connection = await Sql.OpenAsync(_database.For(Enum.GetValues<DatabaseRole>().Single(one => one.Name() == role)));

        var refused = await Should.ThrowAsync<PostgresException>(() =>
            connection.ExecuteAsync(
                $"begin; select raum.enter('{Acme}'); insert into audit.hold (organization_id, hold_id, placed_at) values ('{Acme}', gen_random_uuid(), now()); commit"
            )
        );

        refused.SqlState.ShouldBe(refusal);
    }

    [Fact]
    public async Task A_legal_hold_keeps_everything()
    {
        await CloseAsync("closed_at = now(), destroy_after = now(), exported_at = now()");
        await _admin.ExecuteAsync("update audit.hold set lifted_at = null where organization_id = $1", Acme);

        (await EndAsync(Acme)).ShouldBe("held");
        await ShouldDeleteNothingAsync();
    }

    [Fact]
    public async Task An_organization_in_a_database_of_its_own_is_brought_back_first()
    {
        await CloseAsync("closed_at = now(), destroy_after = now(), exported_at = now()");
        (await DueAsync()).ShouldBe(1);
        await InventedRows.AddAsync(_admin, "organizations.elsewhere", Acme, 3);

        (await EndAsync(Acme)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await DueAsync()).ShouldBe(0);
        (await FoundAsync("lookup.ended_elsewhere(now())")).ShouldBe(1);
        await ShouldDeleteNothingAsync();
    }

    /// <summary>With a statement of one's own, what the purge role may delete only at the end stays.</summary>
    private async Task ShouldDeleteNothingAsync()
    {
        foreach (
            var table in (string[])
                ["organizations.settings", "people.membership", "organizations.api_key", "audit.sink", "projection.usage"]
        )
        {
            await using var connection = await Sql.OpenAsync(_database.Purge);
            await connection.ExecuteAsync("select set_config('raum.organization', $1, false)", Acme.ToString());
            await connection.ExecuteAsync($"delete from {table}");
            (await CountAsync(table, Acme)).ShouldBe(1, table);
        }
    }

    private Task<long> DueAsync() => FoundAsync("lookup.ended_organizations(now())");

    private async Task<long> FoundAsync(string function)
    {
        await using var connection = await Sql.OpenAsync(_database.Purge);
        return await connection.ScalarAsync<long>($"select count(*) from {function}");
    }

    private Task<int> CloseAsync(string state) =>
        _admin.ExecuteAsync($"update organizations.organization set {state} where organization_id = $1", Acme);

    /// <returns>The code of the refusal, or that it is held; null when it was done.</returns>
    private async Task<string?> EndAsync(Guid organization)
    {
        await using var connection = await Sql.OpenAsync(_database.Purge);
        await connection.ExecuteAsync("select set_config('raum.organization', $1, false)", organization.ToString());
        try
        {
            await connection.ExecuteAsync("select raum.begin_end(now())");
            return await connection.ScalarAsync<bool>("select raum.end_organization(now())") ? null : "held";
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    private Task<long> CountAsync(string table, Guid organization) =>
        _admin.ScalarAsync<long>($"select count(*) from {table} where organization_id = $1", organization);
}
