using Raum.Data;

namespace Raum.AuditStore.Export;

/// <summary>Which bodies are gone, and the receipts about it.</summary>
internal static class RemovedBodies
{
    /// <returns>By revision: <c>expired</c> or <c>erased</c>.</returns>
    public static async Task<IReadOnlyDictionary<long, string>> ReadAsync(
        OrganizationScope scope,
        long first,
        long last,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(
            "select revision, state from audit.removed_body where organization_id = $1 and revision between $2 and $3",
            scope.Organization.Value,
            first,
            last
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var removed = new Dictionary<long, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            removed[reader.GetInt64(0)] = reader.GetString(1);
        }

        return removed;
    }

    /// <summary>The signed receipts, the oldest first.</summary>
    public static async Task<List<string>> ReceiptsAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select note from audit.receipt where organization_id = $1 order by signed_at, receipt_id",
            scope.Organization.Value
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var notes = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            notes.Add(reader.GetString(0));
        }

        return notes;
    }
}
