using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Organizations.Placement;

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
        var migrate = new Command(
            "migrate",
            "Bring the database, and those of placed organizations, to this version's schema. Needs ConnectionStrings__raumdb_owner; with placed organizations __raumdb and the keyring too."
        );
        migrate.Run(async (_, services, cancellationToken) => await MigrateAsync(services, cancellationToken));
        return migrate;
    }

    public static Command Setup()
    {
        var setup = new Command("setup", "database create and migrate, in one.");
        setup.Run(
            async (_, services, cancellationToken) =>
            {
                await CreateDatabaseAsync(cancellationToken);
                return await MigrateAsync(services, cancellationToken);
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

    /// <summary>Asked as the owner: where no organization has a database of its own, a migration needs neither the keyring nor another role.</summary>
    private static async Task<bool> HasPlacedAsync(CancellationToken cancellationToken)
    {
        await using var source = RaumDataServiceCollectionExtensions.DataSource(Cli.Connection("raumdb_owner"));
        await using var select = source.CreateCommand("select exists (select from organizations.placement)");
        return (bool)(await select.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<Outcome<string?>> MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            var applied = await Migrator.ApplyAsync(Cli.Connection("raumdb_owner"), cancellationToken);
            if (await HasPlacedAsync(cancellationToken))
            {
                var placed = await services.GetRequiredService<PlacedDatabases>().MigrateAsync(cancellationToken);
                if (placed.Behind.Count > 0)
                {
                    await Console.Error.WriteLineAsync(
                        $"The shared database has this version's schema, and {placed.Current} of placed organizations. Not so the database of: {string.Join(", ", placed.Behind)}. Nobody works for them until it has: see that it answers, or organization connect, and run migrate again."
                    );
                    return new Failure(FailureCode.DatabaseUnavailable);
                }
            }

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
