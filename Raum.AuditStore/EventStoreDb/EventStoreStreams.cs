using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Raum.EventStoreProtocol;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>Append, read and subscribe: the part of the node's protocol that an audit log needs.</summary>
internal sealed class EventStoreStreams(EventStoreConnection connection)
{
    /// <summary>The revision of a stream that does not exist.</summary>
    public const long NoStream = -1;

    /// <summary>Appends all events or none.</summary>
    /// <param name="expected">The revision of the last event, or <see cref="NoStream"/>.</param>
    /// <returns>
    /// Not written when the stream stands at another revision. A node also answers "written" when it finds these ids just behind
    /// <paramref name="expected"/>, whatever their content: ids must be made from the content.
    /// </returns>
    /// <exception cref="EventStoreException">The outcome is unknown unless it says that it was refused.</exception>
    public async Task<AppendAnswer> AppendAsync(
        string stream,
        long expected,
        IReadOnlyList<NewEvent> events,
        CancellationToken cancellationToken
    )
    {
        var options = new AppendRequest.Types.Options { Stream = Id(stream) };
        if (expected == NoStream)
        {
            options.NoStream = new Empty();
        }
        else
        {
            options.Revision = (ulong)expected;
        }

        var messages = new List<IMessage>(events.Count + 1) { new AppendRequest { Options = options } };
        foreach (var newEvent in events)
        {
            messages.Add(
                new AppendRequest
                {
                    Event = new AppendRequest.Types.Event
                    {
                        Id = new Uuid { Text = newEvent.Id.ToString("D") },
                        Metadata =
                        {
                            ["type"] = newEvent.Type,
                            ["content-type"] = newEvent.Json ? "application/json" : "application/octet-stream",
                        },
                        CustomMetadata = UnsafeByteOperations.UnsafeWrap(newEvent.Metadata),
                        Data = UnsafeByteOperations.UnsafeWrap(newEvent.Data),
                    },
                }
            );
        }

        var answer = await connection.CallAsync("streams.Streams/Append", messages, AppendResponse.Parser, cancellationToken);
        return answer.ResultCase switch
        {
            AppendResponse.ResultOneofCase.Success => new AppendAnswer(Written: true, (long)answer.Success.Revision),
            AppendResponse.ResultOneofCase.WrongExpectedVersion => new AppendAnswer(
                Written: false,
                answer.WrongExpectedVersion.CurrentCase == AppendResponse.Types.WrongExpectedVersion.CurrentOneofCase.Revision
                    ? (long)answer.WrongExpectedVersion.Revision
                    : NoStream
            ),
            _ => throw new EventStoreException(EventStoreProblem.Protocol),
        };
    }

    /// <summary>
    /// Hides what is before a revision (<c>$tb</c>); the rest of the stream's metadata stays. The bytes go with the next <see cref="ScavengeAsync"/>.
    /// Never by age: an entry that is still needed must not end because a clock says so.
    /// </summary>
    /// <exception cref="EventStoreException">The outcome is unknown: the same call again is harmless.</exception>
    public async Task TruncateAsync(string stream, long before, Guid id, CancellationToken cancellationToken)
    {
        var metadata = "$$" + stream;
        while (true)
        {
            StoredEvent? last = null;
            await foreach (var stored in ReadAsync(metadata, null, backwards: true, 1, cancellationToken))
            {
                last = stored;
            }

            var known = last is null ? [] : JsonNode.Parse(last.Data)?.AsObject() ?? [];
            if (known["$tb"]?.GetValue<long>() >= before)
            {
                return;
            }

            known["$tb"] = before;
            var bytes = Encoding.UTF8.GetBytes(known.ToJsonString());
            var answer = await AppendAsync(
                metadata,
                last?.Revision ?? NoStream,
                [new NewEvent(id, "$metadata", [], bytes) { Json = true }],
                cancellationToken
            );
            if (answer.Written)
            {
                return;
            }
        }
    }

    /// <summary>Begins to remove what is hidden from the disks of every node. It runs on its own, for minutes or hours.</summary>
    /// <exception cref="EventStoreException">Not allowed (the user needs <c>$ops</c>), or a node is away.</exception>
    public Task ScavengeAsync(CancellationToken cancellationToken) =>
        connection.CallEachAsync(
            "operations.Operations/StartScavenge",
            new ScavengeRequest { Options = new ScavengeRequest.Types.Options { Threads = 1 } },
            ScavengeResponse.Parser,
            cancellationToken
        );

    /// <summary>Reads a stream from a revision on, or backwards from its end. A stream that does not exist is empty.</summary>
    public async IAsyncEnumerable<StoredEvent> ReadAsync(
        string stream,
        long? from,
        bool backwards,
        long count,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var source = new ReadRequest.Types.Stream { Stream_ = Id(stream) };
        if (from is { } revision)
        {
            source.Revision = (ulong)revision;
        }
        else
        {
            source.End = new Empty();
        }

        var options = new ReadRequest.Types.Options
        {
            Stream = source,
            Direction = backwards ? ReadRequest.Types.Direction.Backwards : ReadRequest.Types.Direction.Forwards,
            Count = (ulong)count,
            NoFilter = new Empty(),
            UuidOption = new ReadRequest.Types.UuidOption { Text = new Empty() },
            Control = new ReadRequest.Types.Control { Compatibility = 1 },
        };
        await foreach (var answer in AnswersAsync(options, endless: false, cancellationToken))
        {
            if (answer.ContentCase == ReadResponse.ContentOneofCase.StreamNotFound)
            {
                yield break;
            }

            if (answer.Event?.Recorded is { } recorded)
            {
                yield return Stored(recorded);
            }
        }
    }

    /// <summary>The names of streams with a prefix, each time one gets an event, from now on. The first item is null: the subscription stands.</summary>
    public async IAsyncEnumerable<string?> ChangesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new ReadRequest.Types.Options
        {
            All = new ReadRequest.Types.All { End = new Empty() },
            Subscription = new ReadRequest.Types.Subscription(),
            Filter = new ReadRequest.Types.Filter
            {
                StreamName = new ReadRequest.Types.Filter.Types.Expression { Prefix = { prefix } },
                Max = 32,
                CheckpointIntervalMultiplier = 1,
            },
            UuidOption = new ReadRequest.Types.UuidOption { Text = new Empty() },
            Control = new ReadRequest.Types.Control { Compatibility = 1 },
        };
        await foreach (var answer in AnswersAsync(options, endless: true, cancellationToken))
        {
            if (answer.ContentCase == ReadResponse.ContentOneofCase.Confirmation)
            {
                yield return null;
            }
            else if (answer.Event?.Recorded is { } recorded)
            {
                yield return recorded.Stream.Name.ToStringUtf8();
            }
        }
    }

    private IAsyncEnumerable<ReadResponse> AnswersAsync(
        ReadRequest.Types.Options options,
        bool endless,
        CancellationToken cancellationToken
    ) =>
        connection.StreamAsync(
            "streams.Streams/Read",
            [new ReadRequest { Options = options }],
            ReadResponse.Parser,
            endless,
            cancellationToken
        );

    private static StreamId Id(string stream) => new() { Name = ByteString.CopyFromUtf8(stream) };

    private static StoredEvent Stored(ReadResponse.Types.Recorded recorded) =>
        new(
            Guid.TryParse(recorded.Id?.Text, out var id) ? id : throw new EventStoreException(EventStoreProblem.Protocol),
            (long)recorded.Revision,
            recorded.Metadata.TryGetValue("created", out var created)
            && long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? DateTimeOffset.UnixEpoch.AddTicks(ticks)
                : throw new EventStoreException(EventStoreProblem.Protocol),
            recorded.Metadata.GetValueOrDefault("type") ?? "",
            recorded.CustomMetadata.ToByteArray(),
            recorded.Data.ToByteArray()
        );
}

/// <summary>MapField has no lookup with a default.</summary>
file static class MapFieldExtensions
{
    public static string? GetValueOrDefault(this Google.Protobuf.Collections.MapField<string, string> map, string key) =>
        map.TryGetValue(key, out var value) ? value : null;
}

internal readonly record struct AppendAnswer(bool Written, long Revision);

internal sealed record NewEvent(Guid Id, string Type, byte[] Metadata, byte[] Data)
{
    public bool Json { get; init; }
}

/// <param name="Created">The node's own time.</param>
internal sealed record StoredEvent(Guid Id, long Revision, DateTimeOffset Created, string Type, byte[] Metadata, byte[] Data);
