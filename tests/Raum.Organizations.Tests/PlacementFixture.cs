using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations.Placement;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>Two organizations in a shared database, an own database beside it, and processes as they are: the command line's, the worker's.</summary>
public abstract class PlacementFixture(PostgresServer postgres) : IAsyncLifetime
{
    protected static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    protected static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));
    protected static readonly AuditActor Admin = new(AuditActorKind.User, "0197a3c4-0000-7000-8000-0000000000ad", Authenticated: true);

    private readonly List<ServiceProvider> _processes = [];

    protected TestDatabase Shared { get; private set; } = null!;

    protected TestDatabase Own { get; private set; } = null!;

    /// <summary>The operator's command line.</summary>
    protected ServiceProvider Process { get; private set; } = null!;

    protected OrganizationMoves Moves => Process.GetRequiredService<OrganizationMoves>();

    protected IAuditLog Log => Process.GetRequiredService<IAuditLog>();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Shared = await postgres.CreateDatabaseAsync();
        Own = await postgres.CreateDatabaseAsync();
        Process = NewProcess(DatabaseRole.App);
        var directory = Process.GetRequiredService<OrganizationDirectory>();
        (await directory.CreateAsync(Acme, "Acme Tools", "eu", Admin, Token)).Succeeded.ShouldBeTrue();
        (await directory.CreateAsync(Globex, "Globex", "us", Admin, Token)).Succeeded.ShouldBeTrue();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    protected Task<TestDatabase> NewDatabaseAsync() => postgres.CreateEmptyDatabaseAsync();

    /// <param name="through">Another way to the shared database than the straight one.</param>
    protected ServiceProvider NewProcess(DatabaseRole role, Func<string, string>? through = null)
    {
        through ??= straight => straight;
        var services = new ServiceCollection();
        services.AddLogging();
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = through(Shared.For(role));
            options.Platform = through(Shared.Platform);
            options.Projector = through(Shared.Projector);
            options.Purge = through(Shared.Purge);
            options.Rotation = through(Shared.Rotation);
        });
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.AddRaumData().AddRaumChangeFeed().AddRaumKeys().AddRaumAuditProjector().AddRaumOrganizations();
        var process = services.BuildServiceProvider();
        _processes.Add(process);
        return process;
    }

    protected static IReadOnlyDictionary<DatabaseRole, string> Connections(TestDatabase database) =>
        OrganizationMoves.Roles.ToDictionary(role => role, database.For);

    protected async Task<MovedRows> PlaceAsync(OrganizationId organization, TestDatabase database)
    {
        var moved = await Moves.PlaceAsync(organization, Shared.Owner, Connections(database), Admin, Token);
        moved.Succeeded.ShouldBeTrue(moved.Succeeded ? "" : $"{moved.Failure.Code}");
        return moved.Value;
    }

    /// <summary>Changes a setting so many times, each on record.</summary>
    protected async Task WorkAsync(OrganizationId organization, int times = 1)
    {
        var settings = Process.GetRequiredService<Settings.SettingsStore>();
        for (var i = 0; i < times; i++)
        {
            var changed = await settings.ChangeAsync(
                organization,
                current => current with { KillSwitch = !current.KillSwitch },
                Admin,
                Token
            );
            changed.Succeeded.ShouldBeTrue();
        }
    }

    protected async Task<List<long>> RevisionsAsync(OrganizationId organization)
    {
        var found = new List<long>();
        await foreach (var entry in Log.ReadAsync(organization, 0, Token))
        {
            found.Add(entry.Revision);
        }

        return found;
    }

    /// <summary>Appends an entry as a service does.</summary>
    protected static Task<Outcome<long>> RecordAsync(ServiceProvider process, OrganizationId organization)
    {
        var now = TimeProvider.System.GetUtcNow();
        return process
            .GetRequiredService<IAuditLog>()
            .AppendAsync(
                organization,
                [
                    new AuditStore.Events.SettingChanged
                    {
                        Id = Guid.CreateVersion7(now),
                        At = now,
                        Actor = Admin,
                        Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                        Setting = "kill-switch",
                    },
                ],
                Token
            );
    }

    /// <summary>How a service is received in a database: null when it is let in to the organization, else the state that refuses it.</summary>
    protected static async Task<string?> EnterAsync(TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.Api);
        await connection.OpenAsync(Token);
        await using var enter = new NpgsqlCommand($"select raum.enter('{Acme}')", connection);
        try
        {
            await enter.ExecuteNonQueryAsync(Token);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    /// <summary>Every event of the log that a database has, as a hash of what is stored.</summary>
    protected static Task<List<string>> EventsAsync(TestDatabase database) =>
        ListAsync(
            database,
            $"select revision || ' ' || encode(sha256(header || salt || body), 'hex') from audit.event where organization_id = '{Acme}' order by revision"
        );

    /// <summary>Rows of an organization in the schemas that move.</summary>
    protected static async Task<long> RowsAsync(TestDatabase database, OrganizationId organization)
    {
        var rows = 0L;
        foreach (
            var table in await ListAsync(
                database,
                "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('audit', 'projection', 'conversation') and c.relkind in ('r', 'p') and not c.relispartition"
            )
        )
        {
            rows += long.Parse(
                (await ListAsync(database, $"select count(*)::text from {table} where organization_id = '{organization}'"))[0],
                System.Globalization.CultureInfo.InvariantCulture
            );
        }

        return rows;
    }

    protected static async Task<List<string>> ListAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var found = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    protected static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
