using Raum.Core;
using Raum.Jobs.Pipeline;

namespace Raum.Jobs.Delivery;

/// <summary>Makes effects at most once, where the target can be asked (FLOW-7): ledger, effect with the mark, ledger.</summary>
internal sealed class Effects(DeliveryLedger ledger, RecordedMarks marks, IEnumerable<IDelivery> deliveries, JobRecord record)
{
    /// <summary>Clears up what earlier tries left: asks the target whether an intended effect happened, and puts the outcome on record.</summary>
    /// <returns>
    /// The entry when the effect is done; null when it may be made; <see cref="FailureCode.DeliveryUncertain"/> when nobody can tell, which parks the job
    /// for a person; another failure when the target could not be asked now.
    /// </returns>
    public async Task<Outcome<LedgerEntry?>> SettleEarlierAsync(
        OrganizationId organization,
        JobId job,
        Effect effect,
        CancellationToken cancellationToken
    )
    {
        var found = await ledger.FindAsync(organization, job, effect, cancellationToken);
        if (!found.Succeeded || found.Value is not { } entry)
        {
            return found;
        }

        if (entry.State is LedgerState.Intended or LedgerState.Uncertain)
        {
            var looked = await LookUpAsync(entry, cancellationToken);
            if (!looked.Succeeded)
            {
                return looked.Failure;
            }

            entry = looked.Value;
        }

        if (!entry.Recorded)
        {
            var recorded = await AppendAsync(entry, cancellationToken);
            if (recorded.Succeeded)
            {
                recorded = await ledger.RecordedAsync([entry], cancellationToken);
            }

            if (!recorded.Succeeded)
            {
                return recorded.Failure;
            }
        }

        return entry.State switch
        {
            LedgerState.Done => entry,
            LedgerState.Uncertain => new Failure(FailureCode.DeliveryUncertain),
            _ => (LedgerEntry?)null,
        };
    }

    /// <summary>Makes the effect. Its intent is on record already.</summary>
    /// <returns>The settled entry and why it is not done; a failure of its own only when the ledger refused, before any effect.</returns>
    public async Task<Outcome<(LedgerEntry Entry, Failure? Failure)>> MakeAsync(
        QueuedJob job,
        Effect effect,
        int attempt,
        DeliveryRequest request,
        CancellationToken cancellationToken
    )
    {
        if (Find(request.Target) is { CanBeRepeated: true } inside)
        {
            return await MakeInsideAsync(inside, job, effect, attempt, request, cancellationToken);
        }

        var intended = await ledger.IntendAsync(job, effect, request.Target, attempt, cancellationToken);
        if (!intended.Succeeded)
        {
            return intended.Failure;
        }

        var delivered = Find(request.Target) is { } delivery
            ? await delivery.DeliverAsync(request, cancellationToken)
            : new Failure(FailureCode.NotConfigured);

        // What happened is written down even when the try's time is over.
        var entry = intended.Value;
        var settled = delivered switch
        {
            { Succeeded: true } => await SettleAsync(entry, LedgerState.Done, delivered.Value.EffectId, null),
            { Failure.Code: FailureCode.DeliveryUncertain } => await LookUpAsync(entry, cancellationToken),
            _ => await SettleAsync(entry, LedgerState.Failed, null, delivered.Failure!.Code),
        };
        if (!settled.Succeeded)
        {
            // The row still says "intended": the next try asks the target.
            return settled.Failure;
        }

        return settled.Value.State switch
        {
            LedgerState.Done => (settled.Value, null),
            LedgerState.Uncertain => (settled.Value, new Failure(FailureCode.DeliveryUncertain)),
            _ when delivered.Failure is { Code: not FailureCode.DeliveryUncertain } failure => (settled.Value, failure),
            // The target is sure that nothing happened, so the queue may try again.
            _ => (settled.Value, new Failure(FailureCode.Timeout)),
        };
    }

    /// <summary>Step 10: puts the outcome on record.</summary>
    public async Task<Outcome<Done>> RecordAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var appended = await AppendAsync(entry, cancellationToken);
        if (appended.Succeeded)
        {
            marks.Add(entry);
        }

        return appended;
    }

    private Task<Outcome<Done>> AppendAsync(LedgerEntry entry, CancellationToken cancellationToken) =>
        record.AppendAsync(entry.Organization, [JobRecord.OutcomeOf(entry)], cancellationToken);

    /// <summary>What can be repeated needs no row before it: nobody will ever have to ask whether it happened.</summary>
    private async Task<Outcome<(LedgerEntry Entry, Failure? Failure)>> MakeInsideAsync(
        IDelivery delivery,
        QueuedJob job,
        Effect effect,
        int attempt,
        DeliveryRequest request,
        CancellationToken cancellationToken
    )
    {
        var delivered = await delivery.DeliverAsync(request, cancellationToken);
        if (!delivered.Succeeded)
        {
            return delivered.Failure;
        }

        var done = await ledger.DoneAsync(job, effect, request.Target, attempt, delivered.Value.EffectId, CancellationToken.None);
        return done.Succeeded ? (done.Value, null) : done.Failure;
    }

    private async Task<Outcome<LedgerEntry>> LookUpAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (Find(entry.Target) is not { } delivery)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        var request = new DeliveryRequest(
            entry.Organization,
            entry.Job,
            entry.Operation,
            entry.Target,
            entry.Mark,
            entry.TicketId,
            TicketStamp: null,
            PersonalText.Empty,
            Solve: false
        );
        var found = await delivery.FindAsync(request, cancellationToken);
        return found switch
        {
            { Succeeded: true, Value: { } receipt } => await SettleAsync(entry, LedgerState.Done, receipt.EffectId, null),
            { Succeeded: true } => await SettleAsync(entry, LedgerState.Failed, null, FailureCode.Crashed),
            { Failure.IsTransient: true } => found.Failure,
            _ when entry.State == LedgerState.Uncertain => entry,
            _ => await SettleAsync(entry, LedgerState.Uncertain, null, FailureCode.DeliveryUncertain),
        };
    }

    private Task<Outcome<LedgerEntry>> SettleAsync(LedgerEntry entry, LedgerState state, string? effectId, FailureCode? failure) =>
        ledger.SettleAsync(entry, state, effectId, failure, recorded: false, CancellationToken.None);

    private IDelivery? Find(DeliveryTarget target) => deliveries.FirstOrDefault(delivery => delivery.Serves(target));
}
