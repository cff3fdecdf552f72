using Raum.Core;
using Raum.Jobs.Delivery;
using Raum.Jobs.Drafts;

namespace Raum.Jobs.Pipeline;

/// <summary>What earlier tries of a job left behind: it decides whether there is anything left to do.</summary>
internal sealed class EarlierTries(Effects effects, DraftStore drafts, JobRecord record, JobResults results, IJobStatusStore statuses)
{
    /// <returns>How the job ended already; null when it is still to be run; a failure when that cannot be told.</returns>
    public async Task<Outcome<JobEnd?>> EndAsync(QueuedJob job, CancellationToken cancellationToken)
    {
        var effect = await effects.SettleEarlierAsync(job.Organization, job.Id, Effect.Answer, cancellationToken);
        if (!effect.Succeeded)
        {
            return effect.Failure;
        }

        if (effect.Value is not null)
        {
            return await FinishAsync(job, cancellationToken);
        }

        if (!HoldRules.CanHold(job))
        {
            return (JobEnd?)null;
        }

        var found = await drafts.FindSettledAsync(job.Organization, job.Id, cancellationToken);
        return found switch
        {
            { Succeeded: false } => found.Failure,
            { Value: null } when job.Kind == JobKind.DeliverApproved => JobEnd.Delivered,
            { Value: null } => (JobEnd?)null,
            { Value.State: DraftState.Approved } when job.Kind == JobKind.DeliverApproved => (JobEnd?)null,
            { Value.State: DraftState.Waiting } => await StillHeldAsync(found.Value, cancellationToken),
            { Value.State: DraftState.Approved } => JobEnd.Held,
            _ => JobEnd.Delivered,
        };
    }

    /// <summary>Everything after the outcome is on record: the draft's text goes, and those who read along are told.</summary>
    public async Task<Outcome<JobEnd?>> FinishAsync(QueuedJob job, CancellationToken cancellationToken)
    {
        if (HoldRules.CanHold(job))
        {
            var delivered = await drafts.DeliveredAsync(job.Organization, job.Id, cancellationToken);
            if (!delivered.Succeeded)
            {
                return delivered.Failure;
            }
        }

        if (job.IsSimulation)
        {
            return JobEnd.Delivered;
        }

        var ended = await results.EndAsync(job.Organization, job.Id, cancellationToken);
        return ended.Succeeded ? JobEnd.Delivered : ended.Failure;
    }

    /// <summary>The draft is kept; that it is held goes on record once, however often this is said.</summary>
    public async Task<Outcome<JobEnd?>> StillHeldAsync(Draft draft, CancellationToken cancellationToken)
    {
        var recorded = await record.AppendAsync(draft.Organization, [JobRecord.HeldOf(draft)], cancellationToken);
        if (!recorded.Succeeded)
        {
            return recorded.Failure;
        }

        var shown = await statuses.SetAsync(draft.Organization, draft.Job, JobState.WaitingForApproval, null, cancellationToken);
        return shown.Succeeded ? JobEnd.Held : shown.Failure;
    }
}
