using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Data.Tests;

/// <summary>
/// KEY-5: every verb on every table and column that a role has is written down in <c>Grants.txt</c>, and is tried. A new table or a wider grant fails here until
/// somebody decided about it, role by role.
/// </summary>
public sealed class GrantTests(PostgresServer server) : IAsyncLifetime
{
    private const string Secrets =
        "sealed_key client_id_sealed client_secret_sealed access_token_sealed refresh_token_sealed verifier_sealed sealed_secret seed_sealed target_sealed";

    private TestDatabase _database = null!;
    private NpgsqlConnection _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _admin = await Sql.OpenAsync(_database.Superuser);
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    [Fact]
    public async Task Every_role_may_do_what_is_written_down_and_nothing_else()
    {
        var found = new List<string>();
        foreach (var role in Roles())
        {
            await using var connection = await Sql.OpenAsync(_database.For(role));
            foreach (var table in await TablesAsync())
            {
                if (await VerbsAsync(connection, table) is { Length: > 0 } verbs)
                {
                    found.Add($"{role.Name()}  {table}  {verbs}");
                }
            }

            found.AddRange((await FunctionsAsync(role)).Select(function => $"{role.Name()}  {function}"));
        }

        var written = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Grants.txt"), Sql.Token);

        found.Except(written).ShouldBeEmpty("Granted and not written down. If it is meant, add the line to Grants.txt.");
        written.Except(found).ShouldBeEmpty("Written down and not granted.");
    }

    [Fact]
    public async Task The_API_reads_no_key_of_a_provider_and_no_token_of_Zendesk_even_sealed()
    {
        await using var connection = await Sql.OpenAsync(_database.Api);
        var tried = 0;
        foreach (var table in await TablesAsync())
        {
            foreach (var column in (await Catalogue.ColumnsAsync(_admin, table)).Select(column => column.Name))
            {
                // The key of the hashed addresses is the log's own: with it the API answers a search for an address.
                if (Secrets.Split(' ').Contains(column) && table != "audit.hash_key")
                {
                    tried++;
                    (await connection.FailureOfAsync($"select {column} from {table}")).ShouldBe(
                        PostgresErrorCodes.InsufficientPrivilege,
                        $"{table}.{column}"
                    );
                }
            }
        }

        tried.ShouldBe(Secrets.Split(' ').Length);
    }

    [Fact]
    public async Task The_API_neither_sees_nor_makes_a_key_that_seals_credentials()
    {
        var acme = Guid.Parse("0197a3c4-0000-7000-8000-00000000000a");
        await _admin.ExecuteAsync(
            "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Acme', 'eu', now())",
            acme
        );
        const string Insert = """
            insert into keys.data_key (organization_id, key_id, purpose, period, wrapper, wrapped, created_at)
            values ($1, gen_random_uuid(), $2, 1, 'local.v1', '', now())
            """;
        await _admin.ExecuteAsync(Insert, acme, "credential");
        await using var connection = await Sql.OpenAsync(_database.Api);
        await connection.ExecuteAsync("select set_config('raum.organization', $1, false)", acme.ToString());
        await connection.ExecuteAsync(Insert, acme, "field");

        (await connection.ListAsync("select purpose from keys.data_key")).ShouldBe(["field"]);
        (await connection.ExecuteAsync("update keys.data_key set nonces_reserved = 1 where purpose = 'credential'")).ShouldBe(0);
        await _admin.ExecuteAsync("delete from keys.data_key where purpose = 'credential'");
        (await connection.FailureOfAsync(Insert, acme, "credential")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task No_service_puts_another_key_into_an_account_that_is_there_and_a_removed_one_has_none()
    {
        var acme = Guid.Parse("0197a3c4-0000-7000-8000-00000000000a");
        await _admin.ExecuteAsync(
            "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Acme', 'eu', now())",
            acme
        );
        await _admin.ExecuteAsync(
            """
            insert into organizations.provider_credential (organization_id, credential_id, provider, model, region, sealed_key, priority, created_at)
            values ($1, gen_random_uuid(), 'openai', 'gpt', 'eu', '\x01', 1, now())
            """,
            acme
        );
        foreach (var service in (string[])[_database.Api, _database.App, _database.Worker])
        {
            await using var connection = await Sql.OpenAsync(service);
            await connection.ExecuteAsync("select set_config('raum.organization', $1, false)", acme.ToString());
            foreach (var value in (string[])["'\\x02'::bytea", "null"])
            {
                (await connection.FailureOfAsync($"update organizations.provider_credential set sealed_key = {value}")).ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege
                );
            }
        }

        await using var api = await Sql.OpenAsync(_database.Api);
        await api.ExecuteAsync("select set_config('raum.organization', $1, false)", acme.ToString());
        (await api.ExecuteAsync("update organizations.provider_credential set removed_at = now()")).ShouldBe(1);

        (await _admin.ScalarAsync<long>("select count(*) from organizations.provider_credential where sealed_key is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task The_worker_changes_no_credential()
    {
        await using var connection = await Sql.OpenAsync(_database.Worker);
        string[] attempts =
        [
            "update organizations.provider_credential set sealed_key = null",
            "update organizations.provider_credential set base_url = 'https://attacker.example'",
            "update organizations.provider_credential set terms_approved_at = now()",
            "update organizations.zendesk_connection set client_secret_sealed = null",
            "update organizations.zendesk_connection set webhook_secret_sealed = null",
            "update organizations.zendesk_connection set address = 'attacker'",
            "update organizations.callback_secret set sealed_secret = null",
            "delete from organizations.provider_credential",
            "delete from organizations.zendesk_connection",
            "insert into organizations.settings (version) values (1)",
            "insert into organizations.api_key (name) values ('mine')",
            "update organizations.api_key set revoked_at = null",
            "delete from conversation.objection",
        ];
        foreach (var attempt in attempts)
        {
            (await connection.FailureOfAsync(attempt)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }
    }

    private static IEnumerable<DatabaseRole> Roles() => DatabaseRoles.SignIn.Where(role => role != DatabaseRole.Owner);

    /// <summary>Every table of Raum; of a partitioned one its parent.</summary>
    private Task<List<string>> TablesAsync() =>
        _admin.ListAsync(
            $"""
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'f') and not c.relispartition and {Catalogue.OwnSchemas} order by 1
            """
        );

    private Task<List<string>> FunctionsAsync(DatabaseRole role) =>
        _admin.ListAsync(
            $"""
            select format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where {Catalogue.OwnSchemas} and has_function_privilege($1, p.oid, 'execute') order by 1
            """,
            role.Name()
        );

    /// <summary>What the role may do with a table: each verb is planned for each column by the role itself, and Postgres says whether it may.</summary>
    private async Task<string> VerbsAsync(NpgsqlConnection connection, string table)
    {
        var columns = (await Catalogue.ColumnsAsync(_admin, table)).Select(column => column.Name).ToList();
        string?[] verbs =
        [
            await OnColumnsAsync(connection, "select", columns, column => $"explain select {column} from {table}"),
            await OnColumnsAsync(connection, "insert", columns, column => $"explain insert into {table} ({column}) values (null)"),
            await OnColumnsAsync(connection, "update", columns, column => $"explain update {table} set {column} = null"),
            await connection.FailureOfAsync($"explain delete from {table}") is null ? "delete" : null,
            await connection.FailureOfAsync($"truncate {table} cascade") is null ? "TRUNCATE" : null,
        ];
        return string.Join(", ", verbs.Where(verb => verb is not null));
    }

    private static async Task<string?> OnColumnsAsync(
        NpgsqlConnection connection,
        string verb,
        List<string> columns,
        Func<string, string> statement
    )
    {
        var allowed = new List<string>();
        foreach (var column in columns)
        {
            if (await connection.FailureOfAsync(statement(column)) is not { } failure)
            {
                allowed.Add(column);
            }
            else
            {
                failure.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement(column));
            }
        }

        return allowed.Count == 0 ? null
            : allowed.Count == columns.Count ? verb
            : $"{verb} ({string.Join(' ', allowed)})";
    }
}
