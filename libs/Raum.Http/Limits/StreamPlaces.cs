using System.Threading.RateLimiting;
using Raum.Core;
using Raum.Redis;

namespace Raum.Http.Limits;

/// <summary>Open event streams of organizations, counted in Redis for all processes: a place for each, which runs out unless it is renewed.</summary>
/// <remarks>What a process held that died is free after <see cref="Stands"/>. While Redis does not answer, each process counts its own.</remarks>
internal sealed class StreamPlaces(RedisClient? redis, int most, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Stands = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    // A set of streams, each with the time when its place runs out, by the server's clock.
    private static readonly RedisScript Take = new(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and ARGV[2] ~= '' and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
          return 0
        end
        redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """
    );

    private readonly PartitionedRateLimiter<OrganizationId> _own = PartitionedRateLimiter.Create<OrganizationId, OrganizationId>(
        organization =>
            RateLimitPartition.GetConcurrencyLimiter(
                organization,
                _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 }
            )
    );

    public async ValueTask<StreamPlace?> TakeAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var own = _own.AttemptAcquire(organization);
        if (!own.IsAcquired)
        {
            own.Dispose();
            return null;
        }

        if (redis is null)
        {
            return new StreamPlace(own);
        }

        var key = Key(organization);
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        try
        {
            if (await RunAsync(key, id, limited: true, cancellationToken) is { Number: 0 })
            {
                own.Dispose();
                return null;
            }

            // The answer may have been quicker than who looks whether somebody still waits for it.
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            // Who asked has gone: nobody else would give the place back.
            own.Dispose();
            await FreeAsync(key, id);
            throw;
        }

        return new StreamPlace(
            own,
            () => RunAsync(key, id, limited: false, CancellationToken.None),
            () => FreeAsync(key, id),
            RenewEvery,
            clock
        );
    }

    public void Dispose() => _own.Dispose();

    internal static string Key(OrganizationId organization) => $"raum:streams:{organization.Value:N}";

    private async Task FreeAsync(string key, string id)
    {
        try
        {
            await redis!.ExecuteAsync(["ZREM", key, id], CancellationToken.None).WaitAsync(Patience, clock, CancellationToken.None);
        }
        catch (Exception e) when (e is RedisUnavailableException or RedisServerException or TimeoutException or ObjectDisposedException)
        {
            // It runs out by itself.
        }
    }

    /// <returns>Null when Redis did not answer.</returns>
    private async Task<RedisReply?> RunAsync(string key, string id, bool limited, CancellationToken cancellationToken)
    {
        try
        {
            return await Take.RunAsync(
                    redis!,
                    [key],
                    [id, limited ? (RedisArgument)most : "", (long)Stands.TotalMilliseconds],
                    cancellationToken
                )
                .WaitAsync(Patience, clock, cancellationToken);
        }
        catch (Exception e) when (e is RedisUnavailableException or RedisServerException or TimeoutException or ObjectDisposedException)
        {
            return null;
        }
    }
}

/// <summary>An open stream's place, kept until it is disposed of.</summary>
public sealed class StreamPlace : IAsyncDisposable
{
    private readonly RateLimitLease _own;
    private readonly Func<Task>? _free;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing = Task.CompletedTask;

    internal StreamPlace(RateLimitLease own) => _own = own;

    internal StreamPlace(RateLimitLease own, Func<Task> renew, Func<Task> free, TimeSpan every, TimeProvider clock)
    {
        _own = own;
        _free = free;
        _renewing = RenewAsync(renew, every, clock, _ended.Token);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _ended.CancelAsync();
            await _renewing;
            if (_free is not null)
            {
                await _free();
            }
        }
        finally
        {
            _ended.Dispose();
            _own.Dispose();
        }
    }

    private static async Task RenewAsync(Func<Task> renew, TimeSpan every, TimeProvider clock, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await renew();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The stream has ended.
        }
    }
}
