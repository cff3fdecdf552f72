using Raum.AuditStore.Export;
using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Sinks;

/// <summary>Where each sink stands: its position, its lease and its failures.</summary>
internal static class SinkRows
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Takes a sink that is due for the time of a turn; null when somebody else has it, or when it is not due any more.</summary>
    public static async Task<Outcome<LeasedSink?>> LeaseAsync(
        OrganizationScope scope,
        Guid id,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update audit.sink set leased_until = $4
            where organization_id = $1 and sink_id = $2 and removed_at is null and dead_at is null and approved_at is not null and next_at <= $3
              and (leased_until is null or leased_until <= $3)
            returning kind, format, target_sealed, content, position, failures, failing_since, next_at,
              coalesce((select t.first from audit.truncation t where t.organization_id = $1), 0)
            """,
            scope.Organization.Value,
            id,
            now,
            now + Lease
        );
        await using var reader = await update.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new LeasedSink(
                Enum.Parse<SinkKind>(reader.GetString(0)),
                Enum.Parse<EntryFormat>(reader.GetString(1)),
                reader.GetFieldValue<byte[]>(2),
                reader.GetBoolean(3),
                reader.GetInt64(4),
                reader.GetInt32(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetFieldValue<DateTimeOffset>(7),
                reader.GetInt64(8)
            )
            : null;
    }

    /// <returns>False when somebody else has moved it, so that the lease was lost, or an admin has taken back what was allowed: this round ends.</returns>
    public static async Task<Outcome<bool>> MoveAsync(
        OrganizationScope scope,
        OpenSink sink,
        long to,
        DateTimeOffset now,
        bool last,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update audit.sink set position = $4, failures = 0, failing_since = null, next_at = $5, leased_until = $6::timestamptz
            where organization_id = $1 and sink_id = $2 and position = $3
            returning approved_at is not null and removed_at is null and (content or not $7)
            """,
            scope.Organization.Value,
            sink.Id,
            sink.Position,
            to,
            now,
            last ? null : now + Lease,
            sink.Content
        );
        return await update.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>One more failure: the sink is left alone for a while, or given up.</summary>
    public static async Task FailAsync(
        OrganizationScope scope,
        Guid id,
        DateTimeOffset since,
        DateTimeOffset now,
        TimeSpan pause,
        bool dead,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update audit.sink set failures = failures + 1, failing_since = $3, next_at = $4, leased_until = null, dead_at = coalesce(dead_at, $5::timestamptz)
            where organization_id = $1 and sink_id = $2
            """,
            scope.Organization.Value,
            id,
            since,
            now + pause,
            dead ? now : null
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A sink as it stood when it was leased.</summary>
internal sealed record LeasedSink(
    SinkKind Kind,
    EntryFormat Format,
    byte[] Target,
    bool Content,
    long Position,
    int Failures,
    DateTimeOffset? FailingSince,
    DateTimeOffset DueAt,
    long First
);
