namespace Raum.Redis;

/// <summary>Wakes listeners when something is published, over one connection for all of them. Thread-safe.</summary>
/// <remarks>
/// A message is only a hint. Listeners are also woken after every reconnect, with an empty message, since messages were missed meanwhile;
/// so who looks once after subscribing and after every empty message misses nothing.
/// </remarks>
public sealed class RedisSubscriber : IAsyncDisposable
{
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Action<ReadOnlyMemory<byte>>>> _listeners = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly RedisClient _client;
    private RedisConnection? _connection;
    private Task? _running;

    internal RedisSubscriber(Func<Action<RedisReply>, RedisClient> open, TimeProvider clock)
    {
        _clock = clock;
        _client = open(message => Wake(message.Items[1].Text, message.Items[2].Bytes));
    }

    /// <summary>Calls <paramref name="wake"/> with every message on the channel, until disposed of. It must return at once.</summary>
    public async Task<IAsyncDisposable> SubscribeAsync(
        string channel,
        Action<ReadOnlyMemory<byte>> wake,
        CancellationToken cancellationToken
    )
    {
        Task<RedisReply>? confirmed = null;
        lock (_gate)
        {
            _running ??= RunAsync();
            if (!_listeners.TryGetValue(channel, out var known))
            {
                _listeners[channel] = known = [];
                confirmed = _connection?.SendAsync(["SUBSCRIBE", channel], AnswerLimit);
            }

            known.Add(wake);
        }

        if (confirmed is not null)
        {
            try
            {
                await confirmed.WaitAsync(cancellationToken);
            }
            catch (RedisUnavailableException)
            {
                // The next connection subscribes again and wakes.
            }
        }

        return new Subscription(this, channel, wake);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _client.DisposeAsync();
        if (_running is { } running)
        {
            await running;
        }
    }

    private void Wake(string channel, ReadOnlyMemory<byte> message)
    {
        Action<ReadOnlyMemory<byte>>[] listeners;
        lock (_gate)
        {
            listeners = _listeners.TryGetValue(channel, out var known) ? [.. known] : [];
        }

        Array.ForEach(listeners, wake => wake(message));
    }

    private void Remove(string channel, Action<ReadOnlyMemory<byte>> wake)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(channel, out var known) && known.Remove(wake) && known.Count == 0)
            {
                _listeners.Remove(channel);
                Forget(_connection?.SendAsync(["UNSUBSCRIBE", channel], AnswerLimit));
            }
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = await _client.ConnectedAsync(_stop.Token);
                Action<ReadOnlyMemory<byte>>[] everybody;
                Task<RedisReply>[] confirmed;
                lock (_gate)
                {
                    _connection = connection;
                    confirmed = [.. _listeners.Keys.Select(channel => connection.SendAsync(["SUBSCRIBE", channel], AnswerLimit))];
                    everybody = [.. _listeners.Values.SelectMany(known => known)];
                }

                await Task.WhenAll(confirmed);
                Array.ForEach(everybody, static wake => wake(ReadOnlyMemory<byte>.Empty));
                using var ping = new PeriodicTimer(PingPeriod, _clock);
                while (await ping.WaitForNextTickAsync(_stop.Token))
                {
                    await connection.SendAsync(["PING"], AnswerLimit);
                }
            }
            catch (RedisUnavailableException)
            {
                // Connect again.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static void Forget(Task? task) =>
        task?.ContinueWith(
            static ended => ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default
        );

    private sealed class Subscription(RedisSubscriber owner, string channel, Action<ReadOnlyMemory<byte>> wake) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            owner.Remove(channel, wake);
            return ValueTask.CompletedTask;
        }
    }
}
