using System.Collections.Concurrent;
using Raum.Core;
using Raum.Organizations.Settings;

namespace Raum.Http.Settings;

/// <summary>Settings of organizations for a few seconds, so that a request needs no round trip. A change elsewhere is seen after <see cref="KeepFor"/>.</summary>
/// <remarks>For what may be that old: origins, what a webhook asks for. The worker reads the kill switch and approvals themselves.</remarks>
public sealed class SettingsCache(SettingsStore store, TimeProvider clock)
{
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(15);
    private const int MaxEntries = 20_000;
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<OrganizationId, Entry> _entries = new();

    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>; failures are not kept.</returns>
    public async Task<Outcome<OrganizationSettings>> GetAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!_entries.TryGetValue(organization, out var entry) || now >= entry.Until)
        {
            if (_entries.Count >= MaxEntries)
            {
                _entries.Clear();
            }

            // One load for everyone who asks meanwhile; it outlives the request that began it.
            var fresh = new Entry(now + KeepFor, new Lazy<Task<Outcome<VersionedSettings>>>(() => LoadAsync(organization)));
            entry = _entries.AddOrUpdate(organization, fresh, (_, current) => now < current.Until ? current : fresh);
        }

        try
        {
            var loaded = await entry.Load.Value.WaitAsync(cancellationToken);
            if (loaded.Succeeded)
            {
                return loaded.Value.Settings;
            }

            _entries.TryRemove(new(organization, entry));
            return loaded.Failure;
        }
        catch
        {
            _entries.TryRemove(new(organization, entry));
            throw;
        }
    }

    private async Task<Outcome<VersionedSettings>> LoadAsync(OrganizationId organization)
    {
        using var limit = new CancellationTokenSource(LoadLimit, clock);
        return await store.GetAsync(organization, limit.Token);
    }

    private sealed record Entry(DateTimeOffset Until, Lazy<Task<Outcome<VersionedSettings>>> Load);
}
