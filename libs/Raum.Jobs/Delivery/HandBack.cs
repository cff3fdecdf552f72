using System.Globalization;
using Raum.Core;
using Raum.Jobs.Pipeline;

namespace Raum.Jobs.Delivery;

/// <summary>Gives the ticket of a failed job back to people: an internal note and a tag, once (FLOW-6).</summary>
internal sealed class HandBack(Effects effects, JobRecord record, JobSettingsReader settings)
{
    /// <summary>By this tag a view of the desk finds the tickets that wait for a person.</summary>
    public const string Tag = "raum_manual";

    /// <returns>True when the note is there.</returns>
    public async Task<bool> RunAsync(QueuedJob job, int attempt, FailureCode reason, CancellationToken cancellationToken)
    {
        if (job.TicketId is null || job.Target is not (DeliveryTarget.PublicReply or DeliveryTarget.InternalNote) || !CanReach(reason))
        {
            return false;
        }

        // The kill switch stops notes, too.
        var running = await settings.RunningAsync(job.Organization, cancellationToken);
        var earlier = running.Succeeded
            ? await effects.SettleEarlierAsync(job.Organization, job.Id, Effect.HandBack, cancellationToken)
            : running.Failure;
        if (!earlier.Succeeded || earlier.Value is not null)
        {
            return earlier.Succeeded;
        }

        var intended = await record.AppendAsync(
            job.Organization,
            [record.Intended(job, attempt, Effect.HandBack, DeliveryTarget.InternalNote)],
            cancellationToken
        );
        if (!intended.Succeeded)
        {
            return false;
        }

        var request = new DeliveryRequest(
            job.Organization,
            job.Id,
            job.Operation,
            DeliveryTarget.InternalNote,
            LedgerEntry.MarkOf(job.Id, Effect.HandBack),
            job.TicketId,
            TicketStamp: null,
            new PersonalText(Note(job, reason)),
            Solve: false,
            Tag
        );
        var made = await effects.MakeAsync(job, Effect.HandBack, attempt, request, cancellationToken);
        if (!made.Succeeded)
        {
            return false;
        }

        // A reconciler records it if this fails.
        await effects.RecordAsync(made.Value.Entry, cancellationToken);
        return made.Value.Failure is null;
    }

    private static bool CanReach(FailureCode reason) =>
        reason
            is not (
                FailureCode.KillSwitch
                or FailureCode.ZendeskNotConnected
                or FailureCode.ZendeskUnauthorized
                or FailureCode.ZendeskForbidden
                or FailureCode.ZendeskTicketNotFound
                or FailureCode.ZendeskTicketClosed
            );

    private static string Note(QueuedJob job, FailureCode reason) =>
        reason == FailureCode.DeliveryUncertain
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Raum could not find out whether its reply was posted, and does not post it again. Please look at the ticket before you answer it.\nJob {job.Id}."
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Raum could not work on this ticket ({reason}). Please take it over by hand.\nJob {job.Id}, operation {job.Operation}."
            );
}
