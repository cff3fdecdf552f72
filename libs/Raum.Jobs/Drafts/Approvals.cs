using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Jobs.Pipeline;

namespace Raum.Jobs.Drafts;

/// <summary>People's decisions about drafts (FLOW-5). A draft is decided once, whoever is faster.</summary>
public sealed class Approvals
{
    private readonly PlacedDatabase _database;
    private readonly DraftStore _drafts;
    private readonly JobTexts _texts;
    private readonly IJobQueue _queue;
    private readonly IJobStatusStore _statuses;
    private readonly JobResults _results;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal Approvals(
        PlacedDatabase database,
        DraftStore drafts,
        JobTexts texts,
        IJobQueue queue,
        IJobStatusStore statuses,
        JobResults results,
        IAuditLog log,
        TimeProvider clock
    )
    {
        _database = database;
        _drafts = drafts;
        _texts = texts;
        _queue = queue;
        _statuses = statuses;
        _results = results;
        _log = log;
        _clock = clock;
    }

    /// <summary>The job's draft and its masked text.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when the job has none; the text is null once it is rejected or delivered.</returns>
    public async Task<Outcome<DraftView>> FindAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken)
    {
        var found = await _drafts.FindAsync(organization, job, cancellationToken);
        if (!found.Succeeded || found.Value is not { } draft)
        {
            return found.Failure ?? new Failure(FailureCode.NotFound);
        }

        PersonalText? masked = null;
        if (draft.SealedBody is not null)
        {
            var body = await _drafts.OpenAsync(draft, cancellationToken);
            if (!body.Succeeded)
            {
                return body.Failure;
            }

            masked = new PersonalText(body.Value.Answer);
        }

        return new DraftView(
            draft.Job,
            draft.Version,
            draft.Operation,
            draft.Target,
            draft.TicketId,
            draft.State,
            draft.Reasons,
            draft.CreatedAt,
            draft.DecidedAt,
            draft.Edited,
            HoldRules.NeedsEdit(draft.Reasons),
            masked
        );
    }

    /// <summary>Lets the draft go out: it is restored against the ticket as it is then, and delivered.</summary>
    /// <param name="edited">The text as the person wants it, with or without placeholders; null: as it is.</param>
    /// <returns>
    /// <see cref="FailureCode.NotFound"/>; <see cref="FailureCode.AlreadyDecided"/>; <see cref="FailureCode.Conflict"/> when the draft must be edited first,
    /// because a placeholder in it cannot be restored or its value may not be shown to every recipient; failures of the stores, after which nothing is decided.
    /// </returns>
    public async Task<Outcome<Done>> ApproveAsync(
        OrganizationId organization,
        JobId job,
        AuditActor actor,
        PersonalText? edited,
        CancellationToken cancellationToken
    )
    {
        ReadOnlyMemory<byte>? sealedText = null;
        if (edited is not null)
        {
            if (string.IsNullOrWhiteSpace(edited.Reveal()))
            {
                return new Failure(FailureCode.InvalidRequest);
            }

            var sealedEdit = await _texts.SealAsync(
                organization,
                job,
                new JobText(null, null, [], EditedAnswer: edited),
                cancellationToken
            );
            if (!sealedEdit.Succeeded)
            {
                return sealedEdit.Failure;
            }

            sealedText = sealedEdit.Value;
        }

        return await DecideAsync(
            organization,
            job,
            actor,
            edited is null ? DraftDecision.Approved : DraftDecision.Edited,
            (draft, token) =>
                edited is null && HoldRules.NeedsEdit(draft.Reasons)
                    ? Task.FromResult<Outcome<Done>>(new Failure(FailureCode.Conflict))
                    : QueueAsync(draft, actor, sealedText, token),
            cancellationToken
        );
    }

    /// <summary>Drops the draft. Nothing is delivered, and its text is gone.</summary>
    /// <returns><see cref="FailureCode.NotFound"/>; <see cref="FailureCode.AlreadyDecided"/>; failures of the stores.</returns>
    public async Task<Outcome<Done>> RejectAsync(
        OrganizationId organization,
        JobId job,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var decided = await DecideAsync(
            organization,
            job,
            actor,
            DraftDecision.Rejected,
            (_, _) => Task.FromResult<Outcome<Done>>(default(Done)),
            cancellationToken
        );
        if (decided.Succeeded)
        {
            // The decision stands; these two only tell those who watch.
            await _statuses.SetAsync(organization, job, JobState.Rejected, null, cancellationToken);
            await _results.EndAsync(organization, job, cancellationToken);
        }

        return decided;
    }

    /// <summary>Decides under a lock on the row: on record, queued where need be, then committed. A job is queued before the decision stands, never after.</summary>
    private Task<Outcome<Done>> DecideAsync(
        OrganizationId organization,
        JobId job,
        AuditActor actor,
        DraftDecision decision,
        Func<Draft, CancellationToken, Task<Outcome<Done>>> act,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                if (await DraftStore.LockAsync(scope, job, token) is not { } draft)
                {
                    return new Failure(FailureCode.NotFound);
                }

                if (draft.State != DraftState.Waiting)
                {
                    return new Failure(FailureCode.AlreadyDecided);
                }

                await using var update = scope.CreateCommand(
                    """
                    update conversation.draft set state = $3, decided_at = $4, decided_by_kind = $5, decided_by_id = $6, edited = $7,
                      body_sealed = case when $3 = 'rejected' then null else body_sealed end
                    where organization_id = $1 and job_id = $2
                    """,
                    organization.Value,
                    job.Value,
                    decision == DraftDecision.Rejected ? "rejected" : "approved",
                    _clock.GetUtcNow(),
                    actor.Kind.ToString(),
                    actor.Id,
                    decision == DraftDecision.Edited
                );
                await update.ExecuteNonQueryAsync(token);

                var acted = await act(draft, token);
                // An edit is recorded by the worker, which can mask it.
                return acted.Succeeded && decision != DraftDecision.Edited ? await RecordAsync(draft, actor, decision, token) : acted;
            },
            cancellationToken
        );

    private async Task<Outcome<Done>> QueueAsync(
        Draft draft,
        AuditActor actor,
        ReadOnlyMemory<byte>? sealedText,
        CancellationToken cancellationToken
    )
    {
        var enqueued = await _queue.EnqueueAsync(
            new QueuedJob
            {
                Id = draft.Job,
                Organization = draft.Organization,
                Operation = draft.Operation,
                Target = draft.Target,
                Lane = JobLane.Interactive,
                Actor = actor,
                Correlation = new CorrelationId(draft.QueuedJob.Correlation),
                AcceptedAt = _clock.GetUtcNow(),
                Kind = JobKind.DeliverApproved,
                TicketId = draft.TicketId,
                Agent = draft.QueuedJob.Agent,
                Options = draft.QueuedJob.Options,
                SealedText = sealedText,
                TraceParent = draft.QueuedJob.TraceParent,
            },
            deduplicationKey: null,
            cancellationToken
        );
        return enqueued.Succeeded ? default(Done) : enqueued.Failure;
    }

    private async Task<Outcome<Done>> RecordAsync(
        Draft draft,
        AuditActor actor,
        DraftDecision decision,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var appended = await _log.AppendAsync(
            draft.Organization,
            [
                new JobDecided
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(draft.QueuedJob.Correlation),
                    Target = AuditTarget.Job(draft.Job),
                    Job = draft.Job,
                    Operation = draft.Operation,
                    Decision = decision,
                },
            ],
            cancellationToken
        );
        return appended.Succeeded ? default(Done) : appended.Failure;
    }
}
