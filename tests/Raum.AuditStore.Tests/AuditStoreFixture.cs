using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.Events;
using Raum.AuditStore.Tests.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Raum.AuditStore.Tests;

/// <summary>A database of its own with two organizations, and processes that hold an audit log over it.</summary>
public abstract class AuditStoreFixture(PostgresServer postgres) : IAsyncLifetime
{
    private readonly List<ServiceProvider> _processes = [];
    private readonly TestKeyring _keyring = new();

    protected OrganizationId Acme { get; } = new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

    protected OrganizationId Globex { get; } = new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));

    protected TestDatabase Database { get; private set; } = null!;

    protected PostgresServer Postgres { get; } = postgres;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Database = await Postgres.CreateDatabaseAsync();
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await ExecuteAsync(
                Database.Superuser,
                "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Test', 'eu', now())",
                organization.Value
            );
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>What another process of the same installation holds.</summary>
    protected ServiceProvider NewProcess(Action<AuditStoreOptions>? configure = null, Action<IServiceCollection>? first = null)
    {
        var services = new ServiceCollection();
        first?.Invoke(services);
        services.AddLogging();
        services.TryAddSingleton<IJobTraces>(new JobsAtRest());
        services.TryAddSingleton<ICompanyTexts>(new NoTexts());
        services.AddSingleton<IKeyWrapper>(_keyring);
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = Database.App;
            options.Projector = Database.Projector;
            options.Purge = Database.Purge;
        });
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.Configure(configure ?? (_ => { }));
        var provider = services.AddRaumData().AddRaumKeys().AddRaumAuditStore().BuildServiceProvider();
        _processes.Add(provider);
        return provider;
    }

    protected static async Task<int> ExecuteAsync(string connectionString, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection).With(values);
        return await command.ExecuteNonQueryAsync(Token);
    }

    /// <param name="from">A table, and what else follows <c>from</c>.</param>
    protected async Task<long> CountAsync(string from)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"select count(*) from {from}", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    /// <summary>Erases what was done for a ticket, as the worker does when somebody asked for it.</summary>
    /// <returns>How many entries lost their body.</returns>
    protected static async Task<long> EraseTicketAsync(IServiceProvider process, OrganizationId organization, long ticket)
    {
        var requests = process.GetRequiredService<PrivacyRequests>();
        var received = await requests.ReceiveAsync(
            organization,
            $"DSR-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}",
            [],
            [ticket],
            AuditActor.System("test"),
            Token
        );
        received.Failure.ShouldBeNull();
        (await process.GetRequiredService<PrivacyErasure>().RunAsync(organization, Token)).Value.ShouldBe(1);
        return (await requests.FindAsync(organization, received.Value.Id, Token)).Value.Report!.Entries;
    }

    protected static JobMasked AnyEvent(string text = "Reply to [REDACTED_NAME].") =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = TimeProvider.System.GetUtcNow(),
            Actor = AuditActor.System("worker"),
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Job = new JobId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Operation = AiOperation.Generate,
            Attempt = 1,
            ValuesByType = new Dictionary<string, int> { ["NAME"] = 1 },
            MaskedPrompt = new PersonalText(text),
        };

    protected static async Task<List<RecordedEvent>> ReadAllAsync(IAuditLog log, OrganizationId organization, long from = 0)
    {
        var events = new List<RecordedEvent>();
        await foreach (var recorded in log.ReadAsync(organization, from, Token))
        {
            events.Add(recorded);
        }

        return events;
    }
}
