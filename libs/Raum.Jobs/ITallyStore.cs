using Raum.Core;

namespace Raum.Jobs;

/// <summary>What quotas stand at, beside the counting of jobs in <see cref="IJobQueue.AdmitAsync"/>. Adapter: <c>Redis/</c>, as durable as the queue.</summary>
public interface ITallyStore
{
    /// <summary>What the tallies stand at, in their order.</summary>
    /// <returns><see cref="FailureCode.QueueUnavailable"/>.</returns>
    Task<Outcome<IReadOnlyList<TallyState>>> ReadAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        CancellationToken cancellationToken
    );

    /// <summary>Adds what a call has cost to all of them.</summary>
    /// <param name="spend">US dollars, above zero.</param>
    /// <returns><see cref="FailureCode.QueueUnavailable"/>: it may have been added or not.</returns>
    Task<Outcome<Done>> SpendAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        decimal spend,
        CancellationToken cancellationToken
    );
}

/// <param name="IsBegun">False where what was used up before, or while the quota had another version, may not be counted.</param>
public sealed record TallyState(TallyCount Count, bool IsBegun);
