using Npgsql;
using NpgsqlTypes;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Read model <c>audit_entry</c>: one row per event, for <see cref="AuditQueries"/>.</summary>
internal sealed class AuditEntryProjection(AddressHasher addresses) : IRowPerEvent
{
    public const string RowsName = "audit_entry.v1";

    public string Name => RowsName;

    public async Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
    {
        var types = batch.Select(recorded => EventTypes.Of(recorded.Event)).ToArray();
        await using var insert = scope.CreateCommand(
            """
            insert into projection.audit_entry (organization_id, at, revision, event_id, recorded_at, type, class, actor_kind, actor_id,
              actor_authenticated, impersonator, operation, target_kind, target_id, result, failure, correlation, trace, ip_hash, network_hash, details,
              generation)
            select $1, *, (select projection.current_generation()) from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """,
            scope.Organization.Value,
            Column(batch, recorded => recorded.Event.At.ToUniversalTime()),
            Column(batch, recorded => recorded.Revision),
            Column(batch, recorded => recorded.Event.Id),
            Column(batch, recorded => recorded.RecordedAt.ToUniversalTime()),
            types.Select(type => type.Name).ToArray(),
            types.Select(type => type.Class.ToString()).ToArray(),
            Column(batch, recorded => recorded.Event.Actor.Kind.ToString()),
            Column(batch, recorded => recorded.Event.Actor.Id),
            Column(batch, recorded => recorded.Event.Actor.Authenticated),
            Column(batch, recorded => recorded.Event.Actor.Impersonator),
            Column(batch, recorded => (recorded.Event as JobEvent)?.Operation.ToString()),
            Column(batch, recorded => recorded.Event.Target?.Kind),
            Column(batch, recorded => recorded.Event.Target?.Id),
            Column(batch, recorded => recorded.Event.Result.ToString()),
            Column(batch, recorded => (int?)recorded.Event.Failure),
            Column(batch, recorded => recorded.Event.Correlation.Value),
            Column(batch, recorded => recorded.Event.TraceId),
            await HashesAsync(batch, addresses.HashAsync, cancellationToken),
            await HashesAsync(batch, addresses.NetworkHashAsync, cancellationToken),
            new NpgsqlParameter
            {
                Value = Column(batch, recorded => EventDetails.Write(recorded.Event)),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            }
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await TellAsync(batch, scope, cancellationToken);
    }

    public async Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var delete = scope.CreateCommand(
            "delete from projection.audit_entry where organization_id = $1",
            scope.Organization.Value
        );
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>For who looks for alerts. What is built again is no news.</summary>
    private static async Task TellAsync(IReadOnlyList<RecordedEvent> batch, OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var tell = scope.CreateCommand(
            """
            insert into projection.news as n (organization_id, first_at, last)
            select $1, $2, $3 where coalesce(current_setting('raum.generation', true), '') = ''
            on conflict (organization_id) do update set first_at = least(n.first_at, excluded.first_at), last = greatest(n.last, excluded.last)
            """,
            scope.Organization.Value,
            batch.Min(recorded => recorded.Event.At.ToUniversalTime()),
            batch[^1].Revision
        );
        await tell.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<byte[]?[]> HashesAsync(
        IReadOnlyList<RecordedEvent> batch,
        Func<OrganizationId, PersonalText, CancellationToken, ValueTask<byte[]>> hash,
        CancellationToken cancellationToken
    )
    {
        var hashes = new byte[]?[batch.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            if (batch[i].Event.Origin?.Ip is { } ip)
            {
                hashes[i] = await hash(batch[i].Organization, ip, cancellationToken);
            }
        }

        return hashes;
    }

    private static T[] Column<T>(IReadOnlyList<RecordedEvent> batch, Func<RecordedEvent, T> value) => [.. batch.Select(value)];
}
