using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>An authenticated request was answered, reads and denials too (AUD-2).</summary>
public sealed record RequestServed : AuditEvent
{
    /// <summary>HTTP method; <c>CLI</c> for an export that an operator wrote to a file.</summary>
    public required string Method { get; init; }

    /// <summary>The route's pattern (<c>/v1/jobs/{id}</c>), never the path: a path can carry what a person typed.</summary>
    public required string Route { get; init; }

    public required int Status { get; init; }

    public long ElapsedMilliseconds { get; init; }
}

/// <summary>Requests were refused because the log took no events: they were not served, and each is on record by its number only.</summary>
public sealed record RequestsRefused : AuditEvent
{
    /// <summary>The first of them.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The last of them.</summary>
    public required DateTimeOffset Until { get; init; }

    public required long Count { get; init; }
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

/// <summary>Somebody searched in sealed content. On record before a body is opened.</summary>
public sealed record ContentSearched : AuditEvent
{
    /// <summary>Of the entries that are searched, this moment included.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>This moment not included.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The search goes on behind this revision; -1 for its beginning.</summary>
    public required long After { get; init; }

    /// <summary>Keyed hash of what was looked for, in hex: it may be a person's name, and must not stay here when the person is erased.</summary>
    public required string Phrase { get; init; }
}
