using Raum.AuditStore.Sinks;
using Raum.Core;

namespace Raum.Worker;

/// <summary>Pushes to sinks every few seconds (AUD-6). Several workers may run it: a sink is leased.</summary>
internal sealed partial class SinkService(SinkPusher pusher, TimeProvider clock, ILogger<SinkService> logger)
    : PeriodicService(Interval, Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var pushed = await pusher.RunOnceAsync(Interval, stoppingToken);
        if (!pushed.Succeeded)
        {
            LogNotNow(pushed.Failure.Code);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    [LoggerMessage(2151, LogLevel.Warning, "Sinks could not be looked at: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(2152, LogLevel.Error, "Pushing to sinks crashed: {ExceptionType}. The next round tries again.")]
    private partial void LogCrashed(Type exceptionType);
}
