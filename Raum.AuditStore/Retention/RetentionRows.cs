using Raum.Data;

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

    /// <summary>All entries whose body was not removed, as far as the read models have come.</summary>
    public static async Task<List<long>> WithBodyAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            """
            select r from generate_series(0, (select coalesce(min(c.revision), -1) from projection.checkpoint c where c.organization_id = $1)) as r
            where not exists (select from audit.removed_body b where b.organization_id = $1 and b.revision = r)
            order by r
            """,
            scope.Organization.Value
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var revisions = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            revisions.Add(reader.GetInt64(0));
        }

        return revisions;
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

    /// <summary>Entries of a class and month whose body is there, also such as no read model took in.</summary>
    public static async Task<List<long>> OfMonthAsync(
        OrganizationScope scope,
        string retentionClass,
        DateOnly month,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(
            """
            select found.revision from (
              select a.revision from projection.audit_entry a
                where a.organization_id = $1 and a.class = $2 and a.at >= $4 and a.at < $5
              union
              select e.revision from audit.body_key k join audit.event e on e.organization_id = $1 and e.event_id = k.event_id
                where k.organization_id = $1 and k.class = $2 and k.month = $3) found
            where not exists (select from audit.removed_body r where r.organization_id = $1 and r.revision = found.revision)
            order by found.revision
            """,
            scope.Organization.Value,
            retentionClass,
            month,
            Start(month),
            Start(month.AddMonths(1))
        );
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
