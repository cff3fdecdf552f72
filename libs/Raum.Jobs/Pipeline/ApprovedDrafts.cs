using Microsoft.Extensions.Logging;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Jobs.Drafts;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>The answer of a job whose draft a person approved.</summary>
/// <param name="Masked">With placeholders; what a person typed stands in it as typed.</param>
/// <param name="Kept">The draft as it was: what is kept if an edit must be held again.</param>
/// <param name="Decision">What goes on record before the delivery; null when it is there already.</param>
internal sealed record ApprovedAnswer(string Masked, string Kept, AuditEvent? Decision);

internal sealed class ApprovedDrafts(DraftStore drafts, JobRecord record, ILogger<ApprovedDrafts> logger)
{
    /// <summary>Takes the approved draft, if its placeholders still stand for the same values in the ticket as it is now.</summary>
    /// <returns>
    /// Null when it no longer fits and is made anew; <see cref="FailureCode.DraftOutdated"/> when it cannot be, because the text that came with the job is gone.
    /// </returns>
    public async Task<Outcome<ApprovedAnswer?>> TakeAsync(
        JobRun run,
        CollectedJob collected,
        MaskedJob material,
        CancellationToken cancellationToken
    )
    {
        var found = await drafts.FindAsync(run.Job.Organization, run.Job.Id, cancellationToken);
        if (!found.Succeeded || found.Value is not { } draft)
        {
            return found.Failure ?? new Failure(FailureCode.NotFound);
        }

        var opened = await drafts.OpenAsync(draft, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        if (!DraftStore.StillFits(opened.Value, material.Session))
        {
            logger.DraftOutdated(run.Job.Id, run.Job.Organization);
            return draft.QueuedJob.HadText ? new Failure(FailureCode.DraftOutdated) : (ApprovedAnswer?)null;
        }

        if (!draft.Edited)
        {
            return new ApprovedAnswer(opened.Value.Answer, opened.Value.Answer, null);
        }

        if (collected.Text?.EditedAnswer is not { } edited)
        {
            return new Failure(FailureCode.TextGone);
        }

        // As its reader would see it, then masked: a placeholder that the person kept is not a look-alike of one.
        var meant = material.Session.Restore(edited.Reveal(), RestorePolicy.Everything).Text;
        return new ApprovedAnswer(edited.Reveal(), opened.Value.Answer, record.Edited(run, material.Session.Mask(meant).Text));
    }
}
