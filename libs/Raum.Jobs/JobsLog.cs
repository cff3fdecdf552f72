using Microsoft.Extensions.Logging;
using Raum.Core;
using Raum.Jobs.Delivery;

namespace Raum.Jobs;

/// <summary>Log lines of the pipeline: event ids 2200 to 2299. Codes, ids and numbers only, never text or exceptions.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(2201, LogLevel.Information, "Job {JobId} of {Organization}: {Operation} delivered to {Target} on attempt {Attempt}")]
    public static partial void JobDelivered(
        this ILogger logger,
        JobId jobId,
        OrganizationId organization,
        AiOperation operation,
        DeliveryTarget target,
        int attempt
    );

    [LoggerMessage(
        2202,
        LogLevel.Information,
        "Job {JobId} of {Organization}: a draft of {Operation} waits for a person, {Reasons} reasons"
    )]
    public static partial void JobHeld(this ILogger logger, JobId jobId, OrganizationId organization, AiOperation operation, int reasons);

    [LoggerMessage(2203, LogLevel.Warning, "Job {JobId} of {Organization}: failed with {Code} at {Step} on attempt {Attempt}")]
    public static partial void JobFailed(
        this ILogger logger,
        JobId jobId,
        OrganizationId organization,
        FailureCode code,
        Step step,
        int attempt
    );

    [LoggerMessage(2204, LogLevel.Error, "Job {JobId} of {Organization}: what happened could not be recorded ({Code}); a reconciler will")]
    public static partial void NotRecorded(this ILogger logger, JobId jobId, OrganizationId organization, FailureCode code);

    [LoggerMessage(2205, LogLevel.Warning, "Job {JobId} of {Organization}: tried again in {Delay}")]
    public static partial void JobRetried(this ILogger logger, JobId jobId, OrganizationId organization, TimeSpan delay);

    [LoggerMessage(
        2206,
        LogLevel.Error,
        "Job {JobId} of {Organization}: given up with {Code} after {Attempts} attempts; handed back: {HandedBack}"
    )]
    public static partial void JobBuried(
        this ILogger logger,
        JobId jobId,
        OrganizationId organization,
        FailureCode code,
        int attempts,
        bool handedBack
    );

    [LoggerMessage(2207, LogLevel.Warning, "Job {JobId} of {Organization}: the open intent of {Effect} was closed ({Code})")]
    public static partial void IntentClosed(this ILogger logger, OrganizationId organization, JobId jobId, Effect effect, FailureCode code);

    [LoggerMessage(2208, LogLevel.Error, "Job {JobId} of {Organization}: the open intent of {Effect} cannot be closed yet ({Code})")]
    public static partial void IntentStillOpen(
        this ILogger logger,
        OrganizationId organization,
        JobId jobId,
        Effect effect,
        FailureCode code
    );

    [LoggerMessage(
        2209,
        LogLevel.Critical,
        "Job {JobId} of {Organization}: a masked value was in the outgoing request; the call was not made"
    )]
    public static partial void LeakStopped(this ILogger logger, JobId jobId, OrganizationId organization);

    [LoggerMessage(2210, LogLevel.Information, "Job {JobId} of {Organization}: the draft no longer fits the ticket and is made anew")]
    public static partial void DraftOutdated(this ILogger logger, JobId jobId, OrganizationId organization);

    [LoggerMessage(2211, LogLevel.Error, "Outcomes of {Organization} could not be noted as recorded: {ExceptionType}")]
    public static partial void NotNoted(this ILogger logger, OrganizationId organization, Type exceptionType);

    [LoggerMessage(2212, LogLevel.Error, "Job {JobId} of {Organization}: what its call has cost was not counted against the cap ({Code})")]
    public static partial void SpendNotCounted(this ILogger logger, JobId jobId, OrganizationId organization, FailureCode code);
}
