using Raum.AuditStore.Projections;
using Raum.Core;

namespace Raum.Jobs;

/// <summary>What quotas stand at: as their tallies say, or the read models where a tally has not begun under the quota in force (ORG-8).</summary>
public sealed class JobCounts(ITallyStore store, JobUsage usage)
{
    /// <summary>What the tallies stand at, in their order.</summary>
    /// <returns><see cref="FailureCode.QueueUnavailable"/>, <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async Task<Outcome<IReadOnlyList<TallyCount>>> ReadAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        CancellationToken cancellationToken
    )
    {
        var states = await store.ReadAsync(organization, tallies, cancellationToken);
        if (!states.Succeeded)
        {
            return states.Failure;
        }

        var used = await UsedUpAsync(
            organization,
            [.. tallies.Zip(states.Value).Where(pair => !pair.Second.IsBegun).Select(pair => pair.First)],
            cancellationToken
        );
        if (!used.Succeeded)
        {
            return used.Failure;
        }

        var begins = new Queue<TallyCount>(used.Value);
        return states.Value.Select(state => state.IsBegun ? state.Count : state.Count.OrMore(begins.Dequeue())).ToList();
    }

    /// <summary>Where the tallies begin: at what the read models say was used up.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    internal async Task<Outcome<IReadOnlyList<TallyCount>>> UsedUpAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        CancellationToken cancellationToken
    )
    {
        var counts = new List<TallyCount>();
        foreach (var tally in tallies)
        {
            var used = await usage.SinceAsync(organization, tally.Line, tally.Begins, cancellationToken);
            if (!used.Succeeded)
            {
                return used.Failure;
            }

            counts.Add(new TallyCount(used.Value.Jobs, used.Value.Spend));
        }

        return counts;
    }
}
