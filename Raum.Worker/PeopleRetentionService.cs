using Raum.Core;
using Raum.People.Retention;

namespace Raum.Worker;

/// <summary>Removes expired sessions, invitations and accesses of people, and accounts that are left behind, every hour. Several workers may run it: each deletes what is there.</summary>
internal sealed partial class PeopleRetentionService(
    PeopleRetention retention,
    AccountRetention accounts,
    TimeProvider clock,
    ILogger<PeopleRetentionService> logger
) : PeriodicService(FirstAfter, Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(2);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
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

        var gone = await accounts.RemoveLeftBehindAsync(stoppingToken);
        if (!gone.Succeeded)
        {
            LogAccountsStay(gone.Failure.Code);
        }
        else if (gone.Value > 0)
        {
            LogAccounts(gone.Value);
        }
    }

    protected override void Crashed(Type exceptionType) => LogCrashed(exceptionType);

    [LoggerMessage(2181, LogLevel.Information, "{Count} expired sessions, invitations and accesses of people were removed")]
    private partial void LogRemoved(int count);

    [LoggerMessage(2182, LogLevel.Warning, "Expired rows of people could not be removed: {Code}; the next try follows in an hour")]
    private partial void LogFailed(FailureCode code);

    [LoggerMessage(2184, LogLevel.Information, "{Count} accounts of people who are members nowhere any more were removed")]
    private partial void LogAccounts(int count);

    [LoggerMessage(2185, LogLevel.Warning, "Accounts that are left behind could not be removed: {Code}; the next try follows in an hour")]
    private partial void LogAccountsStay(FailureCode code);

    [LoggerMessage(2183, LogLevel.Error, "Removing expired rows of people crashed: {ExceptionType}. The next run tries again.")]
    private partial void LogCrashed(Type exceptionType);
}
