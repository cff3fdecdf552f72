using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Jobs.Redis;

/// <summary>Log lines of the queue: event ids 2290 to 2299.</summary>
internal static partial class QueueLog
{
    [LoggerMessage(2291, LogLevel.Error, "A job of organization {Organization} could not be read; it is in the dead letters")]
    public static partial void BuriedUnreadable(this ILogger logger, OrganizationId organization);

    [LoggerMessage(2292, LogLevel.Warning, "Job {Job}: attempt {Attempt} ended after its lease was lost; nothing changed")]
    public static partial void LeaseLost(this ILogger logger, JobId job, int attempt);
}
