using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Testing;
using Raum.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Raum.Organizations.Tests;

/// <summary>Two organizations in a database of their own, a clock that stands still, a log that keeps what it is given.</summary>
public abstract class OrganizationsFixture(PostgresServer postgres) : IAsyncLifetime
{
    protected static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    protected static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));
    protected static readonly AuditActor Admin = new(AuditActorKind.User, "0197a3c4-0000-7000-8000-0000000000ad", Authenticated: true);

    protected ManualClock Clock { get; } = new();

    protected RecordingLog Log { get; } = new();

    protected TestDatabase Database { get; private set; } = null!;

    protected ServiceProvider Process { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        Process = NewProcess();
        var directory = Process.GetRequiredService<OrganizationDirectory>();
        (await directory.CreateAsync(Acme, "Acme Tools", "eu", Admin, Token)).Succeeded.ShouldBeTrue();
        (await directory.CreateAsync(Globex, "Globex", "us", Admin, Token)).Succeeded.ShouldBeTrue();
    }

    /// <summary>What a process of the installation holds. The caller disposes it.</summary>
    protected ServiceProvider NewProcess(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        configure?.Invoke(services);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IAuditLog>(Log);
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = Database.App;
            options.Platform = Database.Platform;
            options.Rotation = Database.Rotation;
        });
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        return services.AddRaumData().AddRaumKeys().AddRaumAuditStore().AddRaumOrganizations().BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Process.DisposeAsync();
    }

    /// <summary>One value, as the superuser sees it.</summary>
    protected async Task<T?> StoredAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    /// <summary>All rows of all tables of the schema, as text.</summary>
    protected async Task<string> DumpAsync() =>
        await StoredAsync<string>("select database_to_xml(false, false, '')::text || schema_to_xml('organizations', true, false, '')::text")
        ?? "";
}

/// <summary>Keeps events in memory with the log's promise of idempotency, and can be away.</summary>
public sealed class RecordingLog : IAuditLog
{
    private readonly Dictionary<(OrganizationId, Guid), string> _seen = [];

    public List<(OrganizationId Organization, AuditEvent Event)> Events { get; } = [];

    public bool Away { get; set; }

    /// <summary>Runs before an event is kept: something else happens meanwhile.</summary>
    public Func<AuditEvent, Task>? OnAppend { get; set; }

    public async Task<Outcome<long>> AppendAsync(
        OrganizationId organization,
        IReadOnlyList<AuditEvent> events,
        CancellationToken cancellationToken
    )
    {
        if (Away)
        {
            return new Failure(FailureCode.AuditUnavailable);
        }

        if (OnAppend is { } meanwhile)
        {
            foreach (var appended in events)
            {
                await meanwhile(appended);
            }
        }

        lock (_seen)
        {
            foreach (var appended in events)
            {
                var content = JsonSerializer.Serialize<object>(appended);
                if (!_seen.TryGetValue((organization, appended.Id), out var present))
                {
                    _seen.Add((organization, appended.Id), content);
                    Events.Add((organization, appended));
                }
                else if (present != content)
                {
                    return new Failure(FailureCode.AuditConflict);
                }
            }

            return Events.Count - 1;
        }
    }

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(
        OrganizationId organization,
        long fromRevision,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        yield break;
    }
}
