using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Jobs.Delivery;
using Raum.Jobs.Drafts;
using Raum.Providers;

namespace Raum.Jobs.Pipeline;

/// <summary>What jobs put on record. The outcome of an effect has an id of its own making, so that it is recorded once, whoever writes it.</summary>
internal sealed class JobRecord(IAuditLog log, TimeProvider clock)
{
    // The ones who settle an effect (worker, reconciler) write the same event, so it has the same actor.
    private static readonly AuditActor Worker = AuditActor.System("worker");

    /// <summary>Appends events in their order, all or none.</summary>
    public async Task<Outcome<Done>> AppendAsync(
        OrganizationId organization,
        IReadOnlyList<AuditEvent> events,
        CancellationToken cancellationToken
    )
    {
        var appended = await log.AppendAsync(organization, events, cancellationToken);
        return appended.Succeeded ? default(Done) : appended.Failure;
    }

    /// <summary>Made from the job alone, so that it is recorded once however often it is tried.</summary>
    public static JobQueued Simulated(QueuedJob job) =>
        new()
        {
            Id = IdOf($"{job.Id}|simulated"),
            At = job.AcceptedAt,
            Actor = job.Actor,
            Correlation = job.Correlation,
            Target = AuditTarget.Job(job.Id),
            TraceId = TraceOf(job),
            Job = job.Id,
            Operation = job.Operation,
            Trigger = JobTrigger.Simulation,
            Delivery = job.Target,
            TicketId = job.TicketId,
        };

    public JobMasked Masked(JobRun run, MaskedJob material, string maskedPrompt, IReadOnlyList<byte[]> subjects) =>
        new()
        {
            Id = NewId(),
            At = clock.GetUtcNow(),
            Actor = run.Job.Actor,
            Correlation = run.Job.Correlation,
            Target = AuditTarget.Job(run.Job.Id),
            TraceId = TraceOf(run.Job),
            Job = run.Job.Id,
            Operation = run.Job.Operation,
            Attempt = run.Attempt,
            ValuesByType = material.ValuesByType,
            Attachments = material.AttachmentsByOutcome is { Count: > 0 } attachments ? attachments : null,
            Knowledge = material.Input.Guidance.Uses is { Count: > 0 } uses ? uses : null,
            ProceduresLeftOut = material.Input.Guidance.LeftOut is > 0 and var leftOut ? leftOut : null,
            MaskedPrompt = new PersonalText(maskedPrompt),
            Subjects = subjects.Count == 0 ? null : subjects,
        };

    /// <summary>One event for each provider that was asked: each may cost.</summary>
    public IEnumerable<JobProviderCalled> Called(JobRun run, ProviderAnswer answer, PlaceholderCounts placeholders, TimeSpan elapsed)
    {
        foreach (var failed in answer.FailedAttempts)
        {
            yield return Asked(run, failed);
        }

        yield return Asked(run, run.Asked[^1]) with
        {
            Model = answer.Model,
            ElapsedMilliseconds = (long)elapsed.TotalMilliseconds,
            FinishReason = answer.StopReason.ToString(),
            Placeholders = placeholders,
            MaskedAnswer = answer.Text,
        };
    }

    /// <summary>A call as it was asked of one provider, with at most what it cost.</summary>
    public JobProviderCalled Asked(JobRun run, ProviderAttempt attempt) =>
        new()
        {
            Id = NewId(),
            At = clock.GetUtcNow(),
            Actor = run.Job.Actor,
            Correlation = run.Job.Correlation,
            Target = AuditTarget.Job(run.Job.Id),
            TraceId = TraceOf(run.Job),
            Result = attempt.Failure is null ? AuditResult.Success : AuditResult.Failure,
            Failure = attempt.Failure?.Code,
            Job = run.Job.Id,
            Operation = run.Job.Operation,
            Attempt = run.Attempt,
            Provider = attempt.Provider.ToString(),
            Model = attempt.Model,
            InputTokens = attempt.InputTokens ?? 0,
            OutputTokens = attempt.OutputTokens ?? 0,
            Cost = attempt.CostUsd,
            ElapsedMilliseconds = (long)run.SinceStep.TotalMilliseconds,
        };

    public JobIntended Intended(QueuedJob job, int attempt, Effect effect, DeliveryTarget target) =>
        new()
        {
            Id = NewId(),
            At = clock.GetUtcNow(),
            Actor = effect == Effect.Answer ? job.Actor : Worker,
            Correlation = job.Correlation,
            Target = AuditTarget.Job(job.Id),
            TraceId = TraceOf(job),
            Job = job.Id,
            Operation = job.Operation,
            Attempt = attempt,
            Delivery = target,
            TicketId = job.TicketId,
            Mark = LedgerEntry.MarkOf(job.Id, effect),
        };

    /// <summary>The outcome of an effect, made from its row alone: whoever writes it, and however often, it is the same event.</summary>
    public static JobEvent OutcomeOf(LedgerEntry entry)
    {
        var id = IdOf(entry);
        var at = entry.SettledAt ?? throw new ArgumentException("The effect is not settled.", nameof(entry));
        return entry.State switch
        {
            LedgerState.Done => new JobDelivered
            {
                Id = id,
                At = at,
                Actor = Worker,
                Correlation = entry.Correlation,
                Target = AuditTarget.Job(entry.Job),
                Job = entry.Job,
                Operation = entry.Operation,
                Attempt = entry.Attempt,
                Delivery = entry.Target,
                EffectId = entry.EffectId,
            },
            LedgerState.Uncertain => new JobUncertain
            {
                Id = id,
                At = at,
                Actor = Worker,
                Correlation = entry.Correlation,
                Target = AuditTarget.Job(entry.Job),
                Result = AuditResult.Failure,
                Failure = entry.Failure ?? FailureCode.DeliveryUncertain,
                Job = entry.Job,
                Operation = entry.Operation,
                Attempt = entry.Attempt,
                Delivery = entry.Target,
            },
            _ => new JobFailed
            {
                Id = id,
                At = at,
                Actor = Worker,
                Correlation = entry.Correlation,
                Target = AuditTarget.Job(entry.Job),
                Result = AuditResult.Failure,
                Failure = entry.Failure ?? FailureCode.Crashed,
                Job = entry.Job,
                Operation = entry.Operation,
                Attempt = entry.Attempt,
                Step = Step.Deliver,
            },
        };
    }

    /// <summary>Made from the draft alone, so that it is recorded once however often it is written.</summary>
    public static JobHeld HeldOf(Draft draft) =>
        new()
        {
            Id = IdOf($"{draft.Job}|held|{draft.Version}"),
            At = draft.CreatedAt,
            Actor = Worker,
            Correlation = new CorrelationId(draft.QueuedJob.Correlation),
            Target = AuditTarget.Job(draft.Job),
            Job = draft.Job,
            Operation = draft.Operation,
            Reasons = draft.Reasons,
        };

    /// <summary>An approver's changes, masked: what they were is known to the worker alone.</summary>
    public JobDecided Edited(JobRun run, string maskedEdit) =>
        new()
        {
            Id = NewId(),
            At = clock.GetUtcNow(),
            Actor = run.Job.Actor,
            Correlation = run.Job.Correlation,
            Target = AuditTarget.Job(run.Job.Id),
            TraceId = TraceOf(run.Job),
            Job = run.Job.Id,
            Operation = run.Job.Operation,
            Attempt = run.Attempt,
            Decision = DraftDecision.Edited,
            MaskedEdit = new PersonalText(maskedEdit),
        };

    public JobFailed Failed(JobRun run, Failure failure) =>
        new()
        {
            Id = NewId(),
            At = clock.GetUtcNow(),
            Actor = run.Job.Actor,
            Correlation = run.Job.Correlation,
            Target = AuditTarget.Job(run.Job.Id),
            TraceId = TraceOf(run.Job),
            Result = AuditResult.Failure,
            Failure = failure.Code,
            Job = run.Job.Id,
            Operation = run.Job.Operation,
            Attempt = run.Attempt,
            Step = run.Step,
        };

    public JobRetried Retried(QueuedJob job, int attempt, Failure failure, TimeSpan delay) =>
        new()
        {
            Id = NewId(),
            At = clock.GetUtcNow(),
            Actor = Worker,
            Correlation = job.Correlation,
            Target = AuditTarget.Job(job.Id),
            TraceId = TraceOf(job),
            Result = AuditResult.Failure,
            Failure = failure.Code,
            Job = job.Id,
            Operation = job.Operation,
            Attempt = attempt,
            DelayMilliseconds = (long)delay.TotalMilliseconds,
        };

    public JobBuried Buried(QueuedJob job, int attempt, FailureCode reason, Step step, bool handedBack) =>
        new()
        {
            Id = NewId(),
            At = clock.GetUtcNow(),
            Actor = Worker,
            Correlation = job.Correlation,
            Target = AuditTarget.Job(job.Id),
            TraceId = TraceOf(job),
            Result = AuditResult.Failure,
            Failure = reason,
            Job = job.Id,
            Operation = job.Operation,
            Attempt = attempt,
            Step = step,
            HandedBack = handedBack,
            Delivery = job.IsSimulation ? job.Target : null,
        };

    /// <summary>Of the request that queued the job, so the same on every attempt; 32 hex digits.</summary>
    internal static string? TraceOf(QueuedJob job) =>
        ActivityContext.TryParse(job.TraceParent, null, out var context) ? context.TraceId.ToHexString() : null;

    private Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());

    private static Guid IdOf(LedgerEntry entry) => IdOf($"{entry.Mark}|{entry.Attempt}|{entry.IntendedAt.UtcTicks}|{entry.State}");

    private static Guid IdOf(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        // RFC 9562, version 8: a custom hash.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
