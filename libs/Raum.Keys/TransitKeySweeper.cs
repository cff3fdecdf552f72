using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Keys;

/// <summary>Destroys expired transit keys every few minutes, for as long as its host runs. More than one may run: each deletes what is there.</summary>
internal sealed partial class TransitKeySweeper(TransitKeyRetention retention, TimeProvider clock, ILogger<TransitKeySweeper> logger)
    : BackgroundService
{
    // With the limit of the retention and the life of a cached key, no transit key works for more than 24 hours.
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            var destroyed = await retention.DestroyExpiredAsync(stoppingToken);
            if (!destroyed.Succeeded)
            {
                LogFailed(destroyed.Failure.Code);
            }
            else if (destroyed.Value > 0)
            {
                LogDestroyed(destroyed.Value);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(4201, LogLevel.Information, "{Count} expired transit keys were destroyed")]
    private partial void LogDestroyed(int count);

    [LoggerMessage(4202, LogLevel.Warning, "Expired transit keys could not be destroyed: {Code}; the next try follows in minutes")]
    private partial void LogFailed(FailureCode code);
}
