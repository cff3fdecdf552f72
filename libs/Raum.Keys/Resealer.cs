using System.Runtime.CompilerServices;
using Raum.Core;
using Raum.Data;

namespace Raum.Keys;

/// <param name="Resealed">Fields that are under the newest key now.</param>
/// <param name="Unreadable">Fields that do not open: changed, or their key was destroyed. They stay as they are.</param>
public readonly record struct ResealedBatch(int Resealed, int Unreadable);

/// <summary>Seals fields anew under the newest key, in small batches beside the traffic.</summary>
/// <remarks>
/// Which key sealed a field stands in the field, so that there is nothing to remember: a pass that was stopped goes on where fields are left. A field is written only
/// if it is still what was read; who changed it meanwhile wins.
/// </remarks>
public sealed class Resealer
{
    private readonly DataKeys _keys;
    private readonly FieldSealer _sealer;
    private readonly IReadOnlyList<SealedColumn> _columns;

    internal Resealer(DataKeys keys, FieldSealer sealer, IEnumerable<SealedColumn> columns)
    {
        _keys = keys;
        _sealer = sealer;
        _columns = [.. columns.Distinct()];
    }

    /// <summary>Every column that takes part.</summary>
    public IReadOnlyList<SealedColumn> Columns => _columns;

    /// <summary>Goes once over an organization's fields of one use. Stop by taking no further batch.</summary>
    /// <param name="rows">Signs in as <c>raum_rotation</c>.</param>
    /// <param name="batchSize">Most fields that are read at once.</param>
    /// <returns>A batch at a time; a failure ends the pass: <see cref="FailureCode.KeyUnavailable"/> or <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async IAsyncEnumerable<Outcome<ResealedBatch>> PassAsync(
        PlacedDatabase rows,
        OrganizationId organization,
        KeyUse use,
        int batchSize,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var newest = await _keys.UseNewestAsync(organization, KeyPurpose.Of(use), cancellationToken);
        if (!newest.Succeeded)
        {
            yield return newest.Failure;
            yield break;
        }

        foreach (var column in _columns.Where(column => column.Use == use))
        {
            ScopedDatabase home = column.IsPlaced ? rows : rows.Shared;
            string? last = null;
            do
            {
                var read = await ReadAsync(home, organization, column, newest.Value, last, batchSize, cancellationToken);
                if (!read.Succeeded)
                {
                    yield return read.Failure;
                    yield break;
                }

                last = read.Value.Count == batchSize ? read.Value[^1].Key : null;
                if (read.Value.Count == 0)
                {
                    continue;
                }

                var batch = await ResealAsync(home, organization, column, newest.Value, read.Value, cancellationToken);
                yield return batch;
                if (!batch.Succeeded)
                {
                    yield break;
                }
            } while (last is not null);
        }
    }

    private async Task<Outcome<ResealedBatch>> ResealAsync(
        ScopedDatabase rows,
        OrganizationId organization,
        SealedColumn column,
        Guid newest,
        List<Field> fields,
        CancellationToken cancellationToken
    )
    {
        List<string> keys = [];
        List<byte[]> before = [];
        List<byte[]> after = [];
        foreach (var field in fields)
        {
            var address = column.Address(field.Row);
            var opened = await _sealer.OpenAsync(organization, address, field.Sealed, cancellationToken);
            if (opened is { Succeeded: false, Failure.Code: FailureCode.SealBroken or FailureCode.Gone })
            {
                continue;
            }

            if (!opened.Succeeded)
            {
                return opened.Failure;
            }

            var sealing = await _sealer.SealAsync(organization, address, opened.Value, cancellationToken);
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(opened.Value);
            if (!sealing.Succeeded)
            {
                return sealing.Failure;
            }

            keys.Add(field.Key);
            before.Add(field.Sealed);
            after.Add(sealing.Value);
        }

        try
        {
            var changed = keys.Count == 0 ? 0 : await WriteAsync(rows, organization, column, keys, before, after, cancellationToken);
            return after.Any(bytes => SealedFormat.KeyIdOf(bytes) != newest)
                ? new Failure(FailureCode.Conflict) // rotated again meanwhile: the next pass knows the newer key
                : new ResealedBatch(changed, fields.Count - keys.Count);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private static async Task<Outcome<List<Field>>> ReadAsync(
        ScopedDatabase rows,
        OrganizationId organization,
        SealedColumn column,
        Guid newest,
        string? last,
        int batchSize,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = rows.CreateBatch(organization);
            batch.Add(
                $"""
                select {column.Key}::text, {column.Row}, {column.Column} from {column.Table}
                where organization_id = $1 and {column.Column} is not null and substring({column.Column} from 2 for 16) <> $2
                  and ($3::text is null or {column.Key} > $3::text::{column.KeyType})
                order by {column.Key} limit $4
                """,
                organization.Value,
                newest.ToByteArray(bigEndian: true),
                last,
                batchSize
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            var fields = new List<Field>();
            while (await reader.ReadAsync(cancellationToken))
            {
                fields.Add(new Field(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
            }

            return fields;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private static async Task<int> WriteAsync(
        ScopedDatabase rows,
        OrganizationId organization,
        SealedColumn column,
        List<string> keys,
        List<byte[]> before,
        List<byte[]> after,
        CancellationToken cancellationToken
    )
    {
        await using var batch = rows.CreateBatch(organization);
        batch.Add(
            $"""
            update {column.Table} as stored set {column.Column} = fresh.after
            from unnest($2::text[], $3::bytea[], $4::bytea[]) as fresh (key, before, after)
            where stored.organization_id = $1 and stored.{column.Key} = fresh.key::{column.KeyType} and stored.{column.Column} = fresh.before
            """,
            organization.Value,
            keys.ToArray(),
            before.ToArray(),
            after.ToArray()
        );
        return Math.Max(await batch.ExecuteAsync(cancellationToken), 0);
    }

    private sealed record Field(string Key, string Row, byte[] Sealed);
}
