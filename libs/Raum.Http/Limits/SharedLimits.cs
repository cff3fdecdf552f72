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
        return {given, given > 0 and 0 or math.ceil((1 - left) * 1000 / rate)}
        """
    );

    private readonly ConcurrentDictionary<string, Lot> _lots = new(StringComparer.Ordinal);
    private long _askAgain;

    /// <summary>Takes one token.</summary>
    /// <param name="name">What is limited; no personal data.</param>
    /// <returns>Null when it may pass, or how long to wait.</returns>
    public async ValueTask<TimeSpan?> TakeAsync(string name, int perSecond, int burst, CancellationToken cancellationToken)
    {
        // With the limit in it: processes that were given another one do not mix with it.
        var key = string.Create(CultureInfo.InvariantCulture, $"raum:limit:{perSecond}:{name}");
        if (_lots.Count > MaxBuckets)
        {
            _lots.Clear();
        }

        var lot = _lots.GetOrAdd(key, _ => new Lot());
        if (lot.TryUse(clock))
        {
            return null;
        }

        await lot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (lot.TryUse(clock))
            {
                return null; // somebody fetched a new one meanwhile
            }

            if (clock.GetTimestamp() < Volatile.Read(ref _askAgain))
            {
                Alone.Add(1);
                return null;
            }

            var (given, wait) = await AskAsync(key, perSecond, burst, cancellationToken);
            if (given == 0)
            {
                return wait;
            }

            lot.Fill(given - 1, clock);
            return null;
        }
        catch (Exception e) when (e is RedisUnavailableException or TimeoutException)
        {
            Volatile.Write(ref _askAgain, clock.GetTimestamp() + (long)(Rest.TotalSeconds * clock.TimestampFrequency));
            Alone.Add(1);
            return null;
        }
        finally
        {
            lot.Gate.Release();
        }
    }

    public void Dispose() => _lots.Clear();

    private async Task<(int Given, TimeSpan Wait)> AskAsync(string key, int perSecond, int burst, CancellationToken cancellationToken)
    {
        var reply = await Take.RunAsync(
                redis,
                [key],
                [perSecond, perSecond * burst, Math.Max(1, perSecond / LotsPerSecond)],
                cancellationToken
            )
            .WaitAsync(Patience, clock, cancellationToken);
        return ((int)reply.Items[0].Number, TimeSpan.FromMilliseconds(reply.Items[1].Number));
    }

    /// <summary>Tokens that this process took and has not used.</summary>
    private sealed class Lot
    {
        private readonly Lock _lock = new();
        private int _left;
        private long _since;

        /// <summary>One at a time asks for the next lot.</summary>
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool TryUse(TimeProvider clock)
        {
            lock (_lock)
            {
                if (_left == 0 || clock.GetElapsedTime(_since) > LotStands)
                {
                    return false;
                }

                _left--;
                return true;
            }
        }

        public void Fill(int count, TimeProvider clock)
        {
            lock (_lock)
            {
                (_left, _since) = (count, clock.GetTimestamp());
            }
        }
    }
}
