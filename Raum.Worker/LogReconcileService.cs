using Raum.AuditStore.Reconciling;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Compares each organization's log with its jobs, calls and deliveries once a day. Several workers may run it: one comparison a day counts.</summary>
internal sealed partial class LogReconcileService(LogReconciler reconciler, TimeProvider clock, ILogger<LogReconcileService> logger)
    : PeriodicService(FirstAfter, Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(7);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var organizations = await reconciler.OrganizationsAsync(stoppingToken);
        if (organizations.Succeeded)
        {
            await ForEachAsync(organizations.Value, CompareAsync, stoppingToken);
        }
        else
        {
            LogNotNow(organizations.Failure.Code);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    private async Task CompareAsync(OrganizationId organization, CancellationToken stoppingToken)
    {
        var compared = await reconciler.RunAsync(organization, stoppingToken);
        if (!compared.Succeeded)
        {
            LogFailed(organization, compared.Failure.Code);
        }
        else if (compared.Value is { Discrepancies.Count: > 0 } found)
        {
            LogDiscrepancies(organization, found.Discrepancies.Values.Sum());
        }
    }

    [LoggerMessage(2161, LogLevel.Warning, "Logs could not be compared with jobs: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(
        2162,
        LogLevel.Warning,
        "The log of organization {Organization} could not be compared with its jobs: {Code}. The next run tries again."
    )]
    private partial void LogFailed(OrganizationId organization, FailureCode code);

    [LoggerMessage(
        2163,
        LogLevel.Error,
        "The log of organization {Organization} contradicts its jobs in {Count} places; they are on record"
    )]
    private partial void LogDiscrepancies(OrganizationId organization, long count);

    [LoggerMessage(2164, LogLevel.Error, "Comparing logs with jobs crashed: {ExceptionType}. The next run tries again.")]
    private partial void LogCrashed(Type exceptionType);
}
