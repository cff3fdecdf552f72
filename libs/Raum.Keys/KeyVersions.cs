using Raum.Core;

namespace Raum.Keys;

/// <summary>Versions of an organization's data keys (KEY-3). The newest seals; every version that is there opens.</summary>
public sealed class KeyVersions
{
    private readonly DataKeys _keys;

    internal KeyVersions(DataKeys keys) => _keys = keys;

    /// <summary>The version that seals now; 0 when there is none yet.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when Postgres cannot be reached.</returns>
    public Task<Outcome<long>> NewestAsync(OrganizationId organization, KeyUse use, CancellationToken cancellationToken) =>
        _keys.NewestVersionAsync(organization, KeyPurpose.Of(use), cancellationToken);

    /// <summary>Sees to it that a version is there. A repeated call changes nothing. Other processes seal under it within the cache's time.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when it cannot be made now.</returns>
    public Task<Outcome<Done>> EnsureAsync(OrganizationId organization, KeyUse use, long version, CancellationToken cancellationToken) =>
        _keys.EnsureVersionAsync(organization, KeyPurpose.Of(use), version, cancellationToken);
}
