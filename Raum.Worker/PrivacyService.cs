using Raum.AuditStore.Erasure;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Goes on with requests to erase a person (DATA-2), every minute. Several workers may run it: a request ends once.</summary>
internal sealed partial class PrivacyService(PrivacyErasure erasure, TimeProvider clock, ILogger<PrivacyService> logger)
    : PeriodicService(Interval, Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var organizations = await erasure.OrganizationsAsync(stoppingToken);
        if (organizations.Succeeded)
        {
            await ForEachAsync(organizations.Value, EraseAsync, stoppingToken);
        }
        else
        {
            LogNotNow(organizations.Failure.Code);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    private async Task EraseAsync(OrganizationId organization, CancellationToken stoppingToken)
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
