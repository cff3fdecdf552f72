using Raum.AuditStore.Retention;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Ends audit bodies whose retention is over (AUD-4), every few hours. Several workers may run it: a month that has ended is not there any more.</summary>
internal sealed partial class RetentionService(
    AuditRetention retention,
    LogTruncation truncation,
    TimeProvider clock,
    ILogger<RetentionService> logger
) : PeriodicService(FirstAfter, Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(5);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var organizations = await retention.OrganizationsAsync(stoppingToken);
        if (!organizations.Succeeded)
        {
            LogNotNow(organizations.Failure.Code);
            return;
        }

        long cut = 0;
        await ForEachAsync(
            organizations.Value,
            async (organization, token) =>
            {
                await PurgeAsync(organization, token);
                cut += await TruncateAsync(organization, token);
            },
            stoppingToken
        );
        if (cut > 0 && await truncation.ScavengeAsync(stoppingToken) is { Succeeded: false } refused)
        {
            LogNotScavenged(refused.Failure.Code);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    private async Task PurgeAsync(OrganizationId organization, CancellationToken stoppingToken)
    {
        var purged = await retention.PurgeExpiredAsync(organization, stoppingToken);
        if (!purged.Succeeded)
        {
            LogFailed(organization, purged.Failure.Code);
        }
        else if (purged.Value > 0)
        {
            LogPurged(organization, purged.Value);
        }
    }

    private async Task<long> TruncateAsync(OrganizationId organization, CancellationToken stoppingToken)
    {
        var truncated = await truncation.RunAsync(organization, stoppingToken);
        if (!truncated.Succeeded)
        {
            LogNotCut(organization, truncated.Failure.Code);
            return 0;
        }

        return truncated.Value;
    }

    [LoggerMessage(2131, LogLevel.Warning, "Expired audit bodies could not be looked for: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(
        2132,
        LogLevel.Warning,
        "Expired audit bodies of organization {Organization} could not be ended: {Code}. The next run tries again."
    )]
    private partial void LogFailed(OrganizationId organization, FailureCode code);

    [LoggerMessage(2133, LogLevel.Information, "{Count} expired audit bodies of organization {Organization} were ended")]
    private partial void LogPurged(OrganizationId organization, long count);

    [LoggerMessage(2134, LogLevel.Error, "Ending audit bodies crashed: {ExceptionType}. The next run tries again.")]
    private partial void LogCrashed(Type exceptionType);

    [LoggerMessage(2135, LogLevel.Warning, "The log of organization {Organization} could not be cut: {Code}. The next run tries again.")]
    private partial void LogNotCut(OrganizationId organization, FailureCode code);

    [LoggerMessage(
        2136,
        LogLevel.Warning,
        "No scavenge could be started: {Code}. What was cut off stays on the disks of EventStoreDB until one runs; its user needs $ops."
    )]
    private partial void LogNotScavenged(FailureCode code);
}
