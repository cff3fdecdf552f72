using System.CommandLine;
using Npgsql;
using Raum.Core;
using Raum.Data;

namespace Raum.Cli.Commands;

/// <summary><c>database create</c>, <c>migrate</c>, <c>setup</c>.</summary>
internal static class DatabaseCommands
{
    public static Command Create()
    {
        var create = new Command(
            "create",
            "Create roles and database. Needs ConnectionStrings__raumdb_admin, and each role's own connection string."
        );
        create.Run(async (_, _, cancellationToken) => await CreateDatabaseAsync(cancellationToken));
        return new Command("database", "Roles and database.") { create };
    }

    public static Command Migrate()
    {
        var migrate = new Command("migrate", "Bring the database to this version's schema. Needs ConnectionStrings__raumdb_owner.");
        migrate.Run(async (_, _, cancellationToken) => await MigrateAsync(cancellationToken));
        return migrate;
    }

    public static Command Setup()
    {
        var setup = new Command("setup", "database create and migrate, in one.");
        setup.Run(
            async (_, _, cancellationToken) =>
            {
                await CreateDatabaseAsync(cancellationToken);
                return await MigrateAsync(cancellationToken);
            }
        );
        return setup;
    }

    private static async Task<Outcome<string?>> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var admin = Cli.Connection("raumdb_admin");
        var passwords = new Dictionary<DatabaseRole, string>();
        foreach (var (role, name) in Names)
        {
            if (Cli.Configuration[$"ConnectionStrings:{name}"] is { Length: > 0 } text)
            {
                var connection = new NpgsqlConnectionStringBuilder(text);
                if (connection.Username != role.Name() || connection.Password is null)
                {
                    await Console.Error.WriteLineAsync($"ConnectionStrings__{name} must sign in as {role.Name()} with a password.");
                    return new Failure(FailureCode.InvalidRequest);
                }

                passwords[role] = connection.Password;
            }
        }

        await DatabaseSetup.CreateRolesAsync(admin, passwords, cancellationToken);
        var database = new NpgsqlConnectionStringBuilder(Cli.Connection("raumdb_owner")).Database ?? "raum";
        var created = await DatabaseSetup.CreateDatabaseAsync(admin, database, null, cancellationToken);
        return created ? "Created the database." : "The database was there.";
    }

    private static async Task<Outcome<string?>> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var applied = await Migrator.ApplyAsync(Cli.Connection("raumdb_owner"), cancellationToken);
            return applied.Count == 0 ? "Up to date." : $"Applied {string.Join(", ", applied.Select(migration => migration.Name))}.";
        }
        catch (MigrationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return new Failure(FailureCode.Conflict);
        }
    }

    private static IEnumerable<(DatabaseRole Role, string Name)> Names =>
        [
            (DatabaseRole.Owner, "raumdb_owner"),
            (DatabaseRole.App, "raumdb"),
            (DatabaseRole.Api, "raumdb_api"),
            (DatabaseRole.Worker, "raumdb_worker"),
            (DatabaseRole.Rotation, "raumdb_rotation"),
            (DatabaseRole.Projector, "raumdb_projector"),
            (DatabaseRole.Purge, "raumdb_purge"),
            (DatabaseRole.Platform, "raumdb_platform"),
        ];
}
