using Raum.Data;

namespace Raum.AuditStore.Retention;

/// <summary>The first entry that the log still has in full. What is before it was removed with a receipt and then cut off; the tree keeps its hashes.</summary>
internal static class Truncation
{
    public static async Task<long> FirstAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select first from audit.truncation where organization_id = $1",
            scope.Organization.Value
        );
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    /// <summary>The signed note about it (<c>LogCut</c>); null for a log that was never cut.</summary>
    public static async Task<string?> NoteAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select note from audit.truncation where organization_id = $1",
            scope.Organization.Value
        );
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>How far the log may be cut: before the first body that is there, the end of what is signed and projected, and what a sink still has to take.</summary>
    public static async Task<long> PossibleAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            """
            select least(
              (select count(*) from (
                select r.revision, row_number() over (order by r.revision) - 1 as place from audit.removed_body r where r.organization_id = $1) gone
                where gone.revision = gone.place),
              (select coalesce(min(c.revision), -1) from projection.checkpoint c where c.organization_id = $1),
              (select coalesce(max(k.size), 0) - 1 from audit.checkpoint k where k.organization_id = $1),
              (select min(s.position) from audit.sink s where s.organization_id = $1 and s.removed_at is null and s.dead_at is null and s.approved_at is not null))
            """,
            scope.Organization.Value
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task MoveAsync(
        OrganizationScope scope,
        long first,
        string note,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(
            """
            insert into audit.truncation (organization_id, first, moved_at, note) values ($1, $2, $3, $4)
            on conflict (organization_id) do update set first = excluded.first, moved_at = excluded.moved_at, note = excluded.note
            where truncation.first < excluded.first
            """,
            scope.Organization.Value,
            first,
            at,
            note
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
