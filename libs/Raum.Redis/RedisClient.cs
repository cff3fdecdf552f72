using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Raum.Redis;

/// <summary>A Redis client over one pipelined connection, which comes back by itself. Thread-safe.</summary>
/// <remarks>
/// A command that blocks stalls everything behind it: give it a client of its own (<see cref="OpenAnother"/>).
/// Nothing is sent twice: after a <see cref="RedisUnavailableException"/> with an unknown outcome the caller decides.
/// </remarks>
public sealed class RedisClient : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RedisConnectionString _target;
    private readonly RedisOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<double> _random;
    private readonly ILogger<RedisClient> _logger;
    private readonly Action<RedisReply>? _onMessage;
    private Task<RedisConnection>? _connection;
    private RedisTrouble _lastTrouble = RedisTrouble.Unreachable;

    /// <param name="random">From 0 to below 1; spreads reconnects of many processes.</param>
    public RedisClient(
        RedisConnectionString target,
        RedisOptions options,
        TimeProvider clock,
        Func<double> random,
        ILogger<RedisClient>? logger = null
    )
        : this(target, options, clock, random, logger ?? NullLogger<RedisClient>.Instance, onMessage: null) { }

    private RedisClient(
        RedisConnectionString target,
        RedisOptions options,
        TimeProvider clock,
        Func<double> random,
        ILogger<RedisClient> logger,
        Action<RedisReply>? onMessage
    ) => (_target, _options, _clock, _random, _logger, _onMessage) = (target, options, clock, random, logger, onMessage);

    /// <summary>A client with the same settings and a connection of its own, for commands that block.</summary>
    public RedisClient OpenAnother() => new(_target, _options, _clock, _random, _logger, onMessage: null);

    /// <summary>A connection of its own for published messages.</summary>
    public RedisSubscriber OpenSubscriber() =>
        new(onMessage => new RedisClient(_target, _options, _clock, _random, _logger, onMessage), _clock);

    /// <inheritdoc cref="ExecuteAsync(RedisArgument[], TimeSpan, CancellationToken)"/>
    public Task<RedisReply> ExecuteAsync(RedisArgument[] command, CancellationToken cancellationToken) =>
        ExecuteAsync(command, TimeSpan.Zero, cancellationToken);

    /// <summary>Sends a command, such as <c>["SET", key, 5]</c>, and waits for its reply.</summary>
    /// <param name="blocks">How long the command itself may block, on top of <see cref="RedisOptions.CommandTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait. A command that was already sent runs nevertheless.</param>
    /// <exception cref="RedisUnavailableException">No connection, no answer in time, or "not now".</exception>
    /// <exception cref="RedisServerException">The command was refused.</exception>
    public async Task<RedisReply> ExecuteAsync(RedisArgument[] command, TimeSpan blocks, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        using var activity = RedisTelemetry.Start(command[0].Name);
        RedisTrouble? trouble = null;
        try
        {
            var connection = await ConnectedAsync(cancellationToken);
            // A long wait for the connection must not end in closing the new one for an answer that had no time to come.
            var left = _options.CommandTimeout - _clock.GetElapsedTime(started);
            var limit = left > _options.CommandTimeout / 4 ? left : _options.CommandTimeout / 4;
            var reply = await connection.SendAsync(command, limit + blocks).WaitAsync(cancellationToken);
            return reply.Kind == RedisReplyKind.Error ? throw Refused(reply.ErrorCode, connection) : reply;
        }
        catch (RedisUnavailableException e)
        {
            trouble = e.Trouble;
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            RedisTelemetry.Record(command[0].Name, trouble, _clock.GetElapsedTime(started));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<RedisConnection>? connection;
        lock (_gate)
        {
            connection = _connection;
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _stop.Cancel();
        }

        if (connection is not null)
        {
            await connection
                .ContinueWith(
                    static ended => ended.IsCompletedSuccessfully ? ended.Result.DisposeAsync().AsTask() : Task.CompletedTask,
                    CancellationToken.None,
                    TaskContinuationOptions.None,
                    TaskScheduler.Default
                )
                .Unwrap();
        }
    }

    /// <summary>The open connection, waiting for one no longer than a command may take.</summary>
    internal async ValueTask<RedisConnection> ConnectedAsync(CancellationToken cancellationToken)
    {
        Task<RedisConnection> connecting;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_connection is null or { IsCompletedSuccessfully: true, Result.IsOpen: false })
            {
                _connection = ConnectAsync();
            }

            connecting = _connection;
        }

        if (connecting.IsCompletedSuccessfully)
        {
            return connecting.Result;
        }

        try
        {
            return await connecting.WaitAsync(_options.CommandTimeout, _clock, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new RedisUnavailableException(_lastTrouble, outcomeUnknown: false, e);
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(RedisClient), e);
        }
    }

    /// <summary>Tries until it is connected or disposed of; shared by all who wait.</summary>
    private async Task<RedisConnection> ConnectAsync()
    {
        await Task.Yield();
        var delay = FirstDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var connection = await RedisConnection.OpenAsync(_target, _options.CommandTimeout, _clock, _onMessage, _stop.Token);
                _logger.Connected(attempt);
                return connection;
            }
            catch (RedisUnavailableException e)
            {
                _lastTrouble = e.Trouble;
                _logger.NotConnected(attempt, e.Trouble);
                RedisTelemetry.CountFailedConnect(e.Trouble);
            }

            await Task.Delay(delay * (0.5 + (_random() / 2)), _clock, _stop.Token);
            delay = delay * 2 < _options.MaxReconnectDelay ? delay * 2 : _options.MaxReconnectDelay;
        }
    }

    private static Exception Refused(string code, RedisConnection connection)
    {
        if (RedisTroubles.Of(code) is not { } trouble)
        {
            return new RedisServerException(code);
        }

        if (trouble is RedisTrouble.NotWritable or RedisTrouble.LoginRefused)
        {
            // The name may lead to another server by now, or the password may have changed.
            connection.Close(trouble);
        }

        return new RedisUnavailableException(trouble, outcomeUnknown: false);
    }
}
