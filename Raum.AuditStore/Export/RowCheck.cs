using System.Text.Json;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Export;

/// <summary>Compares what the console and the API show with what the log says, row by row. The rows are not signed: the log decides.</summary>
internal sealed class RowCheck(EventSealer sealer, AddressHasher addresses)
{
    /// <param name="projected">The last revision that the read model was to have.</param>
    public async Task<PageCheck> CheckAsync(
        OrganizationScope scope,
        IReadOnlyList<StoredEvent> page,
        IReadOnlyDictionary<long, string> removed,
        long projected,
        CancellationToken cancellationToken
    )
    {
        var expected = new Dictionary<long, RecordedEvent>();
        var unreadable = new HashSet<long>();
        foreach (var stored in page.Where(stored => !removed.ContainsKey(stored.Revision)))
        {
            try
            {
                var recorded = await sealer.OpenAsync(scope.Organization, stored, cancellationToken);
                if (stored.Revision <= projected)
                {
                    expected[stored.Revision] = recorded;
                }
            }
            catch (AuditReadException e) when (e.Code is FailureCode.SealBroken or FailureCode.Gone)
            {
                unreadable.Add(stored.Revision);
            }
        }

        var wrong = expected.Keys.ToDictionary(revision => revision, _ => "missing");
        var found = new HashSet<long>();
        if (expected.Count > 0)
        {
            await foreach (var (revision, row) in RowsAsync(scope, expected.Values, cancellationToken))
            {
                // Of two rows for one entry one is false, whichever is shown.
                if (found.Add(revision) && await IsSameAsync(expected[revision], row, cancellationToken))
                {
                    wrong.Remove(revision);
                }
                else
                {
                    wrong[revision] = "differs";
                }
            }
        }

        return new PageCheck(wrong, unreadable, found.Count);
    }

    /// <summary>How many rows there are from an entry on, up to what was projected: more than entries means that somebody put some in.</summary>
    public static async Task<long> CountAsync(OrganizationScope scope, long first, long end, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select count(*) from projection.audit_entry where organization_id = $1 and revision >= $2 and revision < $3",
            scope.Organization.Value,
            first,
            end
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task<long> ProjectedAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select revision from projection.checkpoint where organization_id = $1 and projection = $2",
            scope.Organization.Value,
            AuditEntryProjection.RowsName
        );
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? -1;
    }

    private static async IAsyncEnumerable<(long Revision, Row Row)> RowsAsync(
        OrganizationScope scope,
        IReadOnlyCollection<RecordedEvent> expected,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(
            """
            select revision, event_id, at, type, class, actor_kind, actor_id, actor_authenticated, impersonator, operation,
              target_kind, target_id, result, failure, correlation, trace, ip_hash, details, network_hash
            from projection.audit_entry
            where organization_id = $1 and at >= $2 and at <= $3 and revision = any ($4)
            """,
            scope.Organization.Value,
            expected.Min(recorded => recorded.Event.At).AddMilliseconds(-1),
            expected.Max(recorded => recorded.Event.At).AddMilliseconds(1),
            expected.Select(recorded => recorded.Revision).ToArray()
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return (reader.GetInt64(0), Read(reader));
        }
    }

    private static Row Read(NpgsqlDataReader reader) =>
        new(
            new Columns(
                reader.GetGuid(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetString(5),
                reader.GetString(6),
                reader.GetBoolean(7),
                reader.GetNullable<string>(8),
                reader.GetNullable<string>(9),
                reader.GetNullable<string>(10),
                reader.GetNullable<string>(11),
                reader.GetString(12),
                reader.GetNullable<int?>(13),
                reader.GetGuid(14),
                reader.GetNullable<string>(15)
            ),
            reader.GetNullable<byte[]>(16),
            reader.GetString(17),
            reader.GetNullable<byte[]>(18)
        );

    private async Task<bool> IsSameAsync(RecordedEvent recorded, Row row, CancellationToken cancellationToken)
    {
        var auditEvent = recorded.Event;
        var type = EventTypes.Of(auditEvent);
        var columns = new Columns(
            auditEvent.Id,
            Microseconds(auditEvent.At),
            type.Name,
            type.Class.ToString(),
            auditEvent.Actor.Kind.ToString(),
            auditEvent.Actor.Id,
            auditEvent.Actor.Authenticated,
            auditEvent.Actor.Impersonator,
            (auditEvent as JobEvent)?.Operation.ToString(),
            auditEvent.Target?.Kind,
            auditEvent.Target?.Id,
            auditEvent.Result.ToString(),
            (int?)auditEvent.Failure,
            auditEvent.Correlation.Value,
            auditEvent.TraceId
        );
        using var expectedDetails = JsonDocument.Parse(EventDetails.Write(auditEvent));
        using var details = JsonDocument.Parse(row.Details);
        return columns == row.Columns with { At = Microseconds(row.Columns.At) }
            && JsonElement.DeepEquals(expectedDetails.RootElement, details.RootElement)
            && await IsSameAddressAsync(recorded, row, cancellationToken);
    }

    private async Task<bool> IsSameAddressAsync(RecordedEvent recorded, Row row, CancellationToken cancellationToken)
    {
        if (recorded.Event.Origin?.Ip is not { } ip)
        {
            return row is { IpHash: null, NetworkHash: null };
        }

        // Rows keep the hash of the key version under which they were written. Old ones have none of the network.
        return row.IpHash is { } hash
            && IsOneOf(await addresses.AllHashesAsync(recorded.Organization, ip, cancellationToken), hash)
            && (
                row.NetworkHash is not { } network
                || IsOneOf(await addresses.AllNetworkHashesAsync(recorded.Organization, ip, cancellationToken), network)
            );
    }

    private static bool IsOneOf(IReadOnlyList<byte[]> known, byte[] hash) => known.Any(one => one.AsSpan().SequenceEqual(hash));

    /// <summary>As a row keeps a time: what is below a microsecond is cut off.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private sealed record Row(Columns Columns, byte[]? IpHash, string Details, byte[]? NetworkHash);

    private sealed record Columns(
        Guid Id,
        DateTimeOffset At,
        string Type,
        string Class,
        string ActorKind,
        string ActorId,
        bool Authenticated,
        string? Impersonator,
        string? Operation,
        string? TargetKind,
        string? TargetId,
        string Result,
        int? Failure,
        Guid Correlation,
        string? Trace
    );
}

/// <summary>What a page of entries is like beside its rows.</summary>
/// <param name="Wrong">By revision what is wrong with the row: <c>missing</c> or <c>differs</c>. Rows that are right are not in it.</param>
/// <param name="Unreadable">Entries whose body is gone or does not open, though nothing says that it was removed.</param>
/// <param name="Rows">How many of the entries have a row.</param>
internal sealed record PageCheck(IReadOnlyDictionary<long, string> Wrong, IReadOnlySet<long> Unreadable, long Rows);
