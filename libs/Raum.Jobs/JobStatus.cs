using Raum.Core;

namespace Raum.Jobs;

/// <summary>Where a job stands: ids, codes and times, no text.</summary>
/// <param name="Attempts">Tries so far; 0 while the job waits for its first.</param>
/// <param name="Failure">Why the last try failed, when <paramref name="State"/> tells of a failure.</param>
/// <param name="Owner">Who queued it first, as the audit log names them; null for jobs from before that was kept.</param>
/// <param name="ChangedAt">When <paramref name="State"/> was set.</param>
/// <param name="IsSimulation">Nothing of it is delivered; only those who may simulate are told of it.</param>
public sealed record JobStatus(
    JobId Id,
    OrganizationId Organization,
    AiOperation Operation,
    JobState State,
    int Attempts,
    FailureCode? Failure,
    DateTimeOffset AcceptedAt,
    DateTimeOffset ChangedAt,
    string? Owner,
    bool IsSimulation = false
);

/// <summary>States of a job. The queue itself sets all but <see cref="WaitingForApproval"/> and <see cref="Rejected"/>.</summary>
public enum JobState
{
    Queued,
    Running,

    /// <summary>A try failed; the next one comes after a delay.</summary>
    Retrying,

    /// <summary>A draft is held for a person (FLOW-5).</summary>
    WaitingForApproval,
    Done,

    /// <summary>In the dead letters.</summary>
    Failed,

    /// <summary>A person turned the draft down.</summary>
    Rejected,
}

/// <summary>The state of jobs for those who ask, kept for a limited time. Adapter: <c>Redis/</c>.</summary>
public interface IJobStatusStore
{
    /// <summary>Finds a job of this organization.</summary>
    /// <returns>Null for an unknown, forgotten or other organization's job; <see cref="FailureCode.QueueUnavailable"/>.</returns>
    Task<Outcome<JobStatus?>> FindAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken);

    /// <summary>Sets the state of a job that the queue knows; a forgotten job stays forgotten.</summary>
    /// <remarks><see cref="IJobQueue.CompleteAsync"/> turns only <see cref="JobState.Running"/> into <see cref="JobState.Done"/>: what is set here stays.</remarks>
    Task<Outcome<Done>> SetAsync(
        OrganizationId organization,
        JobId job,
        JobState state,
        FailureCode? failure,
        CancellationToken cancellationToken
    );
}
