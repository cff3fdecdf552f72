using Raum.AuditStore.Alerts;
using Raum.AuditStore.Sinks;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Pushes to sinks every few seconds and looks for suspicious patterns (AUD-6, AUD-7). Several workers may run it: sinks are leased, alerts are told once.</summary>
internal sealed partial class SinkService(SinkPusher pusher, AlertWatch alerts, TimeProvider clock, ILogger<SinkService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // With the push behind it an alert is out within a minute.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(20);

    private DateTimeOffset _lookedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunOnceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Draining.
        }
    }

    private async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (clock.GetUtcNow() - _lookedAt >= LookEvery)
            {
                _lookedAt = clock.GetUtcNow();
                await LookAsync(stoppingToken);
            }

            var pushed = await pusher.RunOnceAsync(stoppingToken);
            if (!pushed.Succeeded)
            {
                LogNotNow(pushed.Failure.Code);
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogCrashed(e.GetType());
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var organizations = await alerts.OrganizationsAsync(stoppingToken);
        if (!organizations.Succeeded)
        {
            LogNotNow(organizations.Failure.Code);
            return;
        }

        foreach (var organization in organizations.Value)
        {
            var told = await alerts.LookAsync(organization, stoppingToken);
            if (told.Succeeded && told.Value.Count > 0)
            {
                LogAlerts(organization, told.Value.Count);
            }
        }
    }

    [LoggerMessage(2151, LogLevel.Warning, "Sinks and alerts could not be looked at: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(2152, LogLevel.Error, "Pushing to sinks crashed: {ExceptionType}. The next round tries again.")]
    private partial void LogCrashed(Type exceptionType);

    [LoggerMessage(2153, LogLevel.Warning, "{Count} alerts of organization {Organization} were put on record")]
    private partial void LogAlerts(OrganizationId organization, int count);
}
