using Microsoft.Extensions.Options;
using Npgsql;
using Raum.Redis;
using Raum.Zendesk;

namespace Raum.Api;

/// <summary>What must not be in production: settings for development, and stores that are reached in clear over a network (KEY-8).</summary>
internal static class StartRules
{
    public static void AddStartRules(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ZendeskOptions>()
            .Validate<IHostEnvironment>(
                (zendesk, environment) => !zendesk.Development || environment.IsDevelopment(),
                "Zendesk:Development accepts a secret that everyone knows, and addresses on loopback. It is for the Development environment."
            );
        services
            .AddOptions<StoreTransport>()
            .Configure(transport =>
            {
                transport.Redis = configuration.GetConnectionString("redis");
                transport.Postgres = configuration.GetConnectionString("raumdb");
                transport.EventStore = configuration.GetConnectionString("eventstore");
            })
            .Validate(transport => !string.IsNullOrWhiteSpace(transport.Redis), "ConnectionStrings:redis is missing.")
            .Validate<IHostEnvironment>(
                (transport, environment) => environment.IsDevelopment() || transport.IsRedisSafe,
                "ConnectionStrings:redis must say ssl=true, unless Redis is on this machine."
            )
            .Validate<IHostEnvironment>(
                (transport, environment) => environment.IsDevelopment() || transport.IsPostgresSafe,
                "ConnectionStrings:raumdb must say SSL Mode=VerifyFull or VerifyCA, unless Postgres is on this machine."
            )
            .Validate<IHostEnvironment>(
                (transport, environment) => environment.IsDevelopment() || transport.IsEventStoreSafe,
                "ConnectionStrings:eventstore must not say tls=false, unless EventStoreDB is on this machine."
            )
            .ValidateOnStart();
    }
}

/// <summary>How the stores are reached.</summary>
internal sealed class StoreTransport
{
    public string? Redis { get; set; }

    public string? Postgres { get; set; }

    public string? EventStore { get; set; }

    public bool IsRedisSafe => Redis is null || RedisConnectionString.Parse(Redis) is { } target && (target.Tls || IsLocal(target.Host));

    public bool IsPostgresSafe =>
        Postgres is null
        || new NpgsqlConnectionStringBuilder(Postgres) is { } target
            && (target.SslMode is SslMode.VerifyFull or SslMode.VerifyCA || (target.Host ?? "").Split(',').All(IsLocal));

    public bool IsEventStoreSafe =>
        EventStore is null
        || !EventStore.Contains("tls=false", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(EventStore, UriKind.Absolute, out var address) && IsLocal(address.Host));

    private static bool IsLocal(string host)
    {
        var name = host.Trim();
        return name.StartsWith('/') // a Unix socket
            || string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
            || (
                System.Net.IPAddress.TryParse(name.Trim('[', ']').Split(':')[0], out var address)
                && System.Net.IPAddress.IsLoopback(address)
            );
    }
}
