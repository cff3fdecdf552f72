using System.Runtime.CompilerServices;
using Npgsql;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Postgres;

/// <summary>The embedded log: <c>audit.event</c>, in order by the locked row of <c>audit.head</c>. One round trip for a group.</summary>
internal sealed class PostgresLogStore(PlacedDatabase database, PostgresAnnouncer announcer, BodyKeyStore keys) : ILogStore
{
    private const int PageSize = 256;

    public async Task<LogWrite> WriteAsync(
        OrganizationId organization,
        IReadOnlyList<SealedEvent> events,
        CancellationToken cancellationToken
    )
    {
        var existing = new List<StoredEvent>();
        long? first = null;
        try
        {
            await using var batch = database
                .CreateBatch(organization)
                .Add(
                    "select existing, revision, event_id, recorded_at, header, salt, body from audit.append($1, $2, $3, $4, $5, $6, $7, $8)",
                    events.Select(sealedEvent => sealedEvent.Id).ToArray(),
                    events.Select(sealedEvent => sealedEvent.Header).ToArray(),
                    events.Select(sealedEvent => sealedEvent.Salt).ToArray(),
                    events.Select(sealedEvent => sealedEvent.Body).ToArray(),
                    events.Select(sealedEvent => sealedEvent.Key!.Id).ToArray(),
                    events.Select(sealedEvent => sealedEvent.Key!.Class).ToArray(),
                    events.Select(sealedEvent => sealedEvent.Key!.Month).ToArray(),
                    events.Select(sealedEvent => sealedEvent.Key!.Wrapped).ToArray()
                );
            await using var reader = await batch.ReadAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetBoolean(0))
                {
                    existing.Add(Stored(reader, firstColumn: 1));
                }
                else
                {
                    first = reader.GetInt64(1);
                }
            }

            // The commit is behind the last row: its failure shows here.
            await reader.NextResultAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            throw new LogUnavailableException();
        }

        if (first is not null)
        {
            announcer.Announce(organization);
        }

        return new LogWrite(first, existing.Count == 0 ? existing : await keys.AttachAsync(organization, existing, cancellationToken));
    }

    public async IAsyncEnumerable<StoredEvent> ReadAsync(
        OrganizationId organization,
        long fromRevision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var next = fromRevision;
        while (true)
        {
            // A page, not a cursor: the reader may take its time between events, and no transaction waits for it.
            var page = await ReadPageAsync(organization, next, cancellationToken);
            foreach (var stored in page)
            {
                yield return stored;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            next = page[^1].Revision + 1;
        }
    }

    private async Task<List<StoredEvent>> ReadPageAsync(OrganizationId organization, long fromRevision, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database
                .CreateBatch(organization)
                .Add(
                    """
                    select e.revision, e.event_id, e.recorded_at, e.header, e.salt, e.body, e.body_hash, k.key_id, k.class, k.month, k.wrapped
                    from audit.event e
                    -- A look-up for each event of the page, whatever the planner knows about a table that has just grown.
                    left join lateral (
                      select k.key_id, k.class, k.month, k.wrapped from audit.body_key k
                      where k.organization_id = $1 and k.key_id = audit.key_of(e.body) limit 1
                    ) k on true
                    where e.organization_id = $1 and e.revision >= $2 order by e.revision limit $3
                    """,
                    organization.Value,
                    fromRevision,
                    PageSize
                );
            await using var reader = await batch.ReadAsync(cancellationToken);
            var page = new List<StoredEvent>();
            while (await reader.ReadAsync(cancellationToken))
            {
                page.Add(Keyed(reader));
            }

            return page;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            throw new LogUnavailableException();
        }
    }

    private static StoredEvent Stored(NpgsqlDataReader reader, int firstColumn) =>
        new(
            reader.GetInt64(firstColumn),
            reader.GetFieldValue<DateTimeOffset>(firstColumn + 2),
            new SealedEvent(
                reader.GetGuid(firstColumn + 1),
                reader.GetFieldValue<byte[]>(firstColumn + 3),
                reader.GetFieldValue<byte[]>(firstColumn + 4),
                reader.GetFieldValue<byte[]>(firstColumn + 5)
            )
        );

    private static StoredEvent Keyed(NpgsqlDataReader reader)
    {
        var stored = Stored(reader, firstColumn: 0);
        return stored with
        {
            Event = stored.Event with
            {
                BodyHash = reader.GetNullable<byte[]>(6),
                Key = reader.IsDBNull(7)
                    ? null
                    : new BodyKey(
                        reader.GetGuid(7),
                        stored.Event.Id,
                        reader.GetString(8),
                        reader.GetFieldValue<DateOnly>(9),
                        reader.GetFieldValue<byte[]>(10)
                    ),
            },
        };
    }
}
