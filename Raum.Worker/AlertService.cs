using Raum.AuditStore.Alerts;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Looks for suspicious patterns and puts alerts on record (AUD-7). Several workers may run it: an alert is told once.</summary>
internal sealed partial class AlertService(AlertWatch alerts, TimeProvider clock, ILogger<AlertService> logger)
    : PeriodicService(Interval, Interval, clock)
{
    // With the push behind it an alert is out within a minute.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var organizations = await alerts.OrganizationsAsync(stoppingToken);
        if (organizations.Succeeded)
        {
            await ForEachAsync(organizations.Value, LookAsync, stoppingToken);
        }
        else
        {
            LogNotNow(organizations.Failure.Code);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    private async Task LookAsync(OrganizationId organization, CancellationToken stoppingToken)
    {
        var told = await alerts.LookAsync(organization, stoppingToken);
        if (!told.Succeeded)
        {
            LogNotNow(told.Failure.Code);
        }
        else if (told.Value.Count > 0)
        {
            LogAlerts(organization, told.Value.Count);
        }
    }

    [LoggerMessage(2153, LogLevel.Warning, "{Count} alerts of organization {Organization} were put on record")]
    private partial void LogAlerts(OrganizationId organization, int count);

    [LoggerMessage(2154, LogLevel.Warning, "Alerts could not be looked for: {Code}. The next round tries again.")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(2155, LogLevel.Error, "Looking for alerts crashed: {ExceptionType}. The next round tries again.")]
    private partial void LogCrashed(Type exceptionType);
}
