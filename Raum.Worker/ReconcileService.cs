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
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReconcileEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    var closed = await reconciler.RunOnceAsync(options.Value.ReconcileAge, stoppingToken);
                    if (!closed.Succeeded)
                    {
                        LogNotNow(closed.Failure.Code);
                    }
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogCrashed(e.GetType());
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Draining.
        }
    }

    [LoggerMessage(2111, LogLevel.Warning, "Open intents could not be looked for: {Code}")]
    private partial void LogNotNow(FailureCode code);

    [LoggerMessage(2112, LogLevel.Error, "The reconciler crashed: {ExceptionType}")]
    private partial void LogCrashed(Type exceptionType);
}
