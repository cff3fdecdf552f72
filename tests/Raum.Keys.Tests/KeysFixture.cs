using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Testing;
using Raum.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Raum.Keys.Tests;

/// <summary>A database of its own, a clock that stands still, the local keyring, and two organizations.</summary>
public abstract class KeysFixture(PostgresServer postgres) : IAsyncLifetime
{
    protected static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    protected static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));
    private readonly List<ServiceProvider> _providers = [];

    protected ManualClock Clock { get; } = new();

    protected TestDatabase Database { get; private set; } = null!;

    protected ServiceProvider Process { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        foreach (var organization in (OrganizationId[])[Acme, Globex])
        {
            await ExecuteAsync(
                "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Test', 'eu', now())",
                organization.Value
            );
        }

        Process = NewProcess();
    }

    /// <summary>What another process of the same installation holds: its own cache, the same database.</summary>
    protected ServiceProvider NewProcess(
        string masterSecret = "a master secret of more than 32 characters",
        string? app = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = app ?? Database.App;
            options.Purge = Database.Purge;
        });
        services.Configure<KeysOptions>(options => options.Local = new LocalKeyringOptions { MasterSecret = masterSecret });
        configure?.Invoke(services);
        var provider = services.AddRaumData().AddRaumKeys().BuildServiceProvider();
        _providers.Add(provider);
        return provider;
    }

    protected async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }
    }
}
