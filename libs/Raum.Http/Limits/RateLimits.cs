using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Http.Authentication;
using Raum.Http.Protection;
using Raum.Redis;

namespace Raum.Http.Limits;

/// <summary>Token buckets per organization, key, webhook and source (ORG-8), shared by all processes through Redis.</summary>
/// <remarks>
/// Each process has buckets of its own in front of them. While Redis does not answer these alone hold, so that N replicas let N times as much pass: nobody is
/// refused because of it. Open streams are counted by each process.
/// </remarks>
public sealed class RateLimits : IDisposable
{
    private const int Burst = 2;
    private const int FailureBurst = 10;
    private const int MaxBarred = 10_000;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<Guid> _callers;
    private readonly PartitionedRateLimiter<OrganizationId> _organizations;
    private readonly PartitionedRateLimiter<OrganizationId> _webhooks;
    private readonly PartitionedRateLimiter<OrganizationId> _streams;
    private readonly PartitionedRateLimiter<IPAddress> _failures;

    private readonly ConcurrentDictionary<IPAddress, long> _barred = new();
    private readonly RaumHttpOptions _options;
    private readonly AddressHasher _addresses;
    private readonly TimeProvider _clock;
    private readonly SharedLimits? _shared;

    /// <param name="redis">Null: this process counts alone.</param>
    public RateLimits(IOptions<RaumHttpOptions> options, RedisClient? redis, AddressHasher addresses, TimeProvider clock)
    {
        var limits = _options = options.Value;
        _addresses = addresses;
        _clock = clock;
        _shared = redis is null ? null : new SharedLimits(redis, clock);
        _callers = Bucket<Guid>(limits.RequestsPerSecondPerKey, Burst);
        _organizations = Bucket<OrganizationId>(limits.RequestsPerSecondPerOrganization, Burst);
        _webhooks = Bucket<OrganizationId>(limits.WebhooksPerSecondPerOrganization, Burst);
        _failures = Bucket<IPAddress>(limits.FailedSignInsPerSecondPerSource, FailureBurst);
        _streams = PartitionedRateLimiter.Create<OrganizationId, OrganizationId>(organization =>
            RateLimitPartition.GetConcurrencyLimiter(
                organization,
                _ => new ConcurrencyLimiterOptions { PermitLimit = limits.MaxStreamsPerOrganization, QueueLimit = 0 }
            )
        );
    }

    /// <summary>Takes one request off the buckets of the caller's key or person and organization.</summary>
    /// <returns>Null when it may pass, or <see cref="FailureCode.RateLimited"/> with the time to wait.</returns>
    public async ValueTask<Failure?> RequestAsync(Caller caller, CancellationToken cancellationToken) =>
        Take(_callers, caller.Subject)
        ?? Take(_organizations, caller.Organization)
        ?? await TakeSharedAsync($"caller:{caller.Subject:N}", _options.RequestsPerSecondPerKey, cancellationToken)
        ?? await TakeSharedAsync(
            $"organization:{caller.Organization.Value:N}",
            _options.RequestsPerSecondPerOrganization,
            cancellationToken
        );

    /// <summary>Takes one webhook off the organization's bucket.</summary>
    public async ValueTask<Failure?> WebhookAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        Take(_webhooks, organization)
        ?? await TakeSharedAsync($"webhook:{organization.Value:N}", _options.WebhooksPerSecondPerOrganization, cancellationToken);

    /// <summary>Holds a place for an event stream until the lease is disposed.</summary>
    public RateLimitLease Stream(OrganizationId organization) => _streams.AttemptAcquire(organization);

    /// <summary>Counts a failed sign-in of a source, here and for all processes. One that has used up what all of them allow is barred here until there is more.</summary>
    public async Task SignInFailedAsync(IPAddress source)
    {
        var network = Networks.Source(source);
        using var _ = _failures.AttemptAcquire(network);
        if (_shared is null || await NameAsync(network) is not { } name)
        {
            return;
        }

        if (await _shared.TakeAsync(name, _options.FailedSignInsPerSecondPerSource, FailureBurst, CancellationToken.None) is { } wait)
        {
            if (_barred.Count > MaxBarred)
            {
                _barred.Clear();
            }

            _barred[network] = _clock.GetTimestamp() + (long)(wait.TotalSeconds * _clock.TimestampFrequency);
        }
    }

    /// <summary>False when the source failed too often lately, so that nothing is looked up for it.</summary>
    /// <remarks>Asks for a whole token: a lease of none is given while any fraction of one is there, which is nearly always.</remarks>
    public bool MaySignIn(IPAddress source)
    {
        var network = Networks.Source(source);
        if (_barred.TryGetValue(network, out var until))
        {
            if (_clock.GetTimestamp() < until)
            {
                return false;
            }

            _barred.TryRemove(KeyValuePair.Create(network, until));
        }

        return _failures.GetStatistics(network) is not { CurrentAvailablePermits: < 1 };
    }

    public void Dispose()
    {
        _callers.Dispose();
        _organizations.Dispose();
        _webhooks.Dispose();
        _streams.Dispose();
        _failures.Dispose();
        _shared?.Dispose();
    }

    /// <summary>An address is personal, and there are so few that a plain hash can be tried out: what Redis sees of it is keyed. Without the key this process counts alone.</summary>
    private async ValueTask<string?> NameAsync(IPAddress network)
    {
        try
        {
            var address = new PersonalText(network.ToString());
            return $"source:{Convert.ToHexStringLower(await _addresses.HashAsync(OrganizationId.Installation, address, CancellationToken.None))}";
        }
        catch (Exception e) when (e is AuditReadException || DatabaseFailures.IsUnavailable(e))
        {
            return null;
        }
    }

    private async ValueTask<Failure?> TakeSharedAsync(string name, int perSecond, CancellationToken cancellationToken) =>
        _shared is not null && await _shared.TakeAsync(name, perSecond, Burst, cancellationToken) is { } wait
            ? new Failure(FailureCode.RateLimited, wait)
            : null;

    private static Failure? Take<T>(PartitionedRateLimiter<T> limiter, T partition)
    {
        using var lease = limiter.AttemptAcquire(partition);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? new Failure(FailureCode.RateLimited, wait)
            : new Failure(FailureCode.RateLimited, TimeSpan.FromSeconds(1));
    }

    private static PartitionedRateLimiter<T> Bucket<T>(int perSecond, int burst)
        where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(partition =>
            RateLimitPartition.GetTokenBucketLimiter(
                partition,
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = perSecond * burst,
                    // Small refills, so that a waiting caller is let through evenly; a slow bucket gets one token at a time.
                    TokensPerPeriod = Math.Max(1, perSecond / 10),
                    ReplenishmentPeriod = perSecond >= 10 ? Period : TimeSpan.FromSeconds(1.0 / perSecond),
                    QueueLimit = 0,
                    AutoReplenishment = true,
                }
            )
        );
}
