using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Data;
using Raum.Keys;
using Raum.Redaction;

namespace Raum.Jobs.Drafts;

/// <summary>Drafts in Postgres: masked, sealed under the organization's field key (PII-5).</summary>
internal sealed class DraftStore(PlacedDatabase database, FieldSealer sealer, TimeProvider clock)
{
    /// <summary>Sealed anew when keys rotate.</summary>
    public static SealedColumn SealedColumn { get; } =
        new("conversation.draft", "body_sealed", "conversation.draft") { Key = "job_id", Row = "job_id || '|' || version" };

    private const string Select = """
        select version, operation, target, ticket_id, state, reasons, created_at, decided_at, edited, body_sealed, job::text
        from conversation.draft where organization_id = $1 and job_id = $2
        """;

    /// <summary>Keeps a masked answer until a person decides; takes the place of an earlier draft of the job.</summary>
    /// <returns><see cref="FailureCode.AlreadyDecided"/> when the job's draft is rejected or delivered.</returns>
    public async Task<Outcome<Draft>> SaveAsync(
        QueuedJob job,
        string masked,
        RedactionSession session,
        IReadOnlyList<HoldReason> reasons,
        CancellationToken cancellationToken
    )
    {
        var existing = await FindAsync(job.Organization, job.Id, cancellationToken);
        if (!existing.Succeeded)
        {
            return existing.Failure;
        }

        var version = (existing.Value?.Version ?? 0) + 1;
        var salt = RandomNumberGenerator.GetBytes(16);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new DraftBody(masked, salt, Print(salt, masked, session)),
            DraftJson.Default.DraftBody
        );
        var sealedBody = await sealer.SealAsync(job.Organization, Address(job.Id, version), body, cancellationToken);
        if (!sealedBody.Succeeded)
        {
            return sealedBody.Failure;
        }

        // The text that came with a job ends with the job; an approver's edit is no such text.
        var queued = new DraftJob(
            job.Lane,
            existing.Value?.QueuedJob.Actor ?? job.Actor,
            job.Correlation.Value,
            job.AcceptedAt,
            job.Options,
            job.TraceParent,
            existing.Value?.QueuedJob.HadText ?? job.SealedText is not null,
            existing.Value?.QueuedJob.Agent ?? job.Agent
        );
        var draft = new Draft(
            job.Organization,
            job.Id,
            version,
            job.Operation,
            job.Target,
            job.TicketId!.Value,
            DraftState.Waiting,
            reasons,
            Now(),
            null,
            false
        )
        {
            SealedBody = sealedBody.Value,
            QueuedJob = queued,
        };
        return await database.RunAsync<Draft>(job.Organization, (scope, token) => InsertAsync(scope, draft, token), cancellationToken);
    }

    public async Task<Outcome<Draft?>> FindAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(Select, organization.Value, job.Value);
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? Read(organization, job, reader) : (Draft?)null;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Reads the draft and keeps others from deciding about it until the transaction ends; waits for a decision that is being made.</summary>
    public static async Task<Draft?> LockAsync(OrganizationScope scope, JobId job, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(Select + " for update", scope.Organization.Value, job.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(scope.Organization, job, reader) : null;
    }

    /// <summary>The draft as it stands once every decision that is being made has ended.</summary>
    public Task<Outcome<Draft?>> FindSettledAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken) =>
        database.RunAsync<Draft?>(organization, async (scope, token) => await LockAsync(scope, job, token), cancellationToken);

    /// <summary>Opens the masked text.</summary>
    /// <returns><see cref="FailureCode.AlreadyDecided"/> when it is gone, and failures of the keys.</returns>
    public async Task<Outcome<DraftBody>> OpenAsync(Draft draft, CancellationToken cancellationToken)
    {
        if (draft.SealedBody is not { } sealedBody)
        {
            return new Failure(FailureCode.AlreadyDecided);
        }

        var opened = await sealer.OpenAsync(draft.Organization, Address(draft.Job, draft.Version), sealedBody, cancellationToken);
        return opened.Succeeded ? JsonSerializer.Deserialize(opened.Value, DraftJson.Default.DraftBody)! : opened.Failure;
    }

    /// <summary>The draft has reached its target: its text is not needed any more.</summary>
    public async Task<Outcome<Done>> DeliveredAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                "update conversation.draft set state = 'delivered', body_sealed = null where organization_id = $1 and job_id = $2 and state = 'approved'",
                organization.Value,
                job.Value
            );
            await batch.ExecuteAsync(cancellationToken);
            return default(Done);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>True when the placeholders of the draft stand for the same values in this session.</summary>
    public static bool StillFits(DraftBody body, RedactionSession session) =>
        CryptographicOperations.FixedTimeEquals(body.Print, Print(body.Salt, body.Answer, session));

    /// <summary>To the microsecond, as Postgres keeps it: an event that is made from a draft is the same event each time.</summary>
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    // Over the answer with every value in it: two sessions that restore it to the same text mean the same by its placeholders.
    private static byte[] Print(byte[] salt, string masked, RedactionSession session) =>
        HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(session.Restore(masked, RestorePolicy.Everything).Text.Reveal()));

    private static FieldAddress Address(JobId job, int version) => new("conversation.draft", "body_sealed", $"{job}|{version}");

    private static async Task<Outcome<Draft>> InsertAsync(OrganizationScope scope, Draft draft, CancellationToken cancellationToken)
    {
        await using var insert = scope.CreateCommand(
            """
            insert into conversation.draft
              (organization_id, job_id, version, operation, target, ticket_id, state, reasons, body_sealed, job, created_at)
            values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9::jsonb, $10)
            on conflict (organization_id, job_id) do update
              set version = excluded.version, state = 'waiting', reasons = excluded.reasons, body_sealed = excluded.body_sealed, job = excluded.job,
                  created_at = excluded.created_at, decided_at = null, decided_by_kind = null, decided_by_id = null, edited = false
              where draft.state in ('waiting', 'approved') and draft.version = excluded.version - 1
            """,
            scope.Organization.Value,
            draft.Job.Value,
            draft.Version,
            draft.Operation.ToString(),
            draft.Target.ToString(),
            draft.TicketId,
            draft.Reasons.Select(reason => reason.ToString()).ToArray(),
            draft.SealedBody!.Value.ToArray(),
            JsonSerializer.Serialize(draft.QueuedJob, DraftJson.Default.DraftJob),
            draft.CreatedAt
        );
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1 ? draft : new Failure(FailureCode.AlreadyDecided);
    }

    private static Draft Read(OrganizationId organization, JobId job, NpgsqlDataReader reader) =>
        new(
            organization,
            job,
            reader.GetInt32(0),
            Enum.Parse<AiOperation>(reader.GetString(1)),
            Enum.Parse<DeliveryTarget>(reader.GetString(2)),
            reader.GetInt64(3),
            Enum.Parse<DraftState>(reader.GetString(4), ignoreCase: true),
            [.. reader.GetFieldValue<string[]>(5).Select(Enum.Parse<HoldReason>)],
            reader.GetFieldValue<DateTimeOffset>(6),
            reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
            reader.GetBoolean(8)
        )
        {
            // A byte[] that is null would become an empty memory.
            SealedBody = reader.IsDBNull(9) ? (ReadOnlyMemory<byte>?)null : reader.GetFieldValue<byte[]>(9),
            QueuedJob = JsonSerializer.Deserialize(reader.GetString(10), DraftJson.Default.DraftJob)!,
        };
}
