using Microsoft.Extensions.Logging;
using Raum.AuditStore.Erasure;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Jobs.Delivery;
using Raum.Jobs.Operations;
using Raum.Jobs.Simulations;
using Raum.Providers;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>The way of one job from its lease to its outcome. Each try is whole: nothing but ledger, drafts and record is carried from one to the next.</summary>
internal sealed class JobPipeline(
    EarlierTries earlier,
    JobCollector collector,
    JobSettingsReader settings,
    PromptComposer composer,
    ProviderCaller provider,
    ApprovedDrafts approved,
    HeldDrafts held,
    Effects effects,
    JobRecord record,
    SubjectPrints prints,
    JobResults results,
    PlacedDatabase database,
    TimeProvider clock,
    ILogger<JobPipeline> logger
) : IJobPipeline
{
    /// <summary>Between two looks at an organization whose rows are on their way to another database. With the default number of tries a job waits for over 20 minutes.</summary>
    private static readonly TimeSpan WhileMoving = TimeSpan.FromMinutes(5);

    public async Task<JobTry> RunAsync(QueuedJob job, int attempt, CancellationToken cancellationToken)
    {
        using var run = new JobRun(job, attempt, clock);
        Outcome<JobEnd> outcome;
        try
        {
            outcome = await StepsAsync(run, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = new Failure(FailureCode.Timeout);
        }

        if (!outcome.Succeeded)
        {
            await FailAsync(run, outcome.Failure);
        }

        return new JobTry(outcome, run.Step);
    }

    private async Task<Outcome<JobEnd>> StepsAsync(JobRun run, CancellationToken cancellationToken)
    {
        var job = run.Job;

        // :: Step 4 — what earlier tries left; then settings, kill switch, ticket or text, objection, language
        run.Enter(Step.Collect);
        var moving = await database.IsMovingAsync(job.Organization, cancellationToken);
        if (moving is not { Succeeded: true, Value: false })
        {
            return moving.Failure ?? new Failure(FailureCode.DatabaseUnavailable, WhileMoving);
        }

        if (job.IsSimulation)
        {
            // Who tries what is on record before anything is read for it.
            var tried = await record.AppendAsync(job.Organization, [JobRecord.Simulated(job)], cancellationToken);
            if (!tried.Succeeded)
            {
                return tried.Failure;
            }
        }

        var ended = await earlier.EndAsync(job, cancellationToken);
        if (!ended.Succeeded || ended.Value is not null)
        {
            return ended.Succeeded ? ended.Value!.Value : ended.Failure;
        }

        var collected = await collector.CollectAsync(job, cancellationToken);
        if (!collected.Succeeded)
        {
            return collected.Failure;
        }

        // A webhook without the name of its cause came for Raum's own comment: there is nothing to ask (ZD-2).
        if (job is { Kind: JobKind.Run, Actor.Kind: AuditActorKind.Webhook } && collected.Value.Ticket is { AnsweredByRaum: true })
        {
            var nothing = await earlier.FinishAsync(job, cancellationToken);
            return nothing.Succeeded ? JobEnd.Delivered : nothing.Failure;
        }

        // :: Step 5 — from here on only the session knows the values
        run.Enter(Step.Mask);
        var masking = MaskedJob.Of(job, collected.Value);
        if (!masking.Succeeded)
        {
            return masking.Failure;
        }

        var material = masking.Value;
        var approval = await TakeApprovedAsync(run, collected.Value, material, cancellationToken);
        if (!approval.Succeeded)
        {
            return approval.Failure;
        }

        var (masked, kept, stopReason) = (approval.Value?.Masked ?? "", approval.Value?.Kept ?? "", StopReason.Normal);
        if (approval.Value is null)
        {
            // :: Step 6 — masked parts only; with them the organization's procedures and articles
            run.Enter(Step.Compose);
            if (collected.Value.Settings.NoCall is { } barred)
            {
                return barred; // an approved draft that would have to be made anew
            }

            var composed = await composer.ComposeAsync(job, collected.Value, material, cancellationToken);
            if (!composed.Succeeded)
            {
                return composed.Failure;
            }

            var (operation, prompt) = composed.Value;

            // :: Step 7 — on record first; for a stream that is its intent, too
            run.Enter(Step.Call);
            var begun = await RecordCallAsync(run, collected.Value, material, prompt, cancellationToken);
            if (!begun.Succeeded)
            {
                return begun.Failure;
            }

            var answer = await provider.CallAsync(run, collected.Value, material, operation, prompt, cancellationToken);
            if (!answer.Succeeded)
            {
                return answer.Failure;
            }

            var called = await RecordAnswerAsync(run, material, prompt, answer.Value, cancellationToken);
            if (!called.Succeeded)
            {
                return called.Failure;
            }

            (masked, stopReason) = (answer.Value.Text.Reveal().Trim(), answer.Value.StopReason);
            kept = masked;
        }

        // :: Step 8 — values back where its readers may see them; or a masked draft that waits
        run.Enter(Step.Restore);
        if (masked.Length == 0)
        {
            return new Failure(FailureCode.ProviderAnswerUnreadable);
        }

        var restored = material.Session.Restore(AnswerLinks.RemoveRemoteImages(masked), material.Policy);
        var reasons = HoldRules.Review(job, collected.Value, material, masked, restored.Counts, stopReason).ToList();
        var decided = await settings.AgainAsync(job.Organization, collected.Value.Settings, cancellationToken);
        if (!decided.Succeeded)
        {
            return decided.Failure;
        }

        var waits = HoldRules.MustHold(job, decided.Value, approval.Value is not null, reasons);
        if (waits && !job.IsSimulation)
        {
            return await held.HoldAsync(job, kept, material.Session, reasons, cancellationToken);
        }

        // :: Step 9 — intent on record, ledger row, effect with the mark, ledger row
        run.Enter(Step.Deliver);
        var intended = await IntendAsync(run, approval.Value, restored.Text, reasons, cancellationToken);
        if (!intended.Succeeded)
        {
            return intended.Failure;
        }

        var request = new DeliveryRequest(
            job.Organization,
            job.Id,
            job.Operation,
            job.Target,
            LedgerEntry.MarkOf(job.Id, Effect.Answer),
            job.TicketId,
            collected.Value.Ticket?.Stamp,
            restored.Text,
            Solve: job.Operation == AiOperation.Resolve,
            Report: run.Simulated is { } simulated ? SimulationReport.Of(job, material, simulated, restored, reasons, waits) : null
        );
        var made = await effects.MakeAsync(job, Effect.Answer, run.Attempt, request, cancellationToken);
        if (!made.Succeeded)
        {
            return made.Failure;
        }

        // :: Step 10 — delivered, failed or uncertain; whoever reads along is told after it
        run.Enter(Step.RecordOutcome);
        var recorded = await effects.RecordAsync(made.Value.Entry, CancellationToken.None);
        if (!recorded.Succeeded)
        {
            return recorded.Failure;
        }

        run.HasOutcome = true;
        if (made.Value.Failure is { } failure)
        {
            return failure.Code == FailureCode.ZendeskTicketChanged && approval.Value is null
                ? await held.HoldAsync(job, kept, material.Session, [.. reasons, HoldReason.TicketChanged], cancellationToken)
                : failure;
        }

        logger.JobDelivered(job.Id, job.Organization, job.Operation, job.Target, run.Attempt);
        var finished = await earlier.FinishAsync(job, CancellationToken.None);
        return finished.Succeeded ? JobEnd.Delivered : finished.Failure;
    }

    private async Task<Outcome<ApprovedAnswer?>> TakeApprovedAsync(
        JobRun run,
        CollectedJob collected,
        MaskedJob material,
        CancellationToken cancellationToken
    ) =>
        run.Job.Kind == JobKind.DeliverApproved
            ? await approved.TakeAsync(run, collected, material, cancellationToken)
            : (ApprovedAnswer?)null;

    private async Task<Outcome<Done>> RecordCallAsync(
        JobRun run,
        CollectedJob collected,
        MaskedJob material,
        Prompt prompt,
        CancellationToken cancellationToken
    )
    {
        var subjects = await prints.OfAsync(run.Job.Organization, collected.Subjects, cancellationToken);
        if (!subjects.Succeeded)
        {
            return subjects.Failure;
        }

        var masked = record.Masked(run, material, prompt.User, subjects.Value);
        return await record.AppendAsync(
            run.Job.Organization,
            ProviderCaller.Streams(run.Job) ? [masked, record.Intended(run.Job, run.Attempt, Effect.Answer, run.Job.Target)] : [masked],
            cancellationToken
        );
    }

    private async Task<Outcome<Done>> RecordAnswerAsync(
        JobRun run,
        MaskedJob material,
        Prompt prompt,
        ProviderAnswer answer,
        CancellationToken cancellationToken
    )
    {
        var counts = material.Session.Restore(answer.Text.Reveal(), RestorePolicy.Everything).Counts;
        var placeholders = new PlaceholderCounts(
            material.ValuesByType.Values.Sum(),
            counts.Used,
            counts.Unknown,
            counts.Mangled + counts.Repaired
        );
        run.Calls = [.. record.Called(run, answer, placeholders, run.SinceStep)];
        run.Simulated = run.Job.IsSimulation ? SimulatedAnswer.Of(prompt, answer, placeholders, run.Calls) : null;
        var recorded = await record.AppendAsync(run.Job.Organization, run.Calls, cancellationToken);
        if (recorded.Succeeded)
        {
            (run.Asked, run.Calls) = ([], []);
        }

        return recorded;
    }

    private async Task<Outcome<Done>> IntendAsync(
        JobRun run,
        ApprovedAnswer? approval,
        PersonalText text,
        List<HoldReason> reasons,
        CancellationToken cancellationToken
    )
    {
        // The switch may have been thrown while the model was thinking.
        var running = await settings.RunningAsync(run.Job.Organization, cancellationToken);
        if (!running.Succeeded)
        {
            return running.Failure;
        }

        if (!ProviderCaller.Streams(run.Job))
        {
            var intended = record.Intended(run.Job, run.Attempt, Effect.Answer, run.Job.Target);
            var recorded = await record.AppendAsync(
                run.Job.Organization,
                approval?.Decision is { } decision ? [decision, intended] : [intended],
                cancellationToken
            );
            if (!recorded.Succeeded)
            {
                return recorded;
            }
        }

        if (run.Job.Lane == JobLane.Interactive && run.Job.Target is not (DeliveryTarget.Result or DeliveryTarget.Simulation))
        {
            await results.ProgressAsync(run.Job, Step.Deliver, cancellationToken);
        }

        return run.Job.Target == DeliveryTarget.Result
            ? await results.AnswerAsync(run.Job, text, reasons, cancellationToken)
            : default(Done);
    }

    private async Task FailAsync(JobRun run, Failure failure)
    {
        run.Fail(failure);
        logger.JobFailed(run.Job.Id, run.Job.Organization, failure.Code, run.Step, run.Attempt);
        if (failure.Code == FailureCode.LeakStopped)
        {
            logger.LeakStopped(run.Job.Id, run.Job.Organization);
        }

        if (run.HasOutcome)
        {
            return;
        }

        // Calls that were to be recorded before are the same events: what is kept already is not kept twice.
        var calls = run.Calls.Count > 0 ? run.Calls : run.Asked.Select(attempt => record.Asked(run, attempt));
        var recorded = await record.AppendAsync(run.Job.Organization, [.. calls, record.Failed(run, failure)], CancellationToken.None);
        if (!recorded.Succeeded)
        {
            logger.NotRecorded(run.Job.Id, run.Job.Organization, recorded.Failure.Code);
        }
    }
}
