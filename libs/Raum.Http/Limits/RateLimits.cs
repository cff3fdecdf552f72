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
using Raum.Organizations.Quotas;
using Raum.Redis;

namespace Raum.Http.Limits;

/// <summary>Token buckets per organization, key, webhook and source, and places for open streams (ORG-8), shared by all processes through Redis.</summary>
/// <remarks>
/// Each process has limits of its own in front of them. While Redis does not answer these alone hold, so that N replicas let N times as much pass: nobody is
/// refused because of it.
/// </remarks>
public sealed class RateLimits : IDisposable
{
    private const int Burst = 2;
    private const int FailureBurst = 10;
    private const int MaxBarred = 10_000;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<Rate> _requests = Bucket<Rate>(rate => rate.PerSecond, Burst);
    private readonly PartitionedRateLimiter<(OrganizationId, IPAddress)> _senders;
    private readonly PartitionedRateLimiter<IPAddress> _failures;

    private readonly ConcurrentDictionary<IPAddress, long> _barred = new();
    private readonly RaumHttpOptions _options;
    private readonly AddressHasher _addresses;
    private readonly TimeProvider _clock;
    private readonly SharedLimits? _shared;
    private readonly StreamPlaces _streams;

    /// <param name="redis">Null: this process counts alone.</param>
    public RateLimits(IOptions<RaumHttpOptions> options, RedisClient? redis, AddressHasher addresses, TimeProvider clock)
    {
        var limits = _options = options.Value;
        _addresses = addresses;
        _clock = clock;
        _shared = redis is null ? null : new SharedLimits(redis, clock);
        _streams = new StreamPlaces(redis, limits.MaxStreamsPerOrganization, clock);
        _senders = Bucket<(OrganizationId, IPAddress)>(_ => limits.WebhooksPerSecondPerOrganization, Burst);
        _failures = Bucket<IPAddress>(_ => limits.FailedSignInsPerSecondPerSource, FailureBurst);
    }

    /// <summary>Takes one request off the buckets of the caller's key or person and organization.</summary>
    /// <param name="quotas">Rates of the organization's own; where it has none, the deployment's hold.</param>
    public async ValueTask<RateTaken> RequestAsync(Caller caller, OrganizationQuotas quotas, CancellationToken cancellationToken)
    {
        // A key and those it was rolled over to have one quota, and so one bucket.
        var key = caller.Person is null ? new ApiKeyId(caller.Subject) : (ApiKeyId?)null;
        var subject = key is { } one ? quotas.LineOf(one)[0].Value : caller.Subject;
        var own = key is { } mine ? quotas.Of(mine).RequestsPerSecond : null;
        var first = await TakeAsync(
            key is null ? "person" : "key",
            new Rate("caller", subject, own ?? _options.RequestsPerSecondPerKey),
            $"caller:{subject:N}",
            cancellationToken
        );
        if (first.Refused is not null)
        {
            return first;
        }

        var whole = await TakeAsync(
            "organization",
            new Rate(
                "organization",
                caller.Organization.Value,
                quotas.Organization.RequestsPerSecond ?? _options.RequestsPerSecondPerOrganization
            ),
            $"organization:{caller.Organization.Value:N}",
            cancellationToken
        );
        return whole with { Allowances = [.. first.Allowances, .. whole.Allowances] };
    }

    /// <summary>Takes one request off the bucket of a source that has not said who it is.</summary>
    public async ValueTask<RateTaken> SourceAsync(IPAddress source, CancellationToken cancellationToken)
    {
        var network = Networks.Source(source);
        return await TakeAsync(
            "source",
            new Rate("source", Guid.Empty, _options.RequestsPerSecondPerSource, network),
            _shared is null || await NameAsync(network) is not { } name ? null : $"any-{name}",
            cancellationToken
        );
    }

    /// <summary>Takes one webhook off the bucket of its sender, before anything of it is believed: what a stranger sends is not the organization's.</summary>
    public Failure? Sender(OrganizationId organization, IPAddress source) => Take(_senders, (organization, Networks.Source(source)));

    /// <summary>Takes one webhook off the organization's bucket.</summary>
    public async ValueTask<Failure?> WebhookAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        (
            await TakeAsync(
                "webhooks",
                new Rate("webhook", organization.Value, _options.WebhooksPerSecondPerOrganization),
                $"webhook:{organization.Value:N}",
                cancellationToken
            )
        ).Refused;

    /// <summary>A place for an event stream, held until it is disposed of; null when the organization has none left in all processes together.</summary>
    public ValueTask<StreamPlace?> StreamAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _streams.TakeAsync(organization, cancellationToken);

    /// <summary>Counts a failed sign-in of a source, here and for all processes. One that has used up what all of them allow is barred here until there is more.</summary>
    public async Task SignInFailedAsync(IPAddress source)
    {
        var network = Networks.Source(source);
        using var _ = _failures.AttemptAcquire(network);
        if (_shared is null || await NameAsync(network) is not { } name)
        {
            return;
        }

        var taken = await _shared.TakeAsync(name, _options.FailedSignInsPerSecondPerSource, FailureBurst, CancellationToken.None);
        if (taken.Wait is { } wait)
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
        _requests.Dispose();
        _senders.Dispose();
        _failures.Dispose();
        _streams.Dispose();
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

    /// <param name="policy">The limit's name for callers.</param>
    /// <param name="shared">The bucket's name for all processes; null: this process alone.</param>
    private async ValueTask<RateTaken> TakeAsync(string policy, Rate rate, string? shared, CancellationToken cancellationToken)
    {
        var refused = Take(_requests, rate);
        var left = _requests.GetStatistics(rate)?.CurrentAvailablePermits ?? 0;
        if (refused is null && shared is not null && _shared is not null)
        {
            var taken = await _shared.TakeAsync(shared, rate.PerSecond, Burst, cancellationToken);
            refused = taken.Wait is { } wait ? new Failure(FailureCode.RateLimited, wait) : null;
            left = Math.Min(left, taken.Left ?? left);
        }

        var limit = (long)rate.PerSecond * Burst;
        left = refused is null ? left : 0;
        var allowance = new Allowance(
            policy,
            limit,
            left,
            TimeSpan.FromSeconds(Burst),
            refused?.RetryAfter ?? TimeSpan.FromSeconds((limit - left) / (double)rate.PerSecond)
        );
        return new RateTaken(refused, refused is null ? [] : [policy], [allowance]);
    }

    private static Failure? Take<T>(PartitionedRateLimiter<T> limiter, T partition)
    {
        using var lease = limiter.AttemptAcquire(partition);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? new Failure(FailureCode.RateLimited, wait)
            : new Failure(FailureCode.RateLimited, TimeSpan.FromSeconds(1));
    }

    private static PartitionedRateLimiter<T> Bucket<T>(Func<T, int> rateOf, int burst)
        where T : notnull =>
        PartitionedRateLimiter.Create<T, T>(partition =>
            RateLimitPartition.GetTokenBucketLimiter(
                partition,
                key => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = rateOf(key) * burst,
                    // Small refills, so that a waiting caller is let through evenly; a slow bucket gets one token at a time.
                    TokensPerPeriod = Math.Max(1, rateOf(key) / 10),
                    ReplenishmentPeriod = rateOf(key) >= 10 ? Period : TimeSpan.FromSeconds(1.0 / rateOf(key)),
                    QueueLimit = 0,
                    AutoReplenishment = true,
                }
            )
        );

    /// <summary>A bucket of this process. The rate is a part of it: another rate is another bucket.</summary>
    private readonly record struct Rate(string Kind, Guid Id, int PerSecond, IPAddress? Source = null);
}

/// <summary>What became of one request at its rate limits.</summary>
/// <param name="Refused">Null when it may pass, or <see cref="FailureCode.RateLimited"/> with the time to wait.</param>
/// <param name="Violated">Names of the limits that refused it.</param>
public sealed record RateTaken(Failure? Refused, IReadOnlyList<string> Violated, IReadOnlyList<Allowance> Allowances);
