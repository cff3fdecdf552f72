using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>An authenticated request was answered, reads and denials too (AUD-2).</summary>
public sealed record RequestServed : AuditEvent
{
    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The route's pattern (<c>/v1/jobs/{id}</c>), never the path: a path can carry what a person typed.</summary>
    public required string Route { get; init; }

    public required int Status { get; init; }

    public long ElapsedMilliseconds { get; init; }
}

/// <summary>Requests of one minute that were denied because nobody had signed in. They belong to no organization: this is an event of the installation's own log.</summary>
public sealed record DenialsCounted : AuditEvent
{
    /// <summary>When the counting began.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Keyed hashes of sources (an IPv4 address, or the /64 of an IPv6 address) in hex, and how often each was denied.</summary>
    public required IReadOnlyDictionary<string, long> BySource { get; init; }

    /// <summary>Denials of sources beyond the number that is told apart.</summary>
    public required long Others { get; init; }
}
