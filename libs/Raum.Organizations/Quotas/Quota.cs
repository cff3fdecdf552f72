using Raum.Core;

namespace Raum.Organizations.Quotas;

/// <summary>How much an organization, or one of its API keys, may use up (ORG-8). Null: no limit.</summary>
public sealed record Quota
{
    public static readonly Quota None = new();

    /// <summary>Requests a second on average; bursts of twice as many pass. Null: the deployment's own limit. From 1 to 100,000.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Jobs that are accepted in a day of UTC. From 0 to 1,000,000,000.</summary>
    public long? JobsPerDay { get; init; }

    /// <summary>Jobs that are accepted in a month of UTC. From 0 to 1,000,000,000.</summary>
    public long? JobsPerMonth { get; init; }

    /// <summary>US dollars by list price in a day of UTC, to the cent. From 0 to 9,000,000.</summary>
    public decimal? SpendPerDay { get; init; }

    /// <summary>US dollars by list price in a month of UTC, to the cent. From 0 to 9,000,000.</summary>
    public decimal? SpendPerMonth { get; init; }

    /// <summary>Which change of this quota is in force, from 1; 0 when it was never set.</summary>
    public long Version { get; init; }
}

/// <summary>The quotas of one organization.</summary>
/// <param name="Organization">Of all its jobs together, webhooks and people included.</param>
/// <param name="Keys">Of those API keys that have a quota of their own, by the first of their line.</param>
/// <param name="Lines">The keys that were rolled over or came of that, each with its whole line, oldest first: they share one quota.</param>
public sealed record OrganizationQuotas(
    Quota Organization,
    IReadOnlyDictionary<ApiKeyId, Quota> Keys,
    IReadOnlyDictionary<ApiKeyId, IReadOnlyList<ApiKeyId>> Lines
)
{
    public static readonly OrganizationQuotas None = new(
        Quota.None,
        new Dictionary<ApiKeyId, Quota>(),
        new Dictionary<ApiKeyId, IReadOnlyList<ApiKeyId>>()
    );

    public Quota Of(ApiKeyId key) => Keys.TryGetValue(LineOf(key)[0], out var quota) ? quota : Quota.None;

    /// <summary>The key and those that it replaces or is replaced by, oldest first.</summary>
    public IReadOnlyList<ApiKeyId> LineOf(ApiKeyId key) => Lines.TryGetValue(key, out var line) ? line : [key];
}
