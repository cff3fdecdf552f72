using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Stored = Raum.AuditStore.Sealing.StoredEvent;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>The log in EventStoreDB: stream <c>organization-{id}</c>, appended to with the expected revision.</summary>
/// <remarks>
/// A node knows events by their id only: it answers "written" to a known id with other data, and writes a known id again where the expected revision
/// is the current one. So the node's id is made from the content (<see cref="SealedEvent.ContentHash"/>), and the event's own id, the idempotency key,
/// is looked for in the stream before anything is written, and after anything went wrong.
/// </remarks>
internal sealed class EventStoreLogStore(EventStoreStreams streams, BodyKeyStore keys, TimeProvider clock) : ILogStore
{
    internal const string StreamPrefix = "organization-";
    private const int PageSize = 512;
    private const int KeyPageSize = 256;

    private readonly ConcurrentDictionary<OrganizationId, StreamTail> _tails = new();

    public static string StreamOf(OrganizationId organization) => StreamPrefix + organization;

    public async Task<LogWrite> WriteAsync(
        OrganizationId organization,
        IReadOnlyList<SealedEvent> events,
        CancellationToken cancellationToken
    )
    {
        var tail = _tails.GetOrAdd(organization, _ => new StreamTail());
        // Before the events: an event whose key is not kept could never be read.
        await keys.KeepAsync(organization, events, cancellationToken);
        try
        {
            while (true)
            {
                await ReadOnAsync(organization, tail, cancellationToken);
                if (await FindAsync(organization, tail, events, cancellationToken) is { Count: > 0 } existing)
                {
                    return new LogWrite(null, await keys.AttachAsync(organization, existing, cancellationToken));
                }

                // From here until the answer, nobody knows where the stream ends.
                tail.Certain = false;
                var proposed = events.Select(EventStoreForm.Write).ToList();
                var answer = await streams.AppendAsync(StreamOf(organization), tail.Revision, proposed, cancellationToken);
                if (answer.Written && answer.Revision == tail.Revision + events.Count)
                {
                    var first = tail.Revision + 1;
                    tail.Extend(events, clock.GetUtcNow());
                    tail.Certain = true;
                    return new LogWrite(first, []);
                }
            }
        }
        catch (EventStoreException)
        {
            throw new LogUnavailableException();
        }
    }

    public async IAsyncEnumerable<Stored> ReadAsync(
        OrganizationId organization,
        long fromRevision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var page = new List<Stored>(KeyPageSize);
        await using var read = streams
            .ReadAsync(StreamOf(organization), fromRevision, backwards: false, long.MaxValue, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            bool more;
            try
            {
                more = await read.MoveNextAsync();
            }
            catch (EventStoreException)
            {
                throw new LogUnavailableException();
            }

            if (more)
            {
                page.Add(Open(read.Current));
            }

            if (page.Count == KeyPageSize || (!more && page.Count > 0))
            {
                // One look-up of keys for many events.
                foreach (var stored in await keys.AttachAsync(organization, page, cancellationToken))
                {
                    yield return stored;
                }

                page.Clear();
            }

            if (!more)
            {
                yield break;
            }
        }
    }

    /// <summary>Learns what others, or an append with an unknown outcome, wrote behind the last known revision.</summary>
    private async Task ReadOnAsync(OrganizationId organization, StreamTail tail, CancellationToken cancellationToken)
    {
        if (tail.Certain)
        {
            return;
        }

        if (!tail.Known)
        {
            var last = new List<StoredEvent>();
            await foreach (var stored in streams.ReadAsync(StreamOf(organization), null, backwards: true, PageSize, cancellationToken))
            {
                last.Add(stored);
            }

            last.Reverse();
            tail.Start(last.Count < PageSize || last[0].Revision == 0);
            last.ForEach(stored => tail.Extend(EventHeader.IdOf(stored.Metadata), stored.Revision, stored.Created));
        }
        else
        {
            var from = tail.Revision + 1;
            await foreach (
                var stored in streams.ReadAsync(StreamOf(organization), from, backwards: false, long.MaxValue, cancellationToken)
            )
            {
                tail.Extend(EventHeader.IdOf(stored.Metadata), stored.Revision, stored.Created);
            }
        }

        tail.Certain = true;
    }

    /// <summary>Those of the events whose ids are in the stream, as they stand there.</summary>
    private async Task<List<Stored>> FindAsync(
        OrganizationId organization,
        StreamTail tail,
        IReadOnlyList<SealedEvent> events,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Stored>();
        var older = new HashSet<Guid>();
        var since = DateTimeOffset.MaxValue;
        foreach (var sealedEvent in events)
        {
            if (tail.Find(sealedEvent.Id) is { } revision)
            {
                await foreach (var stored in streams.ReadAsync(StreamOf(organization), revision, backwards: false, 1, cancellationToken))
                {
                    found.Add(Open(stored));
                }
            }
            else if (!tail.Covers(EventTime.Earliest(sealedEvent.Id)))
            {
                older.Add(sealedEvent.Id);
                since = Min(since, EventTime.Earliest(sealedEvent.Id));
            }
        }

        if (older.Count > 0)
        {
            await foreach (
                var stored in streams.ReadAsync(StreamOf(organization), tail.BeforeKept, backwards: true, long.MaxValue, cancellationToken)
            )
            {
                if (stored.Created < since || older.Count == 0)
                {
                    break;
                }

                if (older.Remove(EventHeader.IdOf(stored.Metadata)))
                {
                    found.Add(Open(stored));
                }
            }
        }

        return found;
    }

    private static Stored Open(StoredEvent stored)
    {
        try
        {
            return new Stored(stored.Revision, stored.Created, EventStoreForm.Read(stored));
        }
        catch (UnreadableEventException)
        {
            // The projector and the verifier say it louder; a reader must not go past it.
            throw new Core.Audit.AuditReadException(FailureCode.SealBroken);
        }
    }

    private static DateTimeOffset Min(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
