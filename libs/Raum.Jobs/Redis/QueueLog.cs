using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Jobs.Redis;

/// <summary>Log lines of the queue: event ids 2200 to 2249.</summary>
internal static partial class QueueLog
{
    [LoggerMessage(2201, LogLevel.Error, "A job of organization {Organization} could not be read; it is in the dead letters")]
    public static partial void BuriedUnreadable(this ILogger logger, OrganizationId organization);
}
