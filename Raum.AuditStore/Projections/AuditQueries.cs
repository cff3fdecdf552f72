using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Questions about an organization's audit entries (AUD-6). Headers and details only: no content is stored in clear.</summary>
public sealed class AuditQueries
{
    /// <summary>Most entries of one page.</summary>
    public const int MaxLimit = 200;

    private readonly PlacedDatabase _database;
    private readonly AddressHasher _addresses;

    internal AuditQueries(PlacedDatabase database, AddressHasher addresses)
    {
        _database = database;
        _addresses = addresses;
    }

    /// <summary>Finds entries, the newest first.</summary>
    /// <param name="cursor"><see cref="AuditPage.Next"/> of the page before; null for the first page. Entries that come meanwhile do not move it.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for a cursor that is none, <see cref="FailureCode.DatabaseUnavailable"/>, <see cref="FailureCode.KeyUnavailable"/>.</returns>
    public async Task<Outcome<AuditPage>> FindAsync(
        OrganizationId organization,
        AuditFilter filter,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit is >= 1 and <= MaxLimit, true, nameof(limit));
        Position? from = null;
        if (cursor is not null)
        {
            from = Position.Parse(cursor);
            if (from is null)
            {
                return new Failure(FailureCode.InvalidRequest);
            }
        }

        try
        {
            var hashes = filter.Ip is { } ip ? await _addresses.AllHashesAsync(organization, ip, cancellationToken) : null;
            var (sql, values) = Build(organization, filter, hashes, from, limit);
            await using var batch = _database.CreateBatch(organization).Add(sql, values);
            await using var reader = await batch.ReadAsync(cancellationToken);
            var entries = new List<AuditEntry>(limit + 1);
            while (await reader.ReadAsync(cancellationToken))
            {
                entries.Add(Read(reader));
            }

            var more = entries.Count > limit;
            var page = more ? entries[..limit] : entries;
            return new AuditPage(page, more ? new Position(page[^1].At, page[^1].Revision).ToString() : null);
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private static (string Sql, object?[] Values) Build(
        OrganizationId organization,
        AuditFilter filter,
        IReadOnlyList<byte[]>? hashes,
        Position? from,
        int limit
    )
    {
        var values = new List<object?> { organization.Value };
        var sql = new StringBuilder(
            """
            select revision, event_id, at, recorded_at, type, class, actor_kind, actor_id, actor_authenticated, impersonator, operation,
              target_kind, target_id, result, failure, correlation, trace, details
            from projection.audit_entry where organization_id = $1
            """
        );
        void Where(string condition, object? value)
        {
            if (value is not null)
            {
                values.Add(value);
                sql.Append(" and ").AppendFormat(System.Globalization.CultureInfo.InvariantCulture, condition, $"${values.Count}");
            }
        }

        Where("at >= {0}", filter.From);
        Where("at < {0}", filter.Until);
        Where("type = {0}", filter.Type);
        Where("class = {0}", filter.Class?.ToString());
        Where("actor_kind = {0}", filter.ActorKind?.ToString());
        Where("actor_id = {0}", filter.ActorId);
        Where("operation = {0}", filter.Operation?.ToString());
        Where("target_kind = {0}", filter.TargetKind);
        Where("target_id = {0}", filter.TargetId);
        Where("result = {0}", filter.Result?.ToString());
        Where("correlation = {0}", filter.Correlation?.Value);
        Where("ip_hash = any ({0})", hashes?.ToArray());
        if (from is { } position)
        {
            values.Add(position.At);
            values.Add(position.Revision);
            sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" and (at, revision) < (${values.Count - 1}, ${values.Count})");
        }

        values.Add(limit + 1);
        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" order by at desc, revision desc limit ${values.Count}");
        return (sql.ToString(), [.. values]);
    }

    private static AuditEntry Read(NpgsqlDataReader row)
    {
        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        using var details = JsonDocument.Parse(row.GetString(17));
        return new AuditEntry
        {
            Revision = row.GetInt64(0),
            Id = row.GetGuid(1),
            At = row.GetFieldValue<DateTimeOffset>(2),
            RecordedAt = row.GetFieldValue<DateTimeOffset>(3),
            Type = row.GetString(4),
            Class = Enum.Parse<AuditClass>(row.GetString(5)),
            Actor = new AuditActor(Enum.Parse<AuditActorKind>(row.GetString(6)), row.GetString(7), row.GetBoolean(8), Text(9)),
            Operation = Text(10) is { } operation ? Enum.Parse<AiOperation>(operation) : null,
            Target = Text(11) is { } kind ? new AuditTarget(kind, row.GetString(12)) : null,
            Result = Enum.Parse<AuditResult>(row.GetString(13)),
            Failure = row.IsDBNull(14) ? null : (FailureCode)row.GetInt32(14),
            Correlation = new CorrelationId(row.GetGuid(15)),
            TraceId = Text(16),
            Details = details.RootElement.Clone(),
        };
    }

    /// <summary>A place between two entries, as 16 bytes in base64url: microseconds since 1970, revision.</summary>
    private readonly record struct Position(DateTimeOffset At, long Revision)
    {
        private const int Length = 16;

        public static Position? Parse(string cursor)
        {
            Span<byte> bytes = stackalloc byte[Length + 2];
            if (Base64Url.DecodeFromChars(cursor, bytes, out _, out var written) != OperationStatus.Done || written != Length)
            {
                return null;
            }

            var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
            var revision = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
            return microseconds is >= 0 and < 253_402_300_800_000_000 && revision >= 0
                ? new Position(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds), revision)
                : null;
        }

        public override string ToString()
        {
            Span<byte> bytes = stackalloc byte[Length];
            BinaryPrimitives.WriteInt64BigEndian(bytes, (At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Revision);
            return Base64Url.EncodeToString(bytes);
        }
    }
}
