using Microsoft.Extensions.Logging;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Drafts;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>The other end of step 8: an answer that waits for a person is kept masked and sealed, and who reads along is told why (FLOW-5).</summary>
internal sealed class HeldDrafts(DraftStore drafts, JobResults results, EarlierTries earlier, ILogger<HeldDrafts> logger)
{
    /// <returns><see cref="JobEnd.Held"/>; <see cref="JobEnd.Delivered"/> when somebody decided meanwhile: their decision stands.</returns>
    public async Task<Outcome<JobEnd>> HoldAsync(
        QueuedJob job,
        string masked,
        RedactionSession session,
        List<HoldReason> reasons,
        CancellationToken cancellationToken
    )
    {
        var saved = await drafts.SaveAsync(job, masked, session, reasons, cancellationToken);
        if (!saved.Succeeded)
        {
            return saved.Failure.Code == FailureCode.AlreadyDecided ? JobEnd.Delivered : saved.Failure;
        }

        var told = await results.HeldAsync(job, masked, reasons, cancellationToken);
        if (!told.Succeeded)
        {
            return told.Failure;
        }

        logger.JobHeld(job.Id, job.Organization, job.Operation, reasons.Count);
        var held = await earlier.StillHeldAsync(saved.Value, cancellationToken);
        return held.Succeeded ? JobEnd.Held : held.Failure;
    }
}
