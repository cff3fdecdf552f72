using System.Collections.Concurrent;
using Raum.Core;

namespace Raum.Zendesk;

/// <summary>Values per organization for a few seconds: one load for everyone who asks meanwhile, failures that may pass not kept.</summary>
/// <remarks>Bounded: an attacker who makes up organizations cannot fill memory.</remarks>
internal sealed class ShortCache<T>(TimeProvider clock, TimeSpan keepFor)
{
    private const int MaxEntries = 20_000;

    // A load outlives the request that began it: others wait for it too.
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<OrganizationId, Entry> _entries = new();

    public async Task<Outcome<T>> GetAsync(
        OrganizationId organization,
        Func<CancellationToken, Task<Outcome<T>>> load,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (_entries.TryGetValue(organization, out var entry) && now < entry.Until)
        {
            return await entry.Value.Value.WaitAsync(cancellationToken);
        }

        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        var fresh = new Entry(now + keepFor, new Lazy<Task<Outcome<T>>>(() => LoadAsync(load)));
        entry = _entries.AddOrUpdate(organization, fresh, (_, current) => now < current.Until ? current : fresh);
        try
        {
            var outcome = await entry.Value.Value.WaitAsync(cancellationToken);
            if (!outcome.Succeeded && outcome.Failure.Code != FailureCode.ZendeskNotConnected)
            {
                Forget(organization, entry);
            }

            return outcome;
        }
        catch
        {
            Forget(organization, entry);
            throw;
        }
    }

    public void Forget(OrganizationId organization) => _entries.TryRemove(organization, out _);

    private void Forget(OrganizationId organization, Entry entry) =>
        ((ICollection<KeyValuePair<OrganizationId, Entry>>)_entries).Remove(new KeyValuePair<OrganizationId, Entry>(organization, entry));

    private async Task<Outcome<T>> LoadAsync(Func<CancellationToken, Task<Outcome<T>>> load)
    {
        using var limit = new CancellationTokenSource(LoadLimit, clock);
        return await load(limit.Token);
    }

    private sealed record Entry(DateTimeOffset Until, Lazy<Task<Outcome<T>>> Value);
}
