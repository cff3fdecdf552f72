using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations.Approvals;

/// <summary>Approvals as rows, for those who put them down in a transaction of their own.</summary>
internal static class ApprovalRows
{
    public const string Columns = "approval_id, use, subject, text_version, text, given_at, given_by, withdrawn_at, withdrawn_by";

    /// <summary>The approval in force; null without one.</summary>
    public static async Task<WrittenApproval?> FindAsync(
        OrganizationScope scope,
        ApprovedUse use,
        string subject,
        CancellationToken cancellationToken
    )
    {
        await using var select = scope.CreateCommand(
            $"select {Columns} from organizations.approval where organization_id = $1 and use = $2 and subject = $3 and withdrawn_at is null",
            scope.Organization.Value,
            use.ToString(),
            subject
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Puts an approval in the present words down, switches its use on and records it.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> when it is approved already.</returns>
    public static async Task<Outcome<WrittenApproval>> InsertAsync(
        OrganizationScope scope,
        IAuditLog audit,
        ApprovedUse use,
        string subject,
        AuditActor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var words = ApprovalText.Of(use);
        var approval = new WrittenApproval(Guid.CreateVersion7(now), use, subject, words.Version, words.Text, now, actor.Id);
        await using var insert = scope.CreateCommand(
            """
            insert into organizations.approval (organization_id, approval_id, use, subject, text_version, text, given_at, given_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            scope.Organization.Value,
            approval.Id,
            use.ToString(),
            subject,
            approval.TextVersion,
            approval.Text,
            now,
            actor.Id
        );
        try
        {
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new Failure(FailureCode.Conflict);
        }

        await ApprovalSwitches.SetAsync(scope, use, subject, now, actor, cancellationToken);
        var recorded = await audit.AppendAsync(
            scope.Organization,
            [Changed(approval, ApprovalChange.Given, now, actor)],
            cancellationToken
        );
        return recorded.Succeeded ? approval : recorded.Failure;
    }

    /// <summary>A key that is replaced stays an account at the same provider: what was approved for the one before holds for the next.</summary>
    public static async Task CopyAsync(OrganizationScope scope, Guid credential, Guid next, CancellationToken cancellationToken)
    {
        await using var copy = scope.CreateCommand(
            """
            insert into organizations.approval (organization_id, approval_id, use, subject, text_version, text, given_at, given_by)
            select organization_id, gen_random_uuid(), use, $3, text_version, text, given_at, given_by from organizations.approval
            where organization_id = $1 and subject = $2 and use in ('Provider', 'OtherRegion') and withdrawn_at is null
            """,
            scope.Organization.Value,
            credential.ToString("D"),
            next.ToString("D")
        );
        await copy.ExecuteNonQueryAsync(cancellationToken);
    }

    public static WrittenApproval Read(NpgsqlDataReader reader) =>
        new(
            reader.GetGuid(0),
            Enum.Parse<ApprovedUse>(reader.GetString(1)),
            reader.GetString(2),
            reader.GetInt32(3),
            reader.GetString(4),
            reader.GetFieldValue<DateTimeOffset>(5),
            reader.GetString(6),
            reader.GetNullable<DateTimeOffset?>(7),
            reader.GetNullable<string?>(8)
        );

    public static ApprovalChanged Changed(WrittenApproval approval, ApprovalChange change, DateTimeOffset now, AuditActor actor) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = actor,
            Correlation = new CorrelationId(Guid.CreateVersion7(now)),
            Target = new AuditTarget("approval", approval.Id.ToString("D")),
            Use = approval.Use.ToString(),
            Change = change,
            TextVersion = approval.TextVersion,
            Subject = new PersonalText(approval.Subject),
            Text = new PersonalText(approval.Text),
        };
}
