using System.Data;
using System.Security.Cryptography;
using Npgsql;
using Raum.Data;

namespace Raum.Organizations.Placement;

/// <param name="Sha256">Over the rows in the order of their key, as <c>COPY</c> gives them in binary.</param>
internal sealed record CopiedTable(string Name, long Rows, string Sha256);

/// <summary>Copies an organization's conversations and log from one database to another, and reads them again there. Both are closed for the organization.</summary>
/// <remarks>
/// One snapshot on the one side, one transaction on the other: what ends in between leaves nothing. <c>COPY … FROM</c> is not subject to row-level security, and
/// Postgres refuses it for that; so rows go through a temporary table.
/// </remarks>
internal static class PlacementCopy
{
    /// <returns>The tables as they are on both sides; null when anything differs: then nothing was written.</returns>
    public static async Task<IReadOnlyList<CopiedTable>?> RunAsync(
        PlacementSide source,
        PlacementSide target,
        CancellationToken cancellationToken
    )
    {
        await using var snapshot = await source.BeginAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var writing = await target.BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var tables = await PlacementTables.ReadAsync(source.Connection, cancellationToken);
        if (!tables.SequenceEqual(await PlacementTables.ReadAsync(target.Connection, cancellationToken)))
        {
            return null;
        }

        await DeleteAsync(target, tables, cancellationToken);
        var copied = new List<CopiedTable>();
        foreach (var table in tables)
        {
            var rows = await CountAsync(source, table, cancellationToken);
            copied.Add(new CopiedTable(table.Name, rows, await CopyAsync(source, target, table, cancellationToken)));
        }

        foreach (var (table, there) in tables.Zip(copied))
        {
            var sha256 = await StreamAsync(target.Connection, Rows(table, target), Stream.Null, cancellationToken);
            if (sha256 != there.Sha256 || await CountAsync(target, table, cancellationToken) != there.Rows)
            {
                return null;
            }
        }

        await writing.CommitAsync(cancellationToken);
        return copied;
    }

    /// <summary>Deletes what the organization left in a database that it has moved away from.</summary>
    /// <returns>How many rows.</returns>
    public static async Task<long> ClearAsync(PlacementSide side, CancellationToken cancellationToken)
    {
        await using var transaction = await side.BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var tables = await PlacementTables.ReadAsync(side.Connection, cancellationToken);
        var deleted = await DeleteAsync(side, tables, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private static async Task<long> DeleteAsync(
        PlacementSide side,
        IReadOnlyList<PlacementTable> tables,
        CancellationToken cancellationToken
    )
    {
        var deleted = 0L;
        foreach (var table in tables.Reverse())
        {
            await using var delete = new NpgsqlCommand($"delete from {table.Name} where organization_id = $1", side.Connection).With(
                side.Organization.Value
            );
            deleted += await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        return deleted;
    }

    private static async Task<string> CopyAsync(
        PlacementSide source,
        PlacementSide target,
        PlacementTable table,
        CancellationToken cancellationToken
    )
    {
        await ExecuteAsync(
            target,
            $"create temporary table moved_rows on commit drop as select {table.Columns} from {table.Name} with no data",
            cancellationToken
        );
        string sha256;
        await using (
            var into = await target.Connection.BeginRawBinaryCopyAsync(
                $"copy moved_rows ({table.Columns}) from stdin (format binary)",
                cancellationToken
            )
        )
        {
            sha256 = await StreamAsync(source.Connection, Rows(table, source), into, cancellationToken);
        }

        await ExecuteAsync(
            target,
            $"insert into {table.Name} ({table.Columns}) select {table.Columns} from moved_rows; drop table moved_rows",
            cancellationToken
        );
        return sha256;
    }

    // The organization is the scope's own, a Guid in its text form.
    private static string Rows(PlacementTable table, PlacementSide side) =>
        $"copy (select {table.Columns} from {table.Name} where organization_id = '{side.Organization}' order by {table.Order}) to stdout (format binary)";

    private static async Task<string> StreamAsync(
        NpgsqlConnection connection,
        string copy,
        Stream into,
        CancellationToken cancellationToken
    )
    {
        await using var rows = await connection.BeginRawBinaryCopyAsync(copy, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await rows.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await into.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<long> CountAsync(PlacementSide side, PlacementTable table, CancellationToken cancellationToken)
    {
        await using var count = new NpgsqlCommand($"select count(*) from {table.Name} where organization_id = $1", side.Connection).With(
            side.Organization.Value
        );
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(PlacementSide side, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, side.Connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
