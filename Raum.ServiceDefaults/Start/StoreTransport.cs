using Raum.Data;
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

        foreach (
            var name in Postgres
                .Where(store => !DatabaseTransport.IsSafe(store.Value))
                .Select(store => store.Key)
                .Order(StringComparer.Ordinal)
        )
        {
            yield return $"ConnectionStrings:{name} must say SSL Mode=VerifyFull or VerifyCA, unless Postgres is on this machine.";
        }

        if (!IsEventStoreSafe(EventStore))
        {
            yield return "ConnectionStrings:eventstore must not say tls=false, unless EventStoreDB is on this machine.";
        }
    }

    private static bool IsRedisSafe(string? text) =>
        string.IsNullOrWhiteSpace(text)
        || (RedisConnectionString.Parse(text) is { } target && (target.Tls || DatabaseTransport.IsLocal(target.Host)));

    /// <summary>A list of nodes is one text to <see cref="Uri"/>, and not on this machine.</summary>
    private static bool IsEventStoreSafe(string? text) =>
        string.IsNullOrWhiteSpace(text)
        || !text.Contains("tls=false", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(text, UriKind.Absolute, out var address) && DatabaseTransport.IsLocal(address.Host));
}
