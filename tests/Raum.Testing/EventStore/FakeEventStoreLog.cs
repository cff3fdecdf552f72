using System.Text.Json;

namespace Raum.Testing.EventStore;

/// <summary>What a node stores, with the rules of EventStoreDB 23.10, its traps included.</summary>
public sealed class FakeEventStoreLog(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<FakeEvent>> _streams = [];
    private readonly HashSet<string> _tombstones = [];
    private readonly List<FakeEvent> _all = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All events in the order in which they were committed.</summary>
    public IReadOnlyList<FakeEvent> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Completes when something was written after this call.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>The events of a stream that a reader sees, in order.</summary>
    public IReadOnlyList<FakeEvent> Stream(string name)
    {
        lock (_gate)
        {
            if (_tombstones.Contains(name))
            {
                throw new FakeStreamDeletedException();
            }

            return _streams.TryGetValue(name, out var events) ? Visible(name, events) : [];
        }
    }

    public FakeAppend Append(string stream, FakeExpectation expected, IReadOnlyList<FakeProposal> proposals)
    {
        lock (_gate)
        {
            if (_tombstones.Contains(stream))
            {
                throw new FakeStreamDeletedException();
            }

            var events = _streams.TryGetValue(stream, out var known) ? known : [];
            var current = events.Count - 1L;
            if (FindRepeated(events, current, expected, proposals) is { } repeated)
            {
                // Trap 1: only the ids were compared; the data of the first time stays.
                return new FakeAppend(Written: true, repeated, events[(int)repeated].Position);
            }

            if (!expected.Holds(current))
            {
                return new FakeAppend(Written: false, current, Position: 0);
            }

            // Trap 2: a repeated id whose expected revision is the current one is written again.
            _streams[stream] = events;
            foreach (var proposal in proposals)
            {
                var position = _all.Count == 0 ? 0UL : _all[^1].Position + 100 + (ulong)_all[^1].Data.Length;
                var written = new FakeEvent(
                    proposal.Id,
                    stream,
                    events.Count,
                    position,
                    proposal.Type,
                    proposal.ContentType,
                    clock.GetUtcNow(),
                    proposal.Metadata,
                    proposal.Data
                );
                events.Add(written);
                _all.Add(written);
            }

            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
            return new FakeAppend(Written: true, events.Count - 1L, _all.Count == 0 ? 0 : _all[^1].Position);
        }
    }

    /// <summary>Soft delete: hides what is there and replaces the stream's metadata. A later write continues the revisions.</summary>
    /// <returns>Not written when the expectation does not hold; a missing stream never satisfies it.</returns>
    public FakeAppend Delete(string stream, FakeExpectation expected, bool forEver)
    {
        lock (_gate)
        {
            var current = _streams.TryGetValue(stream, out var events) ? events.Count - 1L : -1;
            if (current < 0 || !expected.Holds(current))
            {
                return new FakeAppend(Written: false, current, Position: 0);
            }

            if (forEver)
            {
                _tombstones.Add(stream);
                return new FakeAppend(Written: true, current, _all[^1].Position);
            }

            var metadata = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, long> { ["$tb"] = current + 1 });
            return Append(
                "$$" + stream,
                FakeExpectation.Any,
                [new FakeProposal(Guid.CreateVersion7(clock.GetUtcNow()), "$metadata", "application/json", [], metadata)]
            );
        }
    }

    /// <summary>Removes for good what <c>$tb</c> hides, but never the last event of a stream.</summary>
    public void Scavenge()
    {
        lock (_gate)
        {
            Scavenges++;
            foreach (var (name, events) in _streams)
            {
                var before = Math.Min(MetadataOf(name).Before, events.Count - 1);
                for (var i = 0; i < before; i++)
                {
                    _all.Remove(events[i]);
                    events[i] = events[i] with { Metadata = [], Data = [] };
                }
            }
        }
    }

    /// <summary>How often it was asked to.</summary>
    public int Scavenges { get; private set; }

    private static long? FindRepeated(List<FakeEvent> events, long current, FakeExpectation expected, IReadOnlyList<FakeProposal> proposals)
    {
        if (proposals.Count == 0)
        {
            return null;
        }

        var first = expected.Revision is { } revision ? revision + 1 : events.FindIndex(written => written.Id == proposals[0].Id);
        if (first < 0 || first > current || first + proposals.Count - 1 > current)
        {
            return null;
        }

        return proposals.Index().All(item => events[(int)first + item.Index].Id == item.Item.Id) ? first + proposals.Count - 1 : null;
    }

    private List<FakeEvent> Visible(string name, List<FakeEvent> events)
    {
        var (before, age, count) = MetadataOf(name);
        return
        [
            .. events.Where(written =>
                written.Revision >= before
                && (count is null || written.Revision > events.Count - 1 - count)
                && (age is null || clock.GetUtcNow() - written.Created < age)
            ),
        ];
    }

    private (long Before, TimeSpan? Age, long? Count) MetadataOf(string name)
    {
        if (name.StartsWith("$$", StringComparison.Ordinal) || !_streams.TryGetValue("$$" + name, out var metadata) || metadata.Count == 0)
        {
            return (0, null, null);
        }

        using var document = JsonDocument.Parse(metadata[^1].Data);
        long? Number(string property) => document.RootElement.TryGetProperty(property, out var value) ? value.GetInt64() : null;
        return (Number("$tb") ?? 0, Number("$maxAge") is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Number("$maxCount"));
    }
}

/// <param name="Position">In the order of all streams.</param>
public sealed record FakeEvent(
    Guid Id,
    string Stream,
    long Revision,
    ulong Position,
    string Type,
    string ContentType,
    DateTimeOffset Created,
    byte[] Metadata,
    byte[] Data
);

public sealed record FakeProposal(Guid Id, string Type, string ContentType, byte[] Metadata, byte[] Data);

/// <param name="Revision">Of the last event written, or, where nothing was, of the stream.</param>
public readonly record struct FakeAppend(bool Written, long Revision, ulong Position);

/// <param name="Revision">-1 for no stream; null for any revision, or any of a stream that exists.</param>
public readonly record struct FakeExpectation(long? Revision, bool Exists)
{
    public static FakeExpectation Any => new(null, Exists: false);

    public bool Holds(long current) => Revision is { } revision ? revision == current : !Exists || current >= 0;
}

/// <summary>The stream was tombstoned.</summary>
public sealed class FakeStreamDeletedException : Exception;
