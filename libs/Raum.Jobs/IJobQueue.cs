using Raum.Core;

namespace Raum.Jobs;

/// <summary>At-least-once queue of jobs, fair between organizations. Adapter: <c>Redis/</c>; promises held by <c>JobQueueContract</c>.</summary>
/// <remarks>
/// An unreachable queue is waited for, until the token says stop or the lease has surely run out.
/// Ending a lease that ran out and was handed out again changes nothing: the newer lease counts.
/// </remarks>
public interface IJobQueue
{
    /// <summary>Appends a job, unless one of its deduplication marks is known. The job is durable when the task completes with a success.</summary>
    /// <param name="deduplicationKeys">Scoped to the organization; all are marked with the job, and kept at least 24 hours. Empty: no deduplication.</param>
    /// <returns>The job's id and whether it is new; for a known mark the id of the first job. <see cref="FailureCode.QueueUnavailable"/> when nothing was promised.</returns>
    Task<Outcome<Enqueued>> EnqueueAsync(QueuedJob job, IReadOnlyList<string> deduplicationKeys, CancellationToken cancellationToken);

    /// <summary>Appends a job as <see cref="EnqueueAsync"/> does and counts it in its tallies, in one step. Nothing happens when one of them is full or was not begun.</summary>
    /// <param name="tallies">Each with where it begins, where the caller has read that; what is counted already is never set back.</param>
    /// <returns>What became of it; <see cref="FailureCode.QueueUnavailable"/> when nothing was promised.</returns>
    Task<Outcome<Admission>> AdmitAsync(
        QueuedJob job,
        IReadOnlyList<string> deduplicationKeys,
        IReadOnlyList<(JobTally Tally, TallyCount? Begin)> tallies,
        CancellationToken cancellationToken
    );

    /// <summary>Waits for up to <paramref name="max"/> jobs; leases that ran out come before new jobs, organizations take turns.</summary>
    /// <returns>Empty when nothing came within the adapter's wait time.</returns>
    Task<IReadOnlyList<JobLease>> TakeAsync(int max, CancellationToken cancellationToken);

    /// <summary>Makes the lease last its full time again, from now.</summary>
    /// <returns>False when the lease is lost: somebody else has the job, or will; stop before the next effect.</returns>
    Task<bool> RenewAsync(JobLease lease, CancellationToken cancellationToken);

    /// <summary>Ends the lease: the job is done and is never handed out again.</summary>
    Task CompleteAsync(JobLease lease, CancellationToken cancellationToken);

    /// <summary>Ends the lease and hands the job out again, with the next attempt number, once <paramref name="delay"/> has passed.</summary>
    Task RetryAsync(JobLease lease, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Ends the lease and moves the job to the dead letters: ids and a code, no text.</summary>
    Task BuryAsync(JobLease lease, FailureCode reason, CancellationToken cancellationToken);
}

public static class JobQueueExtensions
{
    /// <summary>With one deduplication mark, or none.</summary>
    public static Task<Outcome<Enqueued>> EnqueueAsync(
        this IJobQueue queue,
        QueuedJob job,
        string? deduplicationKey,
        CancellationToken cancellationToken
    ) => queue.EnqueueAsync(job, deduplicationKey is null ? Array.Empty<string>() : [deduplicationKey], cancellationToken);
}

/// <param name="IsNew">False when the deduplication mark was known: nothing was queued.</param>
/// <param name="FirstRequest">For a known mark: the <see cref="QueuedJob.SealedRequest"/> of the first job, if it had one.</param>
public sealed record Enqueued(JobId Id, bool IsNew, ReadOnlyMemory<byte>? FirstRequest = null);

/// <param name="Job">With <see cref="AdmissionState.Queued"/> and <see cref="AdmissionState.Known"/>.</param>
/// <param name="Counts">What the tallies stand at, in their order, this job included; none with <see cref="AdmissionState.Known"/>.</param>
public sealed record Admission(AdmissionState State, Enqueued? Job, IReadOnlyList<TallyCount> Counts);

/// <summary>What becomes of a job that is to be counted.</summary>
public enum AdmissionState
{
    /// <summary>A deduplication mark was known: nothing was queued or counted.</summary>
    Known,
    Queued,

    /// <summary>A tally with a limit was not begun: read where it stands, and come again.</summary>
    NotBegun,

    /// <summary>A tally is at its limit.</summary>
    Full,
}

/// <param name="Attempt">From 1: the attempt field plus the deliveries of this entry.</param>
/// <param name="Receipt">The adapter's own handle of the lease.</param>
public sealed record JobLease(QueuedJob Job, int Attempt, string Receipt);
