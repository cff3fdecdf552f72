using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Raum.Redis;

/// <summary>One pipelined connection. Commands go out in order, answers come back in order; commands that meet share a packet.</summary>
/// <remarks>
/// Each command has a deadline. A missed one closes the connection, because the answers behind it can no longer be trusted to be in time,
/// and every unanswered command ends with an unknown outcome. A closed connection is never used again.
/// </remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(50);
    private readonly Lock _gate = new();
    private readonly Queue<Pending> _pending = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Stream _stream;
    private readonly TimeProvider _clock;
    private readonly Action<RedisReply>? _onMessage;
    private readonly ITimer _watch;
    private ArrayBufferWriter<byte> _filling = new(4096);
    private ArrayBufferWriter<byte> _sending = new(4096);
    private bool _writing;
    private RedisTrouble? _trouble;

    /// <param name="onMessage">Takes what a subscription pushes; null when nothing was subscribed.</param>
    internal RedisConnection(Stream stream, TimeProvider clock, Action<RedisReply>? onMessage)
    {
        (_stream, _clock, _onMessage) = (stream, clock, onMessage);
        _watch = clock.CreateTimer(_ => CheckDeadline(), null, WatchPeriod, WatchPeriod);
        _ = ReadAsync();
    }

    /// <summary>Completes when the connection is of no more use.</summary>
    public Task Closed => _closed.Task;

    public bool IsOpen => !_closed.Task.IsCompleted;

    public static async Task<RedisConnection> OpenAsync(
        RedisConnectionString target,
        TimeSpan limit,
        TimeProvider clock,
        Action<RedisReply>? onMessage,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        RedisConnection? connection = null;
        try
        {
            connection = new RedisConnection(await ConnectAsync(target, either.Token), clock, onMessage);
            if (target.Password is { } password)
            {
                RedisArgument[] login = target.User is { } user ? ["AUTH", user, password] : ["AUTH", password];
                Check(await connection.SendAsync(login, limit), RedisTrouble.LoginRefused);
            }

            // A server that still loads its data accepts the login, and refuses this.
            Check(await connection.SendAsync(["PING"], limit), RedisTrouble.Busy);
            return connection;
        }
        catch (Exception e)
            when (e is SocketException or IOException or AuthenticationException or OperationCanceledException or RedisUnavailableException)
        {
            connection?.Close(RedisTrouble.Unreachable);
            cancellationToken.ThrowIfCancellationRequested();
            throw e as RedisUnavailableException ?? new RedisUnavailableException(RedisTrouble.Unreachable, outcomeUnknown: false, e);
        }
    }

    /// <summary>Sends a command; the task ends with the reply, an error reply included, or with <see cref="RedisUnavailableException"/>.</summary>
    public Task<RedisReply> SendAsync(ReadOnlySpan<RedisArgument> command, TimeSpan limit)
    {
        var pending = new Pending(_clock.GetTimestamp(), limit);
        lock (_gate)
        {
            if (_trouble is { } trouble)
            {
                return Task.FromException<RedisReply>(new RedisUnavailableException(trouble, outcomeUnknown: false));
            }

            RedisArgument.WriteCommand(_filling, command);
            _pending.Enqueue(pending);
            if (_writing)
            {
                return pending.Task;
            }

            _writing = true;
        }

        _ = WriteAsync();
        return pending.Task;
    }

    public ValueTask DisposeAsync()
    {
        Close(RedisTrouble.ConnectionLost);
        return ValueTask.CompletedTask;
    }

    internal void Close(RedisTrouble trouble)
    {
        Pending[] unanswered;
        lock (_gate)
        {
            if (_trouble is not null)
            {
                return;
            }

            _trouble = trouble;
            unanswered = [.. _pending];
            _pending.Clear();
        }

        _watch.Dispose();
        _stop.Cancel();
        _stream.Dispose();
        _closed.TrySetResult();
        foreach (var pending in unanswered)
        {
            pending.TrySetException(new RedisUnavailableException(trouble, outcomeUnknown: true));
        }
    }

    private static async Task<Stream> ConnectAsync(RedisConnectionString target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(target.Host, target.Port, cancellationToken);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (!target.Tls)
            {
                return plain;
            }

            var tls = new SslStream(plain);
            await tls.AuthenticateAsClientAsync(TlsOptions(target), cancellationToken);
            return tls;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions TlsOptions(RedisConnectionString target)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = target.TlsHost,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (target.AuthorityFile is { } file)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(file);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }

    private static void Check(RedisReply reply, RedisTrouble trouble)
    {
        if (reply.Kind == RedisReplyKind.Error)
        {
            throw new RedisUnavailableException(RedisTroubles.Of(reply.ErrorCode) ?? trouble, outcomeUnknown: false);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_filling.WrittenCount == 0)
                    {
                        _writing = false;
                        return;
                    }

                    (_filling, _sending) = (_sending, _filling);
                }

                await _stream.WriteAsync(_sending.WrittenMemory, _stop.Token);
                _sending.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Close(RedisTrouble.ConnectionLost);
        }
    }

    private async Task ReadAsync()
    {
        var reader = new RespReader(_stream);
        try
        {
            while (true)
            {
                var reply = await reader.ReadAsync(_stop.Token);
                if (_onMessage is not null && IsMessage(reply))
                {
                    _onMessage(reply);
                    continue;
                }

                Pending? pending;
                lock (_gate)
                {
                    _pending.TryDequeue(out pending);
                }

                (pending ?? throw new InvalidDataException("An answer that nobody asked for.")).TrySetResult(reply);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidDataException)
        {
            Close(e is InvalidDataException ? RedisTrouble.ProtocolBroken : RedisTrouble.ConnectionLost);
        }
    }

    private static bool IsMessage(RedisReply reply) =>
        reply.Kind == RedisReplyKind.Items
        && reply.Items is [{ Kind: RedisReplyKind.Bytes } kind, _, _]
        && kind.Bytes.AsSpan().SequenceEqual("message"u8);

    private void CheckDeadline()
    {
        bool missed;
        lock (_gate)
        {
            missed = _pending.TryPeek(out var oldest) && _clock.GetElapsedTime(oldest.Since) > oldest.Limit;
        }

        if (missed)
        {
            Close(RedisTrouble.DeadlineMissed);
        }
    }

    private sealed class Pending(long since, TimeSpan limit)
        : TaskCompletionSource<RedisReply>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Since { get; } = since;

        public TimeSpan Limit { get; } = limit;
    }
}
