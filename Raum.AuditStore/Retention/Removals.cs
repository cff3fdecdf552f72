using Raum.Data;

namespace Raum.AuditStore.Retention;

/// <summary>Removals that are written down and not done (<c>audit.removal</c>), as the purge role.</summary>
internal static class Removals
{
    /// <summary>From here to the end of the transaction no hold is placed and nothing is removed by somebody else.</summary>
    /// <returns>False while a legal hold stands.</returns>
    public static async Task<bool> TakeTurnAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using (var turn = scope.CreateCommand("select projection.take_turn()"))
        {
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        return !await RetentionRows.IsHeldAsync(scope, cancellationToken);
    }

    /// <summary>Writes a removal down, where none with its cause is there already.</summary>
    public static async Task AddAsync(OrganizationScope scope, Removal removal, CancellationToken cancellationToken)
    {
        await using var insert = scope.CreateCommand(
            """
            insert into audit.removal (organization_id, receipt_id, cause, class, month, reason, revisions, planned_at)
            values ($1, $2, $3, $4::text, $5::date, $6, $7, $8) on conflict (organization_id, cause) do nothing
            """,
            scope.Organization.Value,
            removal.Receipt,
            removal.Cause,
            removal.Class,
            removal.Month,
            removal.Reason,
            removal.Revisions.ToArray(),
            removal.PlannedAt
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Of expired months: all that are not done.</summary>
    public static Task<List<Removal>> OfMonthsAsync(OrganizationScope scope, CancellationToken cancellationToken) =>
        ReadAsync(scope, "class is not null", [], cancellationToken);

    /// <summary>With this cause; null when none is there.</summary>
    public static async Task<Removal?> OfAsync(OrganizationScope scope, string cause, CancellationToken cancellationToken) =>
        (await ReadAsync(scope, "cause = $2", [cause], cancellationToken)).SingleOrDefault();

    /// <summary>Receipt, marks, bodies, keys and rows.</summary>
    /// <returns>How many entries lost their body; 0 when somebody else did it; null while a legal hold stands.</returns>
    public static async Task<long?> CarryOutAsync(
        OrganizationScope scope,
        Guid receipt,
        string note,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand("select audit.remove_bodies($1, $2, $3)", receipt, note, at);
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    private static async Task<List<Removal>> ReadAsync(
        OrganizationScope scope,
        string which,
        object[] values,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(
            $"""
            select receipt_id, cause, class, month, reason, revisions, planned_at from audit.removal
            where organization_id = $1 and {which} order by planned_at, receipt_id
            """,
            [scope.Organization.Value, .. values]
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var removals = new List<Removal>();
        while (await reader.ReadAsync(cancellationToken))
        {
            removals.Add(
                new Removal(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetFieldValue<DateOnly>(3),
                    reader.GetString(4),
                    reader.GetFieldValue<long[]>(5),
                    reader.GetFieldValue<DateTimeOffset>(6)
                )
            );
        }

        return removals;
    }
}

/// <param name="Receipt">Id of the receipt, and of the entry that says it first.</param>
/// <param name="Cause">What ends. There is one removal for each at a time.</param>
/// <param name="Class">Null for an erasure.</param>
/// <param name="Reason">As the receipt gives it.</param>
/// <param name="Revisions">In ascending order.</param>
/// <param name="PlannedAt">As the database keeps it: a time that was read from there.</param>
internal sealed record Removal(
    Guid Receipt,
    string Cause,
    string? Class,
    DateOnly? Month,
    string Reason,
    IReadOnlyList<long> Revisions,
    DateTimeOffset PlannedAt
);
