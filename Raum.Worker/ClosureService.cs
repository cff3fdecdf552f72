using Raum.AuditStore.Retention;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Destroys organizations that were closed, when their days are over (DATA-1). Several workers may run it: a removal is done once.</summary>
internal sealed partial class ClosureService(OrganizationEnd end, TimeProvider clock, ILogger<ClosureService> logger)
    : PeriodicService(FirstAfter, Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(3);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var due = await end.DueAsync(stoppingToken);
        if (due.Succeeded)
        {
            await ForEachAsync(due.Value, EndAsync, stoppingToken);
        }
        else
        {
            LogNotNow(due.Failure.Code);
        }

        var elsewhere = await end.ElsewhereAsync(stoppingToken);
        foreach (var organization in elsewhere.Succeeded ? elsewhere.Value : [])
        {
            LogElsewhere(organization);
        }

        // What processes that had begun before wrote after it.
        var destroyed = await end.DestroyedAsync(stoppingToken);
        if (destroyed.Succeeded)
        {
            await ForEachAsync(destroyed.Value, SweepAsync, stoppingToken);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    private async Task EndAsync(OrganizationId organization, CancellationToken stoppingToken)
    {
        var ended = await end.RunAsync(organization, stoppingToken);
        if (ended.Succeeded)
        {
            LogEnded(organization);
        }
        else if (ended.Failure.Code == FailureCode.Conflict)
        {
            LogHeld(organization);
        }
        else if (ended.Failure.Code == FailureCode.PreconditionFailed)
        {
            LogStays(organization);
        }
        else
        {
            LogFailed(organization, ended.Failure.Code);
        }
    }

    private async Task SweepAsync(OrganizationId organization, CancellationToken stoppingToken)
    {
        var swept = await end.SweepAsync(organization, stoppingToken);
        if (!swept.Succeeded)
        {
            LogFailed(organization, swept.Failure.Code);
        }
    }

    [LoggerMessage(2191, LogLevel.Information, "Organization {Organization}, which was closed, was destroyed; what proves its log stays")]
    private partial void LogEnded(OrganizationId organization);

    [LoggerMessage(2192, LogLevel.Information, "Organization {Organization}, which was closed, is kept by a legal hold")]
    private partial void LogHeld(OrganizationId organization);

    [LoggerMessage(2193, LogLevel.Warning, "Organization {Organization} could not be destroyed: {Code}. The next run goes on.")]
    private partial void LogFailed(OrganizationId organization, FailureCode code);

    [LoggerMessage(2194, LogLevel.Warning, "Closed organizations could not be looked for: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(2196, LogLevel.Information, "Organization {Organization} is not to be destroyed any more")]
    private partial void LogStays(OrganizationId organization);

    [LoggerMessage(
        2197,
        LogLevel.Warning,
        "Organization {Organization} is to be destroyed and is in a database of its own; run: raum-cli organization return"
    )]
    private partial void LogElsewhere(OrganizationId organization);

    [LoggerMessage(2195, LogLevel.Error, "Destroying closed organizations crashed: {ExceptionType}. The next run tries again.")]
    private partial void LogCrashed(Type exceptionType);
}
