using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Keys.Kms;

/// <summary>Tells operators that KMS gives no key, once for each organization and reason until it works again, and holds back while KMS asks for fewer calls.</summary>
internal sealed partial class KmsAlerts(TimeProvider clock, ILogger<KmsAlerts>? logger = null)
{
    /// <summary>How long nobody is asked after KMS refused for too many calls, the SDK's own two tries included.</summary>
    internal static readonly TimeSpan ThrottlePause = TimeSpan.FromSeconds(1);

    private static readonly Meter Meter = new("Raum.Keys");
    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "raum.keys.kms_faults",
        "{call}",
        "Calls to the key service without a key, by reason."
    );

    private readonly ConcurrentDictionary<OrganizationId, KmsFault> _told = new();
    private readonly ConcurrentDictionary<OrganizationId, DateTimeOffset> _throttledUntil = new();

    /// <param name="payer">The customer that holds the key, or the installation.</param>
    public bool IsThrottled(OrganizationId payer) => _throttledUntil.TryGetValue(payer, out var until) && clock.GetUtcNow() < until;

    public void Answered(OrganizationId organization)
    {
        if (_told.TryRemove(organization, out var fault) && logger is not null)
        {
            LogAnswered(logger, organization, fault);
        }
    }

    /// <returns><see cref="FailureCode.KeyRefused"/> when the owner took the key away, otherwise <see cref="FailureCode.KeyUnavailable"/>.</returns>
    public Failure Failed(OrganizationId organization, KmsFault fault, OrganizationId payer)
    {
        Faults.Add(1, new KeyValuePair<string, object?>("reason", fault.ToString()));
        if (fault == KmsFault.Throttled)
        {
            _throttledUntil[payer] = clock.GetUtcNow() + ThrottlePause;
        }

        var isNews = !_told.TryGetValue(organization, out var told) || told != fault;
        _told[organization] = fault;
        if (isNews && logger is not null)
        {
            if (fault.IsDecision() || fault == KmsFault.Credentials)
            {
                LogRefused(logger, organization, fault);
            }
            else
            {
                LogUnreachable(logger, organization, fault);
            }
        }

        return new Failure(fault.IsDecision() ? FailureCode.KeyRefused : FailureCode.KeyUnavailable);
    }

    [LoggerMessage(4231, LogLevel.Critical, "Organization {Organization}: KMS refuses its key: {Fault}; nothing of it is sealed or opened")]
    private static partial void LogRefused(ILogger logger, OrganizationId organization, KmsFault fault);

    [LoggerMessage(4232, LogLevel.Error, "Organization {Organization}: KMS gave no key: {Fault}; cached keys serve for minutes")]
    private static partial void LogUnreachable(ILogger logger, OrganizationId organization, KmsFault fault);

    [LoggerMessage(4233, LogLevel.Information, "Organization {Organization}: KMS gives its key again, after {Fault}")]
    private static partial void LogAnswered(ILogger logger, OrganizationId organization, KmsFault fault);
}
