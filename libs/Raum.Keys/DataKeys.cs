using System.Collections.Concurrent;
using System.Security.Cryptography;
using Raum.Core;

namespace Raum.Keys;

/// <summary>Data keys of organizations: made on first use, wrapped by the keyring, kept in Postgres, cached for minutes (KEY-2, KEY-5).</summary>
internal sealed class DataKeys(DataKeyRows rows, Keyrings keyrings, DataKeyCache cache, TimeProvider clock)
{
    /// <summary>Random 96-bit nonces: at most 2^32 uses of one key (NIST SP 800-38D, 8.3).</summary>
    internal const long NonceLimit = 1L << 32;

    /// <summary>Seals that one process may make before it asks again. A process takes a block every few minutes, so that small ones make a key last.</summary>
    internal const long NonceBlock = 1L << 16;

    /// <summary>How long a refusal of the key service stands before it is asked again: the queue's retries must not become a storm.</summary>
    internal static readonly TimeSpan RefusalStands = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<OrganizationId, DateTimeOffset> _refused = new();

    // One load of a key at a time: a burst of jobs asks the key service once. Keys that share a gate wait for each other, and no gate is ever added.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The key that seals now; makes it when there is none.</summary>
    public async ValueTask<Outcome<DataKey>> ForSealingAsync(
        OrganizationId organization,
        string purpose,
        CancellationToken cancellationToken
    )
    {
        if (TakeCached(organization, purpose) is { } cached)
        {
            return cached;
        }

        var gate = Gate(organization, purpose);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (TakeCached(organization, purpose) is { } loadedMeanwhile)
            {
                return loadedMeanwhile;
            }

            var row = await ReserveAsync(organization, purpose, cancellationToken);
            if (!row.Succeeded)
            {
                return row.Failure;
            }

            var key = await UnwrapAsync(organization, row.Value, NonceBlock, cancellationToken);
            if (!key.Succeeded)
            {
                return key.Failure;
            }

            key.Value.TryTakeNonce();
            return cache.Keep(organization, key.Value, current: true);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The key with this id, for opening.</summary>
    /// <returns><see cref="FailureCode.Gone"/> when its row was destroyed.</returns>
    public async ValueTask<Outcome<DataKey>> ForOpeningAsync(OrganizationId organization, Guid id, CancellationToken cancellationToken)
    {
        if (cache.Find(organization, id) is { } cached)
        {
            return cached;
        }

        var gate = Gate(organization, id);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (cache.Find(organization, id) is { } loadedMeanwhile)
            {
                return loadedMeanwhile;
            }

            var row = await rows.FindAsync(organization, id, cancellationToken);
            if (!row.Succeeded)
            {
                return row.Failure;
            }

            var key = await UnwrapAsync(organization, row.Value, nonces: 0, cancellationToken);
            return key.Succeeded ? cache.Keep(organization, key.Value, current: false) : key;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The version that seals now; 0 when there is none yet.</summary>
    public async Task<Outcome<long>> NewestVersionAsync(OrganizationId organization, string purpose, CancellationToken cancellationToken)
    {
        var newest = await rows.LatestAsync(organization, purpose, cancellationToken);
        return newest.Succeeded ? newest.Value?.Period ?? 0 : newest.Failure;
    }

    /// <summary>Makes a version for sealing unless it is there. Older ones still open; other processes follow within the cache's time.</summary>
    public async Task<Outcome<Done>> EnsureVersionAsync(
        OrganizationId organization,
        string purpose,
        long version,
        CancellationToken cancellationToken
    )
    {
        var newest = await NewestVersionAsync(organization, purpose, cancellationToken);
        return !newest.Succeeded ? newest.Failure
            : newest.Value >= version ? default(Done)
            : await CreateAsync(organization, purpose, version, cancellationToken);
    }

    /// <summary>From now on this process seals under the newest version, whatever it had cached.</summary>
    /// <returns>Its id; an empty one when there is no key yet, under which nothing was sealed either.</returns>
    public async Task<Outcome<Guid>> UseNewestAsync(OrganizationId organization, string purpose, CancellationToken cancellationToken)
    {
        var newest = await rows.LatestAsync(organization, purpose, cancellationToken);
        if (!newest.Succeeded)
        {
            return newest.Failure;
        }

        var id = newest.Value?.Id ?? Guid.Empty;
        cache.Retire(organization, purpose, id);
        return id;
    }

    private DataKey? TakeCached(OrganizationId organization, string purpose) =>
        cache.FindCurrent(organization, purpose) is { } key
        && (purpose != KeyPurpose.Transit || key.Period >= CurrentHour())
        && key.TryTakeNonce()
            ? key
            : null;

    private SemaphoreSlim Gate<T>(OrganizationId organization, T key) => _gates[(uint)HashCode.Combine(organization, key) % _gates.Length];

    private long CurrentHour() => clock.GetUtcNow().ToUnixTimeSeconds() / 3600;

    /// <summary>Finds or makes the row of the key that seals now, and takes a block of its nonces.</summary>
    private async Task<Outcome<DataKeyRow>> ReserveAsync(OrganizationId organization, string purpose, CancellationToken cancellationToken)
    {
        // Two tries make a key that another process may have made first; the third would mean that keys end as fast as they are made.
        for (var i = 0; i < 3; i++)
        {
            var latest = await rows.LatestAsync(organization, purpose, cancellationToken);
            if (!latest.Succeeded)
            {
                return latest.Failure;
            }

            // A machine whose clock is ahead may have begun the next hour: its key is as good.
            var first = purpose == KeyPurpose.Transit ? CurrentHour() : 1;
            var period = Math.Max(latest.Value?.Period ?? first, first);
            if (latest.Value is { } row && row.Period == period)
            {
                var taken = await rows.TakeBlockAsync(organization, row.Id, cancellationToken);
                if (!taken.Succeeded)
                {
                    return taken.Failure;
                }

                if (taken.Value)
                {
                    return row;
                }

                if (purpose == KeyPurpose.Transit)
                {
                    return new Failure(FailureCode.KeyUnavailable); // 4 billion seals within the hour
                }

                period++;
            }

            var created = await CreateAsync(organization, purpose, period, cancellationToken);
            if (!created.Succeeded)
            {
                return created.Failure;
            }
        }

        return new Failure(FailureCode.KeyUnavailable);
    }

    private async Task<Outcome<Done>> CreateAsync(
        OrganizationId organization,
        string purpose,
        long period,
        CancellationToken cancellationToken
    )
    {
        var bytes = GC.AllocateUninitializedArray<byte>(32, pinned: true);
        RandomNumberGenerator.Fill(bytes);
        try
        {
            var keyring = await keyrings.CurrentAsync(organization, cancellationToken);
            if (!keyring.Succeeded)
            {
                return keyring.Failure;
            }

            var wrapper = keyring.Value.Wrapper;
            var wrapped = await AskAsync(
                organization,
                () => wrapper.WrapAsync(new KeyContext(organization, purpose), bytes, cancellationToken)
            );
            if (!wrapped.Succeeded)
            {
                return wrapped.Failure;
            }

            return await rows.AddAsync(organization, purpose, period, wrapper.Name, wrapped.Value, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task<Outcome<DataKey>> UnwrapAsync(
        OrganizationId organization,
        DataKeyRow row,
        long nonces,
        CancellationToken cancellationToken
    )
    {
        var keyring = await keyrings.NamedAsync(organization, row.Wrapper, cancellationToken);
        if (!keyring.Succeeded)
        {
            return keyring.Failure;
        }

        // Before the call: what the owner takes away meanwhile ends in time. A customer's key leaves the cache early enough for what was opened with it elsewhere.
        var loadedAt = clock.GetUtcNow() - (keyring.Value.IsCustomers ? KeysOptions.DerivedFor : TimeSpan.Zero);
        var unwrapped = await AskAsync(
            organization,
            () => keyring.Value.Wrapper.UnwrapAsync(new KeyContext(organization, row.Purpose), row.Wrapped, cancellationToken)
        );
        if (!unwrapped.Succeeded)
        {
            return unwrapped.Failure;
        }

        try
        {
            // What the key service opens need not be what we wrapped: a row that somebody else wrote is no key.
            return unwrapped.Value.Length == DataKey.Length
                ? new DataKey(row.Id, row.Purpose, row.Period, unwrapped.Value, nonces, loadedAt)
                : new Failure(FailureCode.SealBroken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(unwrapped.Value);
        }
    }

    /// <summary>Asks the key service. When the owner took the key away, what is cached of the organization goes at once: that is what the owner wants.</summary>
    private async Task<Outcome<byte[]>> AskAsync(OrganizationId organization, Func<Task<Outcome<byte[]>>> ask)
    {
        if (_refused.TryGetValue(organization, out var until) && clock.GetUtcNow() < until)
        {
            return new Failure(FailureCode.KeyRefused);
        }

        var answer = await ask();
        if (answer is { Succeeded: false, Failure.Code: FailureCode.KeyRefused })
        {
            _refused[organization] = clock.GetUtcNow() + RefusalStands;
            cache.Forget(organization);
        }
        else
        {
            _refused.TryRemove(organization, out _);
        }

        return answer;
    }
}
