using System.Globalization;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>An entry as it was handed out, not yet read.</summary>
internal sealed record TakenEntry(
    OrganizationId Organization,
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
    private static readonly RedisScript Take = RedisScript.FromResource(typeof(RedisJobQueue), "Scripts.Take.lua");
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly RedisClient _redis;
    private readonly JobQueueOptions _options;
    private readonly string _consumer;
    private readonly TimeProvider _clock;
    private readonly RedisSubscriber _subscriber;
    private readonly Partition[] _partitions;
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly SemaphoreSlim _subscribing = new(1, 1);
    private readonly Lock _bellGate = new();
    private bool _subscribed;
    private int _next;

    public JobDispenser(RedisClient redis, JobQueueOptions options, QueueKeys keys, string consumer, TimeProvider clock)
    {
        _redis = redis;
        _options = options;
        _consumer = consumer;
        _clock = clock;
        _subscriber = redis.OpenSubscriber();
        _partitions = [.. Enumerable.Range(0, keys.Partitions).Select(number => new Partition(number))];
    }

    /// <returns>Empty when nothing came within the wait, or when the token said stop.</returns>
    public async Task<IReadOnlyList<TakenEntry>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        var until = _clock.GetUtcNow() + _options.Wait;
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
                var wait = (next < until ? next : until) - _clock.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                {
                    if (_clock.GetUtcNow() >= until)
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
                    await _subscriber.SubscribeAsync(QueueKeys.WakeUp(partition.Number), () => Wake(partition), cancellationToken);
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
            if (!partition.TryBeginLook(_clock.GetUtcNow()))
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
                partition.LookAt(_clock.GetUtcNow() + RetryPause);
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
            [QueueKeys.Prefix(number), _consumer, (long)_options.Lease.TotalMilliseconds, _options.MaxInFlight, max],
            CancellationToken.None
        );
        var taken = reply.Items[0].Items.Select(Read).ToList();
        var due = reply.Items[1].Number;
        if (taken.Count > 0)
        {
            partition.LookNow();
        }
        else if (due >= 0)
        {
            partition.LookAt(_clock.GetUtcNow() + TimeSpan.FromMilliseconds(due + 1));
        }

        return taken;
    }

    private static TakenEntry Read(RedisReply reply)
    {
        var organization = new OrganizationId(Guid.ParseExact(reply.Items[0].Text, "N"));
        var lane = reply.Items[1].Text == "i" ? JobLane.Interactive : JobLane.Background;
        var deliveries = (int)reply.Items[3].Number;
        byte[] json = [];
        byte[]? sealedText = null;
        var earlier = 0;
        var fields = reply.Items[4].Items;
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            switch (fields[i].Text)
            {
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
        return new TakenEntry(organization, deliveries, earlier, json, sealedText, receipt.ToString());
    }

    /// <summary>When a partition is worth a look.</summary>
    private sealed class Partition(int number)
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _nextLook = DateTimeOffset.MinValue;

        public int Number => number;

        public DateTimeOffset NextLook
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
        public bool TryBeginLook(DateTimeOffset now)
        {
            lock (_gate)
            {
                if (now < _nextLook)
                {
                    return false;
                }

                _nextLook = DateTimeOffset.MaxValue;
                return true;
            }
        }

        public void LookNow() => LookAt(DateTimeOffset.MinValue);

        public void LookAt(DateTimeOffset time)
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
