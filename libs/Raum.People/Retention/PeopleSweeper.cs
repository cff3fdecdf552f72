using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.People.Retention;

/// <summary>Removes expired rows of people every hour, for as long as its host runs. More than one may run: each deletes what is there.</summary>
internal sealed partial class PeopleSweeper(PeopleRetention retention, TimeProvider clock, ILogger<PeopleSweeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            var removed = await retention.RemoveExpiredAsync(stoppingToken);
            if (!removed.Succeeded)
            {
                LogFailed(removed.Failure.Code);
            }
            else if (removed.Value > 0)
            {
                LogRemoved(removed.Value);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(5201, LogLevel.Information, "{Count} expired sessions, invitations and accesses of people were removed")]
    private partial void LogRemoved(int count);

    [LoggerMessage(5202, LogLevel.Warning, "Expired rows of people could not be removed: {Code}; the next try follows in an hour")]
    private partial void LogFailed(FailureCode code);
}
