using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>One running API for a class of tests, with a Redis of its own and two organizations that must not see each other.</summary>
public sealed class ApiFixture(PostgresServer postgres) : IAsyncLifetime
{
    internal ApiHost Host { get; private set; } = null!;

    internal Tenant Ours { get; private set; } = null!;

    internal Tenant Theirs { get; private set; } = null!;

    internal RedisServer Redis { get; private set; } = null!;

    internal PostgresServer Postgres => postgres;

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync(CancellationToken.None);
        Host = await ApiHost.StartAsync(Redis, postgres);
        Ours = await Host.AddTenantAsync(CancellationToken.None);
        Theirs = await Host.AddTenantAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
