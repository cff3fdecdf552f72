using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Postgres;
using Raum.AuditStore.Sealing;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Contracts;

/// <summary>The embedded log, behind a proxy that can break its connections.</summary>
public class PostgresAuditLogTests(OwnPostgresServer postgres) : AuditLogContract(postgres), IClassFixture<OwnPostgresServer>
{
    private CuttingProxy _proxy = null!;
    private readonly List<NpgsqlDataSource> _sources = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _proxy = new CuttingProxy(Postgres.Port);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }

        await _proxy.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override int Disturbances => _proxy.Cuts;

    protected override IAuditLog NewLog(TimeSpan? appendDeadline = null)
    {
        // The keys have a good network: this is about the log.
        var shared = new RaumDatabase(Source(Database, appendDeadline));
        var database = new PlacedDatabase(shared, Placements(appendDeadline));
        return NewProcess(
                options => options.AppendDeadline = appendDeadline ?? TimeSpan.FromSeconds(30),
                services =>
                {
                    services.AddSingleton<ILogStore>(
                        new PostgresLogStore(database, new PostgresAnnouncer(shared, TimeProvider.System), new BodyKeyStore(database))
                    );
                    if (KeyPlacements() is { } placements)
                    {
                        services.AddSingleton(placements);
                    }
                }
            )
            .GetRequiredService<IAuditLog>();
    }

    /// <summary>Where organizations are in databases of their own.</summary>
    private protected virtual IPlacements? Placements(TimeSpan? appendDeadline) => null;

    /// <summary>The same past the proxy, for the keys.</summary>
    private protected virtual IPlacements? KeyPlacements() => null;

    private protected NpgsqlDataSource Source(TestDatabase database, TimeSpan? appendDeadline)
    {
        var source = RaumDataServiceCollectionExtensions.DataSource(
            new NpgsqlConnectionStringBuilder(database.App)
            {
                Port = _proxy.Port,
                // Short only where a test waits for a failure: a busy machine is no failure.
                Timeout = appendDeadline is null ? 30 : 2,
                CommandTimeout = appendDeadline is null ? 30 : 2,
                CancellationTimeout = 200,
            }.ConnectionString
        );
        _sources.Add(source);
        return source;
    }

    protected override void DisturbAtRandom() => _proxy.CutAtRandom(0.05, seed: 7);

    protected override Task TakeDownAsync()
    {
        _proxy.GoDown();
        return Task.CompletedTask;
    }

    protected override Task FreezeAsync()
    {
        _proxy.Freeze();
        return Task.CompletedTask;
    }

    protected override Task RecoverAsync()
    {
        _proxy.Recover();
        return Task.CompletedTask;
    }

    protected override async Task RestartAsync()
    {
        await Postgres.CrashAsync();
        await Postgres.StartAsync();
    }
}

/// <summary>A server that these tests alone use: they crash it.</summary>
public sealed class OwnPostgresServer : PostgresServer;
