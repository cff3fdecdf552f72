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

    /// <summary>From here to the end of the transaction nobody else changes approvals of the organization, or what follows from them.</summary>
    public static async Task LockAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var turn = scope.CreateCommand(
            "select pg_advisory_xact_lock(hashtextextended('organizations.approval:' || $1::text, 0))",
            scope.Organization.Value
        );
        await turn.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is in force, and the organization's region.</summary>
    public static async Task<ApprovalsInForce> InForceAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            """
            select o.region, a.use, a.subject from organizations.organization o
            left join organizations.approval a on a.organization_id = o.organization_id and a.withdrawn_at is null
            where o.organization_id = $1
            """,
            scope.Organization.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        string? region = null;
        var given = new HashSet<(ApprovedUse, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            region = reader.GetString(0);
            if (reader.GetNullable<string?>(1) is { } use)
            {
                given.Add((Enum.Parse<ApprovedUse>(use), reader.GetString(2)));
            }
        }

        return new ApprovalsInForce(region, given);
    }

    /// <summary>An approval, also a withdrawn one; null when the organization has no such.</summary>
    public static async Task<WrittenApproval?> FindAsync(OrganizationScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            $"select {Columns} from organizations.approval where organization_id = $1 and approval_id = $2",
            scope.Organization.Value,
            id
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

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

    /// <summary>What ends together: an approval, and those of the same use for the other keys of its account (<c>replaces</c>).</summary>
    public static async Task<IReadOnlyList<WrittenApproval>> OfSameAccountAsync(
        OrganizationScope scope,
        WrittenApproval approval,
        CancellationToken cancellationToken
    )
    {
        await using var select = scope.CreateCommand(
            $"""
            with recursive account as (
              select credential_id, replaces, region from organizations.provider_credential
              where organization_id = $1 and $3 in (credential_id::text, region || ':' || credential_id)
              union
              select other.credential_id, other.replaces, other.region from organizations.provider_credential other
              join account on other.organization_id = $1 and (other.replaces = account.credential_id or other.credential_id = account.replaces)
            )
            select {Columns} from organizations.approval
            where organization_id = $1 and use = $2 and withdrawn_at is null and (subject = $3
              or subject in (select case $2 when 'OtherRegion' then region || ':' || credential_id else credential_id::text end from account))
            order by given_at, approval_id
            """,
            scope.Organization.Value,
            approval.Use.ToString(),
            approval.Subject
        );
        return await ReadAllAsync(select, cancellationToken);
    }

    /// <summary>Ends an approval that is in force, switches its use off and records it.</summary>
    public static async Task<Outcome<WrittenApproval>> WithdrawAsync(
        OrganizationScope scope,
        IAuditLog audit,
        WrittenApproval approval,
        AuditActor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            "update organizations.approval set withdrawn_at = $3, withdrawn_by = $4 where organization_id = $1 and approval_id = $2",
            scope.Organization.Value,
            approval.Id,
            now,
            actor.Id
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
        await ApprovalSwitches.SetAsync(scope, approval.Use, approval.Subject, null, actor, cancellationToken);
        var ended = approval with { WithdrawnAt = now, WithdrawnBy = actor.Id };
        var recorded = await audit.AppendAsync(
            scope.Organization,
            [Changed(ended, ApprovalChange.Withdrawn, now, actor)],
            cancellationToken
        );
        return recorded.Succeeded ? ended : recorded.Failure;
    }

    /// <summary>A key that is replaced stays an account at the same provider: what was approved for the one before holds for the next, on record by who replaced it.</summary>
    /// <remarks>Under <see cref="LockAsync"/>, taken before anything else of the transaction.</remarks>
    public static async Task<Outcome<Done>> CopyAsync(
        OrganizationScope scope,
        IAuditLog audit,
        Guid credential,
        Guid next,
        AuditActor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var copy = scope.CreateCommand(
            $"""
            insert into organizations.approval (organization_id, approval_id, use, subject, text_version, text, given_at, given_by)
            select a.organization_id, gen_random_uuid(), a.use, case a.use when 'OtherRegion' then c.region || ':' else '' end || $3::uuid,
              a.text_version, a.text, a.given_at, a.given_by
            from organizations.provider_credential c join organizations.approval a on a.organization_id = c.organization_id and a.withdrawn_at is null
            where c.organization_id = $1 and c.credential_id = $2
              and (a.use, a.subject) in (('Provider', c.credential_id::text), ('OtherRegion', c.region || ':' || c.credential_id))
            returning {Columns}
            """,
            scope.Organization.Value,
            credential,
            next
        );
        var copies = await ReadAllAsync(copy, cancellationToken);
        if (copies.Count == 0)
        {
            return default(Done);
        }

        var recorded = await audit.AppendAsync(
            scope.Organization,
            [.. copies.Select(approval => Changed(approval, ApprovalChange.Given, now, actor))],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }

    private static async Task<IReadOnlyList<WrittenApproval>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var approvals = new List<WrittenApproval>();
        while (await reader.ReadAsync(cancellationToken))
        {
            approvals.Add(Read(reader));
        }

        return approvals;
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
