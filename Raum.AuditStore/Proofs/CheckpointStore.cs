using Raum.Data;
using Raum.Proofs.Merkle;

namespace Raum.AuditStore.Proofs;

/// <param name="Note">The signed note.</param>
internal sealed record StoredCheckpoint(long Size, TreeHash Root, string Note, DateTimeOffset SignedAt);

/// <summary>Signed checkpoints, as rows.</summary>
internal static class CheckpointStore
{
    /// <summary>The one of the largest tree; null when nothing was signed yet.</summary>
    public static Task<StoredCheckpoint?> LatestAsync(OrganizationScope scope, CancellationToken cancellationToken) =>
        FirstAsync(scope, long.MaxValue, cancellationToken);

    /// <summary>The one of exactly this size.</summary>
    public static async Task<StoredCheckpoint?> OfSizeAsync(OrganizationScope scope, long size, CancellationToken cancellationToken) =>
        await FirstAsync(scope, size, cancellationToken) is { } found && found.Size == size ? found : null;

    public static async Task AddAsync(OrganizationScope scope, StoredCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await using var insert = scope.CreateCommand(
            "insert into audit.checkpoint (organization_id, size, root, note, signed_at) values ($1, $2, $3, $4, $5)",
            scope.Organization.Value,
            checkpoint.Size,
            checkpoint.Root.ToArray(),
            checkpoint.Note,
            checkpoint.SignedAt
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<StoredCheckpoint?> FirstAsync(OrganizationScope scope, long upTo, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            """
            select size, root, note, signed_at from audit.checkpoint
            where organization_id = $1 and size <= $2 order by size desc limit 1
            """,
            scope.Organization.Value,
            upTo
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StoredCheckpoint(
                reader.GetInt64(0),
                new TreeHash(reader.GetFieldValue<byte[]>(1)),
                reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3)
            )
            : null;
    }
}
