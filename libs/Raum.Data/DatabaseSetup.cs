using Npgsql;

namespace Raum.Data;

/// <summary>What needs a superuser, once per server: the roles and the database. Everything after it is <see cref="Migrator"/>, as <c>raum_owner</c>.</summary>
/// <remarks>Idempotent; a second call sets the passwords anew. Where an administrator creates roles by hand, this class is the list of what they need.</remarks>
public static class DatabaseSetup
{
    /// <summary>Creates the roles, or brings existing ones to the attributes they must have.</summary>
    /// <param name="adminConnectionString">Signs in as a superuser, or as a role that may create roles.</param>
    /// <param name="passwords">The password of each role of <see cref="DatabaseRoles.SignIn"/>; a role without one keeps what it has.</param>
    public static async Task CreateRolesAsync(
        string adminConnectionString,
        IReadOnlyDictionary<DatabaseRole, string> passwords,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await OpenAsync(adminConnectionString, cancellationToken);
        foreach (var role in DatabaseRoles.SignIn)
        {
            await CreateRoleAsync(connection, role.Name(), cancellationToken);
            await ExecuteAsync(connection, $"alter role {role.Name()} login {Attributes}", cancellationToken);
            if (passwords.TryGetValue(role, out var password))
            {
                await SetPasswordAsync(connection, role.Name(), password, cancellationToken);
            }
        }

        await CreateRoleAsync(connection, DatabaseRoles.Lookup, cancellationToken);
        await ExecuteAsync(connection, $"alter role {DatabaseRoles.Lookup} nologin {Attributes}", cancellationToken);

        // The owner creates the functions that the lookup role owns. Services are members of nothing.
        await ExecuteAsync(connection, $"grant {DatabaseRoles.Lookup} to {DatabaseRole.Owner.Name()}", cancellationToken);
    }

    /// <summary>Creates the database, owned by <c>raum_owner</c>, unless it exists; only Raum's roles may connect to it.</summary>
    /// <param name="template">Another database to copy, which nobody may be connected to; null for an empty one.</param>
    /// <returns>False when it existed.</returns>
    public static async Task<bool> CreateDatabaseAsync(
        string adminConnectionString,
        string database,
        string? template,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await OpenAsync(adminConnectionString, cancellationToken);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection)
        {
            Parameters = { new() { Value = database } },
        };
        var name = Quote(database);
        var isNew = !(bool)(await exists.ExecuteScalarAsync(cancellationToken))!;
        if (isNew)
        {
            var from = template is null ? "" : $" template {Quote(template)}";
            await ExecuteAsync(connection, $"create database {name} owner {DatabaseRole.Owner.Name()}{from}", cancellationToken);
            await ExecuteAsync(connection, $"revoke all on database {name} from public", cancellationToken);
        }

        // Also on a database that is there: this version may have a role that the last one did not.
        var roles = string.Join(", ", DatabaseRoles.SignIn.Select(role => role.Name()));
        await ExecuteAsync(connection, $"grant connect on database {name} to {roles}", cancellationToken);
        return isNew;
    }

    private const string Attributes = "nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit";

    private static async Task CreateRoleAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            connection,
            $"""
            do $$ begin
              create role {role};
            exception when duplicate_object or unique_violation then null;
            end $$
            """,
            cancellationToken
        );

    private static async Task SetPasswordAsync(
        NpgsqlConnection connection,
        string role,
        string password,
        CancellationToken cancellationToken
    )
    {
        // ALTER ROLE takes no parameters: the server quotes the literal.
        await using var quote = new NpgsqlCommand("select quote_literal($1)", connection) { Parameters = { new() { Value = password } } };
        var literal = (string)(await quote.ExecuteScalarAsync(cancellationToken))!;
        await ExecuteAsync(connection, $"alter role {role} password {literal}", cancellationToken);
    }

    private static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
