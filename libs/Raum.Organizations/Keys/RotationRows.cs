using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Keys;

/// <summary>Rows of <c>keys.rotation</c>, for <c>raum_rotation</c>.</summary>
internal static class RotationRows
{
    private const string Columns = "purpose, version, started_at, stopped_at, finished_at, resealed, unreadable";

    public static async Task<List<RotationStatus>> ReadAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            $"select {Columns} from keys.rotation where organization_id = $1 order by purpose for update",
            scope.Organization.Value
        );
        return await ReadAsync(scope.Organization, select, cancellationToken);
    }

    public static async Task<RotationStatus> StartAsync(
        OrganizationScope scope,
        KeyUse use,
        long version,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var upsert = scope.CreateCommand(
            $"""
            insert into keys.rotation as stored (organization_id, purpose, version, started_at) values ($1, $2, $3, $4)
            on conflict (organization_id, purpose) do update set version = excluded.version, started_at = excluded.started_at,
              stopped_at = null, finished_at = null, resealed = 0, unreadable = 0
            returning {Columns}
            """,
            scope.Organization.Value,
            Purpose(use),
            version,
            now
        );
        return (await ReadAsync(scope.Organization, upsert, cancellationToken))[0];
    }

    /// <summary>Adds to the counts of the open rotation and changes its state.</summary>
    /// <returns>The row afterwards; null when this rotation is not the open one any more.</returns>
    public static async Task<RotationStatus?> MoveAsync(
        OrganizationScope scope,
        RotationStatus rotation,
        ResealedBatch batch,
        bool finish,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            $"""
            update keys.rotation set resealed = resealed + $4, unreadable = greatest(unreadable, $5), finished_at = case when $6 then $7 end
            where organization_id = $1 and purpose = $2 and version = $3 and finished_at is null and stopped_at is null returning {Columns}
            """,
            scope.Organization.Value,
            Purpose(rotation.Use),
            rotation.Version,
            (long)batch.Resealed,
            (long)batch.Unreadable,
            finish,
            now
        );
        return (await ReadAsync(scope.Organization, update, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Stops what is open, or opens what was stopped.</summary>
    public static async Task<List<RotationStatus>> StopAsync(
        OrganizationScope scope,
        DateTimeOffset? stoppedAt,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            $"""
            update keys.rotation set stopped_at = $2
            where organization_id = $1 and finished_at is null and (stopped_at is null) <> ($2::timestamptz is null) returning {Columns}
            """,
            scope.Organization.Value,
            stoppedAt
        );
        return await ReadAsync(scope.Organization, update, cancellationToken);
    }

    public static string Purpose(KeyUse use) => use == KeyUse.Credential ? "credential" : "field";

    public static KeyUse Use(string purpose) => purpose == "credential" ? KeyUse.Credential : KeyUse.Field;

    private static async Task<List<RotationStatus>> ReadAsync(
        OrganizationId organization,
        NpgsqlCommand command,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<RotationStatus>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(
                new RotationStatus(
                    organization,
                    Use(reader.GetString(0)),
                    reader.GetInt64(1),
                    reader.GetFieldValue<DateTimeOffset>(2),
                    reader.GetNullable<DateTimeOffset?>(3),
                    reader.GetNullable<DateTimeOffset?>(4),
                    reader.GetInt64(5),
                    reader.GetInt64(6)
                )
            );
        }

        return found;
    }
}
