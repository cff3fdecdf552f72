using System.Globalization;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>An entry as it was handed out, not yet read.</summary>
/// <param name="Job">All zero when the entry does not tell.</param>
internal sealed record TakenEntry(
    OrganizationId Organization,
    JobId Job,
    int Deliveries,
    int EarlierAttempts,
    byte[] Json,
    byte[]? SealedText,
    string Receipt
);

/// <summary>Waits for work in all partitions and takes it: the waiting side of the queue, shared by all loops of a process.</summary>
/// <remarks>
/// A partition is looked at when something was published there, or when its next lease or delay ends. One waiter is woken at a time; whoever finds work
/// wakes the next. Publications are hints: every partition is looked at again after each reconnect.
/// </remarks>
internal sealed class JobDispenser : IAsyncDisposable
{
    /// <summary>The one consumer of every group. A lease is told apart by its delivery count; a name per process would stay in every stream for ever.</summary>
    public const string Consumer = "worker";

    private static readonly RedisScript Take = RedisScript.FromResource(typeof(RedisJobQueue), "Scripts.Take.lua");
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly RedisClient _redis;
    private readonly JobQueueOptions _options;
    private readonly TimeProvider _clock;
    private readonly RedisSubscriber _subscriber;
    private readonly Partition[] _partitions;
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly SemaphoreSlim _subscribing = new(1, 1);
    private readonly Lock _bellGate = new();
    private readonly long _began;
    private bool _subscribed;
    private int _next;

    public JobDispenser(RedisClient redis, JobQueueOptions options, QueueKeys keys, TimeProvider clock)
    {
        _redis = redis;
        _options = options;
        _clock = clock;
        _began = clock.GetTimestamp();
        _subscriber = redis.OpenSubscriber();
        _partitions = [.. Enumerable.Range(0, keys.Partitions).Select(number => new Partition(number))];
    }

    /// <summary>Time that nobody sets back.</summary>
    private TimeSpan Now => _clock.GetElapsedTime(_began);

    /// <returns>Empty when nothing came within the wait, or when the token said stop.</returns>
    public async Task<IReadOnlyList<TakenEntry>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        var until = Now + _options.Wait;
        try
        {
            await SubscribeAsync(cancellationToken);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await LookAsync(max) is { Count: > 0 } taken)
                {
                    Ring();
                    return taken;
                }

                var next = _partitions.Min(partition => partition.NextLook);
                var wait = (next < until ? next : until) - Now;
                if (wait <= TimeSpan.Zero)
                {
                    if (Now >= until)
                    {
                        return [];
                    }

                    continue;
                }

                await WaitAsync(wait, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _subscriber.DisposeAsync();
        _bell.Dispose();
        _subscribing.Dispose();
    }

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _subscribed))
        {
            return;
        }

        await _subscribing.WaitAsync(cancellationToken);
        try
        {
            if (!_subscribed)
            {
                foreach (var partition in _partitions)
                {
                    await _subscriber.SubscribeAsync(QueueKeys.WakeUp(partition.Number), _ => Wake(partition), cancellationToken);
                }

                Volatile.Write(ref _subscribed, true);
            }
        }
        finally
        {
            _subscribing.Release();
        }
    }

    private void Wake(Partition partition)
    {
        partition.LookNow();
        Ring();
    }

    private void Ring()
    {
        lock (_bellGate)
        {
            if (_bell.CurrentCount == 0)
            {
                _bell.Release();
            }
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _bell.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Time to look by ourselves.
        }
    }

    private async Task<List<TakenEntry>> LookAsync(int max)
    {
        // Partitions take turns too.
        var first = (uint)Interlocked.Increment(ref _next);
        for (var i = 0; i < _partitions.Length; i++)
        {
            var partition = _partitions[(first + (uint)i) % (uint)_partitions.Length];
            if (!partition.TryBeginLook(Now))
            {
                continue;
            }

            try
            {
                if (await TakeFromAsync(partition, max) is { Count: > 0 } taken)
                {
                    return taken;
                }
            }
            catch (RedisUnavailableException)
            {
                // The others are on the same server: no use to ask for each of them before the caller may stop.
                partition.LookAt(Now + RetryPause);
                return [];
            }
            catch
            {
                partition.LookAt(Now + RetryPause);
                throw;
            }
        }

        return [];
    }

    private async Task<List<TakenEntry>> TakeFromAsync(Partition partition, int max)
    {
        var number = partition.Number;
        RedisArgument[] keys =
        [
            QueueKeys.Ready(number, JobLane.Interactive),
            QueueKeys.ReadySet(number, JobLane.Interactive),
            QueueKeys.Ready(number, JobLane.Background),
            QueueKeys.ReadySet(number, JobLane.Background),
            QueueKeys.Parked(number, JobLane.Interactive),
            QueueKeys.Parked(number, JobLane.Background),
            QueueKeys.Leases(number),
            QueueKeys.InFlight(number),
            QueueKeys.Delayed(number),
            QueueKeys.Turn(number),
        ];

        // Without the caller's token: a reply that nobody waits for would be a lease that nobody holds.
        var reply = await Take.RunAsync(
            _redis,
            keys,
            [QueueKeys.Prefix(number), Consumer, (long)_options.Lease.TotalMilliseconds, _options.MaxInFlight, max],
            CancellationToken.None
        );
        var taken = reply.Items[0].Items.Select(Read).ToList();
        var due = reply.Items[1].Number;
        if (taken.Count >= max)
        {
            // There may be more. Fewer than asked for means that nothing else can be taken now: what changes that is published.
            partition.LookNow();
        }
        else if (due >= 0)
        {
            partition.LookAt(Now + TimeSpan.FromMilliseconds(due + 1));
        }

        return taken;
    }

    private static TakenEntry Read(RedisReply reply)
    {
        var organization = new OrganizationId(Guid.ParseExact(reply.Items[0].Text, "N"));
        var lane = reply.Items[1].Text == "i" ? JobLane.Interactive : JobLane.Background;
        var deliveries = (int)reply.Items[3].Number;
        var job = Guid.Empty;
        byte[] json = [];
        byte[]? sealedText = null;
        var earlier = 0;
        var fields = reply.Items[4].Items;
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            switch (fields[i].Text)
            {
                case "i":
                    _ = Guid.TryParseExact(fields[i + 1].Text, "N", out job);
                    break;
                case "j":
                    json = fields[i + 1].Bytes;
                    break;
                case "s":
                    sealedText = fields[i + 1].Bytes;
                    break;
                case "a":
                    _ = int.TryParse(fields[i + 1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out earlier);
                    break;
            }
        }

        var receipt = new LeaseReceipt(organization, lane, reply.Items[2].Text, deliveries);
        return new TakenEntry(organization, new JobId(job), deliveries, earlier, json, sealedText, receipt.ToString());
    }

    /// <summary>When a partition is worth a look.</summary>
    private sealed class Partition(int number)
    {
        private readonly Lock _gate = new();
        private TimeSpan _nextLook = TimeSpan.Zero;

        public int Number => number;

        public TimeSpan NextLook
        {
            get
            {
                lock (_gate)
                {
                    return _nextLook;
                }
            }
        }

        /// <summary>True when it is time; nobody else looks until something happens there.</summary>
        public bool TryBeginLook(TimeSpan now)
        {
            lock (_gate)
            {
                if (now < _nextLook)
                {
                    return false;
                }

                _nextLook = TimeSpan.MaxValue;
                return true;
            }
        }

        public void LookNow() => LookAt(TimeSpan.Zero);

        public void LookAt(TimeSpan time)
        {
            lock (_gate)
            {
                if (time < _nextLook)
                {
                    _nextLook = time;
                }
            }
        }
    }
}
