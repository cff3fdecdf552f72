using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Jobs.Delivery;

namespace Raum.Jobs;

/// <summary>Which effects jobs meant to have and had: the memory that makes an effect happen at most once (FLOW-7).</summary>
/// <remarks>A row is written before the effect and after it. What is between the two is looked up at the target, never repeated blindly.</remarks>
internal sealed class DeliveryLedger(PlacedDatabase database, TimeProvider clock)
{
    private const string Columns =
        "job_id, effect, operation, target, ticket_id, correlation_id, state, attempt, effect_id, failure, intended_at, settled_at, recorded";

    /// <returns>Null when the job has not come to this effect yet.</returns>
    public async Task<Outcome<LedgerEntry?>> FindAsync(
        OrganizationId organization,
        JobId job,
        Effect effect,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                $"select {Columns} from conversation.delivery where organization_id = $1 and job_id = $2 and effect = $3",
                organization.Value,
                job.Value,
                Name(effect)
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? Read(organization, reader) : (LedgerEntry?)null;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Puts the intent down, before the effect.</summary>
    /// <returns>The entry; <see cref="FailureCode.Conflict"/> when the effect is done already.</returns>
    public async Task<Outcome<LedgerEntry>> IntendAsync(
        QueuedJob job,
        Effect effect,
        DeliveryTarget target,
        int attempt,
        CancellationToken cancellationToken
    )
    {
        var entry = new LedgerEntry(
            job.Organization,
            job.Id,
            effect,
            job.Operation,
            target,
            job.TicketId,
            job.Correlation,
            LedgerState.Intended,
            attempt,
            null,
            null,
            Now(),
            null,
            false
        );
        var changed = await ExecuteAsync(
            job.Organization,
            """
            insert into conversation.delivery
              (organization_id, job_id, effect, operation, target, ticket_id, correlation_id, state, attempt, intended_at)
            values ($1, $2, $3, $4, $5, $6, $7, 'intended', $8, $9)
            on conflict (organization_id, job_id, effect) do update
              set state = 'intended', target = excluded.target, attempt = excluded.attempt, intended_at = excluded.intended_at,
                  effect_id = null, failure = null, settled_at = null, recorded = false, look_after = null
              where delivery.state <> 'done'
            """,
            cancellationToken,
            job.Organization.Value,
            job.Id.Value,
            Name(effect),
            job.Operation.ToString(),
            target.ToString(),
            BigInt(job.TicketId),
            job.Correlation.Value,
            attempt,
            entry.IntendedAt
        );
        return changed switch
        {
            { Succeeded: false } => changed.Failure,
            { Value: 0 } => new Failure(FailureCode.Conflict),
            _ => entry,
        };
    }

    /// <summary>Puts down what became of an intent. Only the attempt that the entry belongs to can do it.</summary>
    /// <param name="recorded">True when the outcome event is on record already.</param>
    /// <returns>The settled entry; <see cref="FailureCode.Conflict"/> when another attempt has taken over.</returns>
    public async Task<Outcome<LedgerEntry>> SettleAsync(
        LedgerEntry entry,
        LedgerState state,
        string? effectId,
        FailureCode? failure,
        bool recorded,
        CancellationToken cancellationToken
    )
    {
        var settled = entry with
        {
            State = state,
            EffectId = effectId,
            Failure = failure,
            SettledAt = entry.SettledAt ?? Now(),
            Recorded = recorded,
        };
        var changed = await ExecuteAsync(
            entry.Organization,
            """
            update conversation.delivery set state = $4, effect_id = $5, failure = $6, settled_at = $7, recorded = $8
            where organization_id = $1 and job_id = $2 and effect = $3 and attempt = $9 and state in ('intended', 'uncertain')
            """,
            cancellationToken,
            entry.Organization.Value,
            entry.Job.Value,
            Name(entry.Effect),
            Name(state),
            Text(effectId),
            Int(failure),
            settled.SettledAt,
            recorded,
            entry.Attempt
        );
        return changed switch
        {
            { Succeeded: false } => changed.Failure,
            { Value: 0 } => new Failure(FailureCode.Conflict),
            _ => settled,
        };
    }

    /// <summary>Puts an effect down that can be repeated, and that is therefore only written down when it is done.</summary>
    /// <returns>The settled entry; <see cref="FailureCode.Conflict"/> when an earlier try has done it already.</returns>
    public async Task<Outcome<LedgerEntry>> DoneAsync(
        QueuedJob job,
        Effect effect,
        DeliveryTarget target,
        int attempt,
        string? effectId,
        CancellationToken cancellationToken
    )
    {
        var now = Now();
        var entry = new LedgerEntry(
            job.Organization,
            job.Id,
            effect,
            job.Operation,
            target,
            job.TicketId,
            job.Correlation,
            LedgerState.Done,
            attempt,
            effectId,
            null,
            now,
            now,
            false
        );
        var changed = await ExecuteAsync(
            job.Organization,
            """
            insert into conversation.delivery
              (organization_id, job_id, effect, operation, target, ticket_id, correlation_id, state, attempt, effect_id, intended_at, settled_at)
            values ($1, $2, $3, $4, $5, $6, $7, 'done', $8, $9, $10, $10)
            on conflict (organization_id, job_id, effect) do update
              set state = 'done', target = excluded.target, attempt = excluded.attempt, effect_id = excluded.effect_id, failure = null,
                  intended_at = excluded.intended_at, settled_at = excluded.settled_at, recorded = false, look_after = null
              where delivery.state <> 'done'
            """,
            cancellationToken,
            job.Organization.Value,
            job.Id.Value,
            Name(effect),
            job.Operation.ToString(),
            target.ToString(),
            BigInt(job.TicketId),
            job.Correlation.Value,
            attempt,
            Text(effectId),
            now
        );
        return changed switch
        {
            { Succeeded: false } => changed.Failure,
            { Value: 0 } => new Failure(FailureCode.Conflict),
            _ => entry,
        };
    }

    /// <summary>Notes that the outcome events of one organization's entries are on record.</summary>
    public async Task<Outcome<Done>> RecordedAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var changed = await ExecuteAsync(
            entries[0].Organization,
            """
            update conversation.delivery d set recorded = true
            from unnest($2::uuid[], $3::text[], $4::int[]) as done (job_id, effect, attempt)
            where d.organization_id = $1 and d.job_id = done.job_id and d.effect = done.effect and d.attempt = done.attempt
            """,
            cancellationToken,
            entries[0].Organization.Value,
            entries.Select(entry => entry.Job.Value).ToArray(),
            entries.Select(entry => Name(entry.Effect)).ToArray(),
            entries.Select(entry => entry.Attempt).ToArray()
        );
        return changed.Succeeded ? default(Done) : changed.Failure;
    }

    /// <summary>Effects that were intended before <paramref name="before"/> and have no outcome on record; ids only. Organizations take turns.</summary>
    public async Task<Outcome<IReadOnlyList<(OrganizationId Organization, JobId Job, Effect Effect)>>> OpenAsync(
        DateTimeOffset before,
        int max,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await database.LookUpAsync(
                "select organization_id, job_id, effect from lookup.open_deliveries($1, $2, $3)",
                [before, clock.GetUtcNow(), max],
                reader => (new OrganizationId(reader.GetGuid(0)), new JobId(reader.GetGuid(1)), EffectOf(reader.GetString(2))),
                cancellationToken
            );
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>An effect that could not be closed: <see cref="OpenAsync"/> leaves it out for a quarter of the time that it has been open, from a minute to an hour.</summary>
    public async Task<Outcome<Done>> LookLaterAsync(
        OrganizationId organization,
        JobId job,
        Effect effect,
        CancellationToken cancellationToken
    )
    {
        var changed = await ExecuteAsync(
            organization,
            """
            update conversation.delivery
            set look_after = $4::timestamptz + greatest(interval '1 minute', least(interval '1 hour', ($4::timestamptz - intended_at) / 4))
            where organization_id = $1 and job_id = $2 and effect = $3 and not recorded
            """,
            cancellationToken,
            organization.Value,
            job.Value,
            Name(effect),
            clock.GetUtcNow()
        );
        return changed.Succeeded ? default(Done) : changed.Failure;
    }

    private async Task<Outcome<int>> ExecuteAsync(
        OrganizationId organization,
        string sql,
        CancellationToken cancellationToken,
        params object?[] values
    )
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(sql, values);
            return await batch.ExecuteAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>To the microsecond, as Postgres keeps it: an event that is made from a row is the same event each time.</summary>
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static LedgerEntry Read(OrganizationId organization, NpgsqlDataReader reader) =>
        new(
            organization,
            new JobId(reader.GetGuid(0)),
            EffectOf(reader.GetString(1)),
            Enum.Parse<AiOperation>(reader.GetString(2)),
            Enum.Parse<DeliveryTarget>(reader.GetString(3)),
            reader.IsDBNull(4) ? null : reader.GetInt64(4),
            new CorrelationId(reader.GetGuid(5)),
            Enum.Parse<LedgerState>(reader.GetString(6), ignoreCase: true),
            reader.GetInt32(7),
            reader.IsDBNull(8) ? null : reader.GetString(8),
            reader.IsDBNull(9) ? null : (FailureCode)reader.GetInt32(9),
            reader.GetFieldValue<DateTimeOffset>(10),
            reader.IsDBNull(11) ? null : reader.GetFieldValue<DateTimeOffset>(11),
            reader.GetBoolean(12)
        );

    // A null without a type would let Postgres guess.
    private static NpgsqlParameter<long?> BigInt(long? value) => new NpgsqlParameter<long?> { TypedValue = value };

    private static NpgsqlParameter<int?> Int(FailureCode? value) => new NpgsqlParameter<int?> { TypedValue = (int?)value };

    private static NpgsqlParameter<string?> Text(string? value) => new NpgsqlParameter<string?> { TypedValue = value };

    private static string Name(Effect effect) => effect == Effect.Answer ? "answer" : "hand-back";

    private static Effect EffectOf(string name) => name == "answer" ? Effect.Answer : Effect.HandBack;

    private static string Name(LedgerState state) =>
        state switch
        {
            LedgerState.Intended => "intended",
            LedgerState.Done => "done",
            LedgerState.Failed => "failed",
            LedgerState.Uncertain => "uncertain",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
