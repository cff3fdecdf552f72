using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.AuditStore;

/// <summary>Log lines of the audit store: event ids 4100 to 4199. Codes, ids and numbers only, never text or exceptions.</summary>
internal static partial class AuditLogMessages
{
    [LoggerMessage(4101, LogLevel.Error, "The read models of organization {Organization} stopped: {Code}. They are tried again.")]
    public static partial void ProjectionStopped(this ILogger logger, OrganizationId organization, FailureCode code);

    [LoggerMessage(4102, LogLevel.Warning, "The list of organizations could not be read: {ExceptionType}")]
    public static partial void SweepFailed(this ILogger logger, Type exceptionType);

    [LoggerMessage(4103, LogLevel.Error, "Writing a group of audit events failed: {ExceptionType}. Nothing was reported as recorded.")]
    public static partial void WriterFailed(this ILogger logger, Type exceptionType);

    [LoggerMessage(
        4104,
        LogLevel.Error,
        "The read models of organization {Organization} crashed: {ExceptionType}. The next sweep tries again."
    )]
    public static partial void ProjectionCrashed(this ILogger logger, OrganizationId organization, Type exceptionType);

    [LoggerMessage(
        4105,
        LogLevel.Critical,
        "The tree of organization {Organization} does not continue its checkpoint of size {Signed}: the database was changed. Nothing is signed at size {Size}."
    )]
    public static partial void TreeDamaged(this ILogger logger, OrganizationId organization, long signed, long size);

    [LoggerMessage(
        4106,
        LogLevel.Warning,
        "Sink {Sink} of organization {Organization} did not take what was pushed: {Code}. It is tried again."
    )]
    public static partial void SinkFailed(this ILogger logger, Guid sink, OrganizationId organization, FailureCode code);
}
