using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Protection;

namespace Raum.Http.Limits;

/// <summary>Token buckets per organization, key, webhook and source (ORG-8), in the memory of this process: N replicas let N times as much pass.</summary>
public sealed class RateLimits : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<Guid> _callers;
    private readonly PartitionedRateLimiter<OrganizationId> _organizations;
    private readonly PartitionedRateLimiter<OrganizationId> _webhooks;
    private readonly PartitionedRateLimiter<OrganizationId> _streams;
    private readonly PartitionedRateLimiter<IPAddress> _failures;

    public RateLimits(IOptions<RaumHttpOptions> options)
    {
        var limits = options.Value;
        _callers = Bucket<Guid>(limits.RequestsPerSecondPerKey, 2);
        _organizations = Bucket<OrganizationId>(limits.RequestsPerSecondPerOrganization, 2);
        _webhooks = Bucket<OrganizationId>(limits.WebhooksPerSecondPerOrganization, 2);
        _failures = Bucket<IPAddress>(limits.FailedSignInsPerSecondPerSource, 10);
        _streams = PartitionedRateLimiter.Create<OrganizationId, OrganizationId>(organization =>
            RateLimitPartition.GetConcurrencyLimiter(
                organization,
                _ => new ConcurrencyLimiterOptions { PermitLimit = limits.MaxStreamsPerOrganization, QueueLimit = 0 }
            )
        );
    }

    /// <summary>Takes one request off the buckets of the caller's key or person and organization.</summary>
    /// <returns>Null when it may pass, or <see cref="FailureCode.RateLimited"/> with the time to wait.</returns>
    public Failure? Request(Caller caller) => Take(_callers, caller.Subject) ?? Take(_organizations, caller.Organization);

    /// <summary>Takes one webhook off the organization's bucket.</summary>
    public Failure? Webhook(OrganizationId organization) => Take(_webhooks, organization);

    /// <summary>Holds a place for an event stream until the lease is disposed.</summary>
    public RateLimitLease Stream(OrganizationId organization) => _streams.AttemptAcquire(organization);

    /// <summary>Counts a failed sign-in of a source.</summary>
    public void SignInFailed(IPAddress source)
    {
        using var _ = _failures.AttemptAcquire(Networks.Source(source));
    }

    /// <summary>False when the source failed too often lately, so that nothing is looked up for it.</summary>
    /// <remarks>Asks for a whole token: a lease of none is given while any fraction of one is there, which is nearly always.</remarks>
    public bool MaySignIn(IPAddress source) => _failures.GetStatistics(Networks.Source(source)) is not { CurrentAvailablePermits: < 1 };

    public void Dispose()
    {
        _callers.Dispose();
        _organizations.Dispose();
        _webhooks.Dispose();
        _streams.Dispose();
        _failures.Dispose();
    }

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
