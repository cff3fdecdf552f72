using Raum.Data;
using Raum.Proofs.Export;

namespace Raum.AuditStore.Retention;

/// <summary>What retention and erasure read and write, as the purge role.</summary>
internal static class RetentionRows
{
    public static async Task<bool> IsHeldAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select exists (select from audit.hold where organization_id = $1 and lifted_at is null)",
            scope.Organization.Value
        );
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Days by class, where the organization has decided.</summary>
    public static async Task<Dictionary<string, int>> DaysAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select distinct on (class) class, days from audit.retention where organization_id = $1 order by class, version desc",
            scope.Organization.Value
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            days[reader.GetString(0)] = reader.GetInt32(1);
        }

        return days;
    }

    /// <summary>The class-months whose key is there.</summary>
    public static async Task<List<(string Class, DateOnly Month)>> MonthsAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select class, month from audit.month_key where organization_id = $1 order by month, class",
            scope.Organization.Value
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var months = new List<(string, DateOnly)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            months.Add((reader.GetString(0), reader.GetFieldValue<DateOnly>(1)));
        }

        return months;
    }

    /// <summary>Entries of a class and month whose body is there.</summary>
    public static Task<List<long>> OfMonthAsync(
        OrganizationScope scope,
        string retentionClass,
        DateOnly month,
        CancellationToken cancellationToken
    ) =>
        RevisionsAsync(
            scope,
            """
            select a.revision from projection.audit_entry a
            where a.organization_id = $1 and a.class = $2 and a.at >= $3 and a.at < $4
              and not exists (select from audit.removed_body r where r.organization_id = $1 and r.revision = a.revision)
            order by a.revision
            """,
            [retentionClass, Start(month), Start(month.AddMonths(1))],
            cancellationToken
        );

    /// <summary>Entries about the jobs of some tickets.</summary>
    public static Task<List<long>> OfTicketsAsync(
        OrganizationScope scope,
        IReadOnlyList<long> tickets,
        CancellationToken cancellationToken
    ) =>
        RevisionsAsync(
            scope,
            """
            select a.revision from projection.job_summary j
            join projection.audit_entry a on a.organization_id = $1 and a.target_kind = 'job' and a.target_id = j.job_id::text
            where j.organization_id = $1 and j.ticket_id = any ($2)
              and not exists (select from audit.removed_body r where r.organization_id = $1 and r.revision = a.revision)
            order by a.revision
            """,
            [tickets.ToArray()],
            cancellationToken
        );

    public static async Task<long> RemoveAsync(
        OrganizationScope scope,
        Guid receipt,
        string note,
        DateTimeOffset at,
        Removal removal,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(
            "select audit.remove_bodies($1, $2, $3, $4, $5::bigint[], $6::text, $7::date)",
            receipt,
            note,
            at,
            removal.State == EntryState.Erased ? "erased" : "expired",
            removal.Revisions.ToArray(),
            removal.Class,
            removal.Month
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<List<long>> RevisionsAsync(
        OrganizationScope scope,
        string sql,
        object[] values,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(sql, [scope.Organization.Value, .. values]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var revisions = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            revisions.Add(reader.GetInt64(0));
        }

        return revisions;
    }

    private static DateTimeOffset Start(DateOnly month) => new(month, TimeOnly.MinValue, TimeSpan.Zero);
}
