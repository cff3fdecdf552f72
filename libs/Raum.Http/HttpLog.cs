using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Http;

/// <summary>Log lines of the HTTP edge: event ids 1000 to 1099.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1001, LogLevel.Error, "Request {CorrelationId} crashed: {ExceptionType} in {Site}, line {Line}")]
    public static partial void Crashed(this ILogger logger, CorrelationId correlationId, Type exceptionType, Type? site, int line);

    [LoggerMessage(
        1002,
        LogLevel.Error,
        "Organization {OrganizationId}: {Count} data access events could not be recorded ({Code}), trying again"
    )]
    public static partial void AccessNotRecorded(this ILogger logger, OrganizationId organizationId, int count, FailureCode code);

    [LoggerMessage(1003, LogLevel.Critical, "{Count} data access events were lost at shutdown")]
    public static partial void AccessLost(this ILogger logger, int count);

    [LoggerMessage(1007, LogLevel.Critical, "The count of {Count} requests that were refused while a log was away was lost at shutdown")]
    public static partial void RefusedLost(this ILogger logger, long count);

    [LoggerMessage(1004, LogLevel.Warning, "{Count} requests of {Sources} sources were denied without authentication in the last minute")]
    public static partial void Denied(this ILogger logger, long count, int sources);

    [LoggerMessage(1005, LogLevel.Warning, "Denials of {Windows} minutes could not be recorded: {Code}. They wait.")]
    public static partial void DenialsNotRecorded(this ILogger logger, int windows, FailureCode code);

    [LoggerMessage(1006, LogLevel.Critical, "The counts of {Count} denials were lost at shutdown")]
    public static partial void DenialsLost(this ILogger logger, long count);
}
