using Raum.AuditStore.Sealing;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>What one process knows of the end of a stream: its revision, and the ids of its latest events. Used by one writer at a time.</summary>
internal sealed class StreamTail
{
    /// <summary>Ids that are kept, about 5 MB at the most. Older ones are read again when they are asked for.</summary>
    private const int MaxIds = 65_536;

    private readonly Dictionary<Guid, long> _revisions = [];
    private readonly Queue<(Guid Id, DateTimeOffset At)> _order = new();
    private bool _whole;

    /// <summary>The stream has been read once.</summary>
    public bool Known { get; private set; }

    /// <summary>Nothing can have been written since without this tail knowing it, except by another process; then an append conflicts.</summary>
    public bool Certain { get; set; }

    /// <summary>Of the last event; -1 for an empty stream.</summary>
    public long Revision { get; private set; } = EventStoreStreams.NoStream;

    /// <summary>Of the last event whose id is not kept any more.</summary>
    public long BeforeKept => Math.Max(0, Revision - _order.Count);

    /// <param name="whole">What follows is the stream from its first event on.</param>
    public void Start(bool whole)
    {
        Known = true;
        _whole = whole;
    }

    public void Extend(Guid id, long revision, DateTimeOffset at)
    {
        // A stream cannot hold an id twice; should it, the first one counts.
        _revisions.TryAdd(id, revision);
        _order.Enqueue((id, at));
        Revision = revision;
        while (_order.Count > MaxIds)
        {
            _revisions.Remove(_order.Dequeue().Id);
            _whole = false;
        }
    }

    public void Extend(IReadOnlyList<SealedEvent> events, DateTimeOffset at)
    {
        foreach (var sealedEvent in events)
        {
            Extend(sealedEvent.Id, Revision + 1, at);
        }
    }

    public long? Find(Guid id) => _revisions.TryGetValue(id, out var revision) ? revision : null;

    /// <summary>An event recorded at this time or later is among those whose ids are kept.</summary>
    public bool Covers(DateTimeOffset time) => _whole || (_order.TryPeek(out var first) && first.At < time);
}
