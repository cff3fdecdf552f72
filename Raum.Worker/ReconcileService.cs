using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Jobs.Delivery;

namespace Raum.Worker;

/// <summary>Closes intents that a dead process left without an outcome, within five minutes (step 10). Several workers may run it at once.</summary>
internal sealed partial class ReconcileService(
    DeliveryReconciler reconciler,
    TimeProvider clock,
    IOptions<WorkerOptions> options,
    ILogger<ReconcileService> logger
) : PeriodicService(options.Value.ReconcileEvery, options.Value.ReconcileEvery, clock)
{
    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        var closed = await reconciler.RunOnceAsync(options.Value.ReconcileAge, stoppingToken);
        if (!closed.Succeeded)
        {
            LogNotNow(closed.Failure.Code);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    [LoggerMessage(2111, LogLevel.Warning, "Open intents could not be looked for: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(2112, LogLevel.Error, "The reconciler crashed: {ExceptionType}")]
    private partial void LogCrashed(Type exceptionType);
}
