using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary>From an empty server to a working database, as often as one likes.</summary>
public sealed class DatabaseCommandTests(PostgresServer postgres)
{
    [Fact]
    public async Task Setup_makes_roles_database_and_schema_and_a_second_run_finds_them()
    {
        var line = CommandLine.ForNewDatabase(await postgres.CreateEmptyDatabaseAsync(), "raum_by_setup");

        var first = await line.DoAsync("setup");
        var second = await line.DoAsync("setup");

        first.ShouldContain("0001_tenancy.sql");
        second.ShouldBe("Up to date.");
        foreach (var role in (string[])["raumdb", "raumdb_api", "raumdb_worker", "raumdb_projector", "raumdb_purge", "raumdb_platform"])
        {
            (await ScalarAsync(line[$"ConnectionStrings__{role}"], "select current_database()")).ShouldBe("raum_by_setup");
        }
    }

    [Fact]
    public async Task Database_create_says_whether_it_was_there()
    {
        var line = CommandLine.ForNewDatabase(await postgres.CreateEmptyDatabaseAsync(), "raum_by_create");

        (await line.DoAsync("database create")).ShouldBe("Created the database.");
        (await line.DoAsync("database create")).ShouldBe("The database was there.");
    }

    [Fact]
    public async Task Migrate_applies_what_is_missing_once()
    {
        var line = CommandLine.For(await postgres.CreateEmptyDatabaseAsync());

        (await line.DoAsync("migrate")).ShouldStartWith("Applied 0001_tenancy.sql, 0002_keys.sql");
        (await line.DoAsync("migrate")).ShouldBe("Up to date.");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        var database = await postgres.CreateDatabaseAsync();
        await ScalarAsync(
            database.Superuser,
            "insert into raum.migration (number, name, sha256) values (9999, '9999_later.sql', '') returning 1"
        );

        (await CommandLine.For(database).RunAsync("migrate")).ShouldRefuse("the database is newer");
    }

    [Fact]
    public async Task A_connection_string_of_another_role_is_refused()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        var line = CommandLine.For(database).With("ConnectionStrings__raumdb_worker", database.App);

        (await line.RunAsync("database create")).ShouldRefuse("ConnectionStrings__raumdb_worker must sign in as raum_worker");
    }

    [Fact]
    public async Task A_missing_setting_is_named()
    {
        var line = CommandLine.For(await postgres.CreateEmptyDatabaseAsync());

        (await line.With("ConnectionStrings__raumdb_owner", null).RunAsync("migrate")).ShouldRefuse(
            "ConnectionStrings__raumdb_owner is not set"
        );
        (await line.With("ConnectionStrings__raumdb_admin", null).RunAsync("setup")).ShouldRefuse(
            "ConnectionStrings__raumdb_admin is not set"
        );
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("setup")]
    [InlineData("organization list")]
    public async Task A_server_that_is_away_is_said_so(string command)
    {
        var line = CommandLine.For(await postgres.CreateEmptyDatabaseAsync());
        foreach (var name in (string[])["raumdb_admin", "raumdb_owner", "raumdb_platform"])
        {
            line = line.With(
                $"ConnectionStrings__{name}",
                new NpgsqlConnectionStringBuilder(line[$"ConnectionStrings__{name}"]) { Port = 1 }.ConnectionString
            );
        }

        (await line.RunAsync(command)).ShouldRefuse("Postgres cannot be reached");
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port={0};Username=raum_owner;Password=not-the-right-password;Database=raum", "name or password")]
    [InlineData("Host=127.0.0.1;Port={0};Username=raum_owner;Password=not;the-right-password", "connection string")]
    [InlineData("not-the-right-password", "connection string")]
    public async Task A_wrong_password_is_refused_and_not_repeated(string connection, string words)
    {
        var line = CommandLine.For(await postgres.CreateEmptyDatabaseAsync());

        var answer = await line.With("ConnectionStrings__raumdb_owner", string.Format(null, connection, postgres.Port)).RunAsync("migrate");

        answer.ShouldRefuse(words);
        answer.Errors.ShouldNotContain("right-password");
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
