using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Raum.Core;
using Raum.Redis;

namespace Raum.Http.Limits;

/// <summary>Token buckets in Redis, one for all processes of a deployment (ORG-8). A process takes tokens in small lots, so that most requests ask nobody.</summary>
/// <remarks>
/// What a process took and did not use within a second is given up: several processes let a little less pass than the limit, never more. While Redis does not
/// answer, nothing is refused here: the limits of each process alone hold then.
/// </remarks>
internal sealed class SharedLimits(RedisClient redis, TimeProvider clock) : IDisposable
{
    /// <summary>How long a lot may be used.</summary>
    private static readonly TimeSpan LotStands = TimeSpan.FromSeconds(1);

    /// <summary>How long a request waits for Redis, and how long Redis is left alone after it did not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>A lot is what a bucket gets back in 50 ms.</summary>
    private const int LotsPerSecond = 20;
    private const int MaxBuckets = 50_000;

    private static readonly Meter Meter = new("Raum.Http");
    private static readonly Counter<long> Alone = Meter.CreateCounter<long>(
        "raum.http.limits_alone",
        "{request}",
        "Requests that were counted by this process alone, because Redis did not answer."
    );

    // The server's clock: processes may differ. All a bucket says is what is left and since when; it is forgotten once it would be full.
    private static readonly RedisScript Take = new(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local rate, capacity, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local bucket = redis.call('HMGET', KEYS[1], 'left', 'at')
        local left = math.min(capacity, (tonumber(bucket[1]) or capacity) + math.max(0, now - (tonumber(bucket[2]) or now)) * rate / 1000)
        local given = math.min(wanted, math.floor(left))
        left = left - given
        redis.call('HSET', KEYS[1], 'left', tostring(left), 'at', now)
        redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - left) / rate * 1000) + 1000)
        return {given, given > 0 and 0 or math.ceil((1 - left) * 1000 / rate), math.floor(left)}
        """
    );

    private readonly ConcurrentDictionary<string, Lot> _lots = new(StringComparer.Ordinal);
    private long _askAgain;

    /// <summary>Takes one token.</summary>
    /// <param name="name">What is limited; no personal data.</param>
    public async ValueTask<SharedTaken> TakeAsync(string name, int perSecond, int burst, CancellationToken cancellationToken)
    {
        // With the limit in it: processes that were given another one do not mix with it.
        var key = string.Create(CultureInfo.InvariantCulture, $"raum:limit:{perSecond}:{name}");
        if (_lots.Count > MaxBuckets)
        {
            _lots.Clear();
        }

        var lot = _lots.GetOrAdd(key, _ => new Lot());
        if (lot.TryUse(clock) is { } left)
        {
            return new SharedTaken(null, left);
        }

        await lot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (lot.TryUse(clock) is { } fetched)
            {
                return new SharedTaken(null, fetched); // by somebody, meanwhile
            }

            if (clock.GetTimestamp() < Volatile.Read(ref _askAgain))
            {
                Alone.Add(1);
                return default;
            }

            var (given, wait, stock) = await AskAsync(key, perSecond, burst, cancellationToken);
            if (given == 0)
            {
                return new SharedTaken(wait, 0);
            }

            lot.Fill(given - 1, stock, clock);
            return new SharedTaken(null, given - 1 + stock);
        }
        catch (Exception e) when (e is RedisUnavailableException or RedisServerException or TimeoutException or ObjectDisposedException)
        {
            Volatile.Write(ref _askAgain, clock.GetTimestamp() + (long)(Rest.TotalSeconds * clock.TimestampFrequency));
            Alone.Add(1);
            return default;
        }
        finally
        {
            lot.Gate.Release();
        }
    }

    public void Dispose() => _lots.Clear();

    private async Task<(int Given, TimeSpan Wait, long Stock)> AskAsync(
        string key,
        int perSecond,
        int burst,
        CancellationToken cancellationToken
    )
    {
        var reply = await Take.RunAsync(
                redis,
                [key],
                [perSecond, perSecond * burst, Math.Max(1, perSecond / LotsPerSecond)],
                cancellationToken
            )
            .WaitAsync(Patience, clock, cancellationToken);
        return ((int)reply.Items[0].Number, TimeSpan.FromMilliseconds(reply.Items[1].Number), reply.Items[2].Number);
    }

    /// <summary>Tokens that this process took and has not used.</summary>
    private sealed class Lot
    {
        private readonly Lock _lock = new();
        private int _left;
        private long _stock;
        private long _since;

        /// <summary>One at a time asks for the next lot.</summary>
        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>What is left after it, with what the bucket had when this lot was taken; null when nothing of the lot may be used.</summary>
        public long? TryUse(TimeProvider clock)
        {
            lock (_lock)
            {
                if (_left == 0 || clock.GetElapsedTime(_since) > LotStands)
                {
                    return null;
                }

                _left--;
                return _left + _stock;
            }
        }

        public void Fill(int count, long stock, TimeProvider clock)
        {
            lock (_lock)
            {
                (_left, _stock, _since) = (count, stock, clock.GetTimestamp());
            }
        }
    }
}

/// <param name="Wait">Null when it may pass, or how long to wait.</param>
/// <param name="Left">What all processes have left, about; null when nobody knows.</param>
internal readonly record struct SharedTaken(TimeSpan? Wait, long? Left);
