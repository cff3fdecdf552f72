using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Sealing;

/// <summary>Wrapped body keys as rows, for the store that keeps its events elsewhere.</summary>
internal sealed class BodyKeyStore(PlacedDatabase database)
{
    /// <summary>Keeps the keys of events that are about to be written. The same call again does nothing.</summary>
    /// <exception cref="LogUnavailableException">Postgres is away: without their keys the events must not be written.</exception>
    public async Task KeepAsync(OrganizationId organization, IReadOnlyList<SealedEvent> events, CancellationToken cancellationToken)
    {
        var keys = events.Select(sealedEvent => sealedEvent.Key!).ToList();
        try
        {
            await using var batch = database
                .CreateBatch(organization)
                .Add(
                    """
                    insert into audit.body_key (organization_id, key_id, event_id, class, month, wrapped)
                    select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::bytea[]) on conflict do nothing
                    """,
                    organization.Value,
                    keys.Select(key => key.Id).ToArray(),
                    keys.Select(key => key.EventId).ToArray(),
                    keys.Select(key => key.Class).ToArray(),
                    keys.Select(key => key.Month).ToArray(),
                    keys.Select(key => key.Wrapped).ToArray()
                );
            await batch.ExecuteAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            throw new LogUnavailableException();
        }
    }

    /// <summary>The events with their keys, as far as these are still there.</summary>
    /// <exception cref="LogUnavailableException">Postgres is away.</exception>
    public async Task<List<StoredEvent>> AttachAsync(
        OrganizationId organization,
        IReadOnlyList<StoredEvent> events,
        CancellationToken cancellationToken
    )
    {
        var ids = events.Select(stored => BodySealer.KeyIdOf(stored.Event.Body)).OfType<Guid>().ToArray();
        var keys = new Dictionary<Guid, BodyKey>();
        try
        {
            if (ids.Length > 0)
            {
                await using var batch = database
                    .CreateBatch(organization)
                    .Add(
                        "select key_id, event_id, class, month, wrapped from audit.body_key where organization_id = $1 and key_id = any ($2)",
                        organization.Value,
                        ids
                    );
                await using var reader = await batch.ReadAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    var key = new BodyKey(
                        reader.GetGuid(0),
                        reader.GetGuid(1),
                        reader.GetString(2),
                        reader.GetFieldValue<DateOnly>(3),
                        reader.GetFieldValue<byte[]>(4)
                    );
                    keys[key.Id] = key;
                }
            }
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            throw new LogUnavailableException();
        }

        return
        [
            .. events.Select(stored =>
                BodySealer.KeyIdOf(stored.Event.Body) is { } id && keys.TryGetValue(id, out var key)
                    ? stored with
                    {
                        Event = stored.Event with { Key = key },
                    }
                    : stored
            ),
        ];
    }
}
