using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Read model <c>job_summary</c>: one row per job, what the console's job list shows.</summary>
internal sealed class JobSummaryProjection : IProjection
{
    public string Name => "job_summary.v1";

    public async Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<JobId, Summary>();
        foreach (var job in batch.Select(recorded => recorded.Event).OfType<JobEvent>())
        {
            if (!jobs.TryGetValue(job.Job, out var summary))
            {
                jobs[job.Job] = summary = new Summary();
            }

            summary.Add(job);
        }

        if (jobs.Count == 0)
        {
            return;
        }

        await JobSubjects.AddAsync(batch, scope, cancellationToken);

        var rows = jobs.Values;
        await using var upsert = scope.CreateCommand(
            """
            insert into projection.job_summary as job (organization_id, job_id, operation, state, changed_at, queued_at, delivery, ticket_id,
              attempt, failure, provider, model, input_tokens, output_tokens, cost, masked_values, generation)
            select $1, *, (select projection.current_generation()) from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            on conflict (organization_id, job_id, generation) do update set
              operation = excluded.operation,
              state = excluded.state,
              changed_at = excluded.changed_at,
              queued_at = coalesce(job.queued_at, excluded.queued_at),
              delivery = coalesce(excluded.delivery, job.delivery),
              ticket_id = coalesce(excluded.ticket_id, job.ticket_id),
              attempt = greatest(job.attempt, excluded.attempt),
              failure = excluded.failure,
              provider = coalesce(excluded.provider, job.provider),
              model = coalesce(excluded.model, job.model),
              input_tokens = job.input_tokens + excluded.input_tokens,
              output_tokens = job.output_tokens + excluded.output_tokens,
              cost = job.cost + excluded.cost,
              masked_values = coalesce(excluded.masked_values, job.masked_values)
            """,
            scope.Organization.Value,
            jobs.Keys.Select(id => id.Value).ToArray(),
            rows.Select(row => row.Operation.ToString()).ToArray(),
            rows.Select(row => row.State).ToArray(),
            rows.Select(row => row.ChangedAt).ToArray(),
            rows.Select(row => row.QueuedAt).ToArray(),
            rows.Select(row => row.Delivery?.ToString()).ToArray(),
            rows.Select(row => row.TicketId).ToArray(),
            rows.Select(row => row.Attempt).ToArray(),
            rows.Select(row => (int?)row.Failure).ToArray(),
            rows.Select(row => row.Provider).ToArray(),
            rows.Select(row => row.Model).ToArray(),
            rows.Select(row => row.InputTokens).ToArray(),
            rows.Select(row => row.OutputTokens).ToArray(),
            rows.Select(row => row.Cost).ToArray(),
            rows.Select(row => row.MaskedValues).ToArray()
        );
        await upsert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var delete = scope.CreateCommand(
            "with gone as (delete from projection.job_subject where organization_id = $1) delete from projection.job_summary where organization_id = $1",
            scope.Organization.Value
        );
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What the events of one batch say about one job.</summary>
    private sealed class Summary
    {
        public AiOperation Operation { get; private set; }
        public string State { get; private set; } = "";
        public DateTimeOffset ChangedAt { get; private set; }
        public DateTimeOffset? QueuedAt { get; private set; }
        public DeliveryTarget? Delivery { get; private set; }
        public long? TicketId { get; private set; }
        public int Attempt { get; private set; }
        public FailureCode? Failure { get; private set; }
        public string? Provider { get; private set; }
        public string? Model { get; private set; }
        public long InputTokens { get; private set; }
        public long OutputTokens { get; private set; }
        public decimal Cost { get; private set; }
        public int? MaskedValues { get; private set; }

        public void Add(JobEvent job)
        {
            Operation = job.Operation;
            ChangedAt = job.At.ToUniversalTime();
            Attempt = Math.Max(Attempt, job.Attempt);
            Failure = job.Failure;
            State = StateAfter(job);
            switch (job)
            {
                case JobQueued queued:
                    QueuedAt ??= queued.At.ToUniversalTime();
                    Delivery = queued.Delivery;
                    TicketId = queued.TicketId ?? TicketId;
                    break;
                case JobMasked masked:
                    MaskedValues = masked.ValuesByType.Values.Sum();
                    break;
                case JobProviderCalled called:
                    (Provider, Model) = (called.Provider, called.Model);
                    InputTokens += called.InputTokens;
                    OutputTokens += called.OutputTokens;
                    Cost += called.Cost ?? 0;
                    break;
                case JobIntended intended:
                    Delivery = intended.Delivery;
                    TicketId = intended.TicketId ?? TicketId;
                    break;
                default:
                    break;
            }
        }

        private static string StateAfter(JobEvent job) =>
            job switch
            {
                JobQueued => "Queued",
                JobMasked => "Masked",
                JobProviderCalled { Result: AuditResult.Success } => "Answered",
                JobProviderCalled => "ProviderFailed",
                JobHeld => "Held",
                JobDecided decided => decided.Decision.ToString(),
                JobIntended => "Delivering",
                JobDelivered => "Delivered",
                JobUncertain => "Uncertain",
                JobFailed => "Failed",
                JobRetried => "Retrying",
                JobBuried => "Buried",
                _ => throw new InvalidOperationException($"{job.GetType()} has no state."),
            };
    }
}
