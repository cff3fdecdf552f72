using System.Net;
using Npgsql;
using Raum.Redis;

namespace Raum.ServiceDefaults.Start;

/// <summary>How the stores are reached: connection strings by their name. One is safe when it demands TLS, or stays on this machine.</summary>
internal sealed class StoreTransport
{
    public string? Redis { get; set; }

    public string? EventStore { get; set; }

    /// <summary>Every connection string of Postgres that the host was given: one per role.</summary>
    public Dictionary<string, string> Postgres { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong, in words that name settings and no values; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (!IsRedisSafe(Redis))
        {
            yield return "ConnectionStrings:redis must say ssl=true, unless Redis is on this machine.";
        }

        foreach (var name in Postgres.Where(store => !IsPostgresSafe(store.Value)).Select(store => store.Key).Order(StringComparer.Ordinal))
        {
            yield return $"ConnectionStrings:{name} must say SSL Mode=VerifyFull or VerifyCA, unless Postgres is on this machine.";
        }

        if (!IsEventStoreSafe(EventStore))
        {
            yield return "ConnectionStrings:eventstore must not say tls=false, unless EventStoreDB is on this machine.";
        }
    }

    private static bool IsRedisSafe(string? text) =>
        string.IsNullOrWhiteSpace(text) || (RedisConnectionString.Parse(text) is { } target && (target.Tls || IsLocal(target.Host)));

    private static bool IsPostgresSafe(string text)
    {
        var target = new NpgsqlConnectionStringBuilder(text);
        return target.SslMode is SslMode.VerifyFull or SslMode.VerifyCA || (target.Host ?? "").Split(',').All(IsLocal);
    }

    /// <summary>A list of nodes is one text to <see cref="Uri"/>, and not on this machine.</summary>
    private static bool IsEventStoreSafe(string? text) =>
        string.IsNullOrWhiteSpace(text)
        || !text.Contains("tls=false", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(text, UriKind.Absolute, out var address) && IsLocal(address.Host));

    private static bool IsLocal(string host)
    {
        var name = host.Trim();
        return name.StartsWith('/') // a Unix socket
            || string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(WithoutPort(name), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary><c>127.0.0.1:5432</c>, <c>[::1]:5432</c> and <c>::1</c> without their port.</summary>
    private static string WithoutPort(string host) =>
        host.StartsWith('[') ? host[1..].Split(']')[0]
        : host.Count(character => character == ':') == 1 ? host.Split(':')[0]
        : host;
}
