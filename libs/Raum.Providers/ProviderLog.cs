using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Providers;

/// <summary>Log lines of the provider chain: event ids 3100 to 3199. Codes, ids and numbers only, never text or exceptions.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(
        3101,
        LogLevel.Information,
        "Job {JobId}: {Provider} answered in {ElapsedMs} ms, {InputTokens} + {OutputTokens} tokens, stopped {StopReason}"
    )]
    public static partial void Answered(
        this ILogger logger,
        JobId jobId,
        ProviderName provider,
        long elapsedMs,
        long inputTokens,
        long outputTokens,
        StopReason stopReason
    );

    [LoggerMessage(
        3102,
        LogLevel.Warning,
        "Job {JobId}: {Provider} failed with {Code} as number {Number} of its chain, asks to wait {Delay}"
    )]
    public static partial void Failed(
        this ILogger logger,
        JobId jobId,
        ProviderName provider,
        FailureCode code,
        int number,
        TimeSpan delay
    );

    [LoggerMessage(
        3103,
        LogLevel.Critical,
        "Job {JobId}: {Count} known values left in the request to {Provider}, or a request of unknown shape (0); the call was not made"
    )]
    public static partial void LeakStopped(this ILogger logger, JobId jobId, int count, ProviderName provider);

    [LoggerMessage(3104, LogLevel.Error, "Job {JobId}: the answer of {Provider} could not be read: {ExceptionType}")]
    public static partial void Unreadable(this ILogger logger, JobId jobId, ProviderName provider, Type exceptionType);
}
