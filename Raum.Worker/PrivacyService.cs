using Raum.AuditStore.Erasure;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Goes on with requests to erase a person (DATA-2), every minute. Several workers may run it: a request ends once.</summary>
internal sealed partial class PrivacyService(PrivacyErasure erasure, TimeProvider clock, ILogger<PrivacyService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

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
            var organizations = await erasure.OrganizationsAsync(stoppingToken);
            if (!organizations.Succeeded)
            {
                LogNotNow(organizations.Failure.Code);
                return;
            }

            foreach (var organization in organizations.Value)
            {
                var done = await erasure.RunAsync(organization, stoppingToken);
                if (!done.Succeeded)
                {
                    LogFailed(organization, done.Failure.Code);
                }
                else if (done.Value > 0)
                {
                    LogDone(organization, done.Value);
                }
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogCrashed(e.GetType());
        }
    }

    [LoggerMessage(2141, LogLevel.Warning, "Privacy requests could not be looked for: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(
        2142,
        LogLevel.Warning,
        "Privacy requests of organization {Organization} could not go on: {Code}. The next run tries again."
    )]
    private partial void LogFailed(OrganizationId organization, FailureCode code);

    [LoggerMessage(2143, LogLevel.Information, "{Count} privacy requests of organization {Organization} are done")]
    private partial void LogDone(OrganizationId organization, int count);

    [LoggerMessage(2144, LogLevel.Error, "Privacy requests crashed: {ExceptionType}. The next run tries again.")]
    private partial void LogCrashed(Type exceptionType);
}
