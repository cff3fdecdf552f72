using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Data.Tests;

/// <summary>
/// ORG-1, by attack: as each service role, with raw SQL, in the scope of one organization and in none, on every tenant table that the catalogue names,
/// another organization's rows cannot be read, changed, deleted or written.
/// </summary>
public sealed class TenantIsolationTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly Guid Acme = Guid.Parse("0197a3c4-0000-7000-8000-00000000000a");
    private static readonly Guid Globex = Guid.Parse("0197a3c4-0000-7000-8000-00000000000b");

    // The platform's own list of organizations. It is the one table that a role sees across tenants, and no other role does.
    private static readonly (DatabaseRole, string)[] ByDesign = [(DatabaseRole.Platform, "organizations.organization")];

    private TestDatabase _database = null!;
    private List<string> _tables = [];

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        await using var admin = await Sql.OpenAsync(_database.Superuser);
        _tables = await Catalogue.TenantTablesAsync(admin);
        _tables.ShouldContain("organizations.organization");
        await InventedRows.AllowAsync(admin);
        foreach (var table in _tables)
        {
            await InventedRows.AddAsync(admin, table, Acme, 1);
            await InventedRows.AddAsync(admin, table, Globex, 2);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task No_role_reaches_another_organization_with_the_grants_it_has() => await AttackAllAsync();

    [Fact]
    public async Task Row_level_security_alone_holds_when_every_grant_was_given_by_mistake()
    {
        await using (var admin = await Sql.OpenAsync(_database.Superuser))
        {
            foreach (var role in Roles().Select(role => role.Name()))
            {
                foreach (var table in _tables)
                {
                    // TRUNCATE is not subject to row-level security: nobody is ever granted it.
                    await admin.ExecuteAsync($"grant select, insert, update, delete on {table} to {role}");
                    await admin.ExecuteAsync($"grant usage on schema {table.Split('.')[0]} to {role}");
                }
            }
        }

        await AttackAllAsync();
    }

    private static IEnumerable<DatabaseRole> Roles() => DatabaseRoles.SignIn.Where(role => role != DatabaseRole.Owner);

    private async Task AttackAllAsync()
    {
        await using var admin = await Sql.OpenAsync(_database.Superuser);
        var breaches = new List<string>();
        foreach (var role in Roles())
        {
            await using var connection = await Sql.OpenAsync(_database.For(role));
            foreach (var table in _tables.Where(table => !ByDesign.Contains((role, table))))
            {
                var columns = await Catalogue.ColumnsAsync(admin, table);
                foreach (var scope in (Guid?[])[Acme, null])
                {
                    await foreach (var breach in AttackAsync(connection, table, columns, scope))
                    {
                        breaches.Add($"{role.Name()} on {table} in scope {scope?.ToString() ?? "none"}: {breach}");
                    }
                }
            }
        }

        breaches.ShouldBeEmpty();
        foreach (var table in _tables)
        {
            (await admin.ScalarAsync<long>($"select count(*) from {table} where organization_id = $1", Globex)).ShouldBe(1, table);
        }
    }

    private static async IAsyncEnumerable<string> AttackAsync(NpgsqlConnection connection, string table, List<Column> columns, Guid? scope)
    {
        var foreign = scope is null ? "true" : $"organization_id <> '{scope}'";
        if (await TryAsync(connection, scope, $"select from {table} where {foreign}") is > 0 and var read)
        {
            yield return $"read {read} rows";
        }

        foreach (var column in columns)
        {
            if (await TryAsync(connection, scope, $"update {table} set {column.Name} = {column.Name} where {foreign}") is > 0)
            {
                yield return $"updated {column.Name}";
            }
        }

        if (scope is not null && await TryAsync(connection, scope, $"update {table} set organization_id = '{Globex}'") is > 0)
        {
            yield return "moved its row to another organization";
        }

        if (await TryAsync(connection, scope, $"delete from {table} where {foreign}") is > 0 and var deleted)
        {
            yield return $"deleted {deleted} rows";
        }

        if (await TryAsync(connection, scope, Catalogue.InsertOf(table, columns, Globex, 3)) is not null)
        {
            yield return "inserted a row";
        }

        if (await TryAsync(connection, scope, $"truncate {table} cascade") is not null)
        {
            yield return "truncated the table";
        }
    }

    /// <summary>Rows read or changed, in a transaction that is rolled back; null when the database refused for want of permission.</summary>
    private static async Task<int?> TryAsync(NpgsqlConnection connection, Guid? scope, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync(Sql.Token);
        await connection.ExecuteAsync("select set_config('raum.organization', $1, true)", scope?.ToString() ?? "");
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(Sql.Token);
            var rows = 0;
            while (await reader.ReadAsync(Sql.Token))
            {
                rows++;
            }

            await reader.CloseAsync();
            return sql.StartsWith("select", StringComparison.Ordinal) ? rows : Math.Max(reader.RecordsAffected, 0);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }
}
