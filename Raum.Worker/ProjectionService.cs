using Raum.AuditStore.Projections;

namespace Raum.Worker;

/// <summary>Step 12: keeps the read models behind the audit log for as long as the host runs.</summary>
internal sealed partial class ProjectionService(AuditProjector projector, TimeProvider clock, ILogger<ProjectionService> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // :: Step 12
                await projector.RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // A bug in a read model must not stop the jobs: the log is whole, and its readers can be rebuilt.
                LogCrashed(e.GetType());
                await Task.Delay(AfterTrouble, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(2121, LogLevel.Error, "The projector crashed: {ExceptionType}")]
    private partial void LogCrashed(Type exceptionType);
}
