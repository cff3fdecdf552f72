using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Raum.EventStoreProtocol;
using Options = Raum.EventStoreProtocol.ReadRequest.Types.Options;

namespace Raum.Testing.EventStore;

/// <summary>The reading methods of a node: a stream or all, forwards or backwards, once or as a subscription.</summary>
internal sealed class FakeReads(FakeEventStore node)
{
    public async Task ReadAsync(GrpcExchange exchange)
    {
        var options = (await exchange.ReadAsync(ReadRequest.Parser))?.Options;
        if (options is null || WhatIsWrong(options) is { } wrong && Complain(wrong))
        {
            exchange.Fail(3);
            return;
        }

        if (options.UuidOption is null)
        {
            // A real node never answers this.
            node.Complain("Read: no uuid option");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, exchange.Aborted);
        }

        if (options.AmountCase == Options.AmountOneofCase.Subscription)
        {
            await SubscribeAsync(exchange, options);
        }
        else
        {
            await ReadOnceAsync(exchange, options);
        }

        exchange.Succeed();
    }

    private bool Complain(string wrong)
    {
        node.Complain($"Read: {wrong}");
        return true;
    }

    private static string? WhatIsWrong(Options options) =>
        options.SourceCase == Options.SourceOneofCase.None ? "no source"
        : options.FilteringCase == Options.FilteringOneofCase.None ? "no filter option"
        : options.AmountCase == Options.AmountOneofCase.None ? "neither count nor subscription"
        : options is { AmountCase: Options.AmountOneofCase.Count, Count: 0 } ? "count is 0"
        : options.Filter is { WindowCase: ReadRequest.Types.Filter.WindowOneofCase.None } ? "no filter window"
        : options is { Filter.CheckpointIntervalMultiplier: 0, AmountCase: Options.AmountOneofCase.Subscription }
            ? "checkpoint multiplier is 0"
        : options is { Filter: not null, SourceCase: Options.SourceOneofCase.Stream } ? "a filter on a stream"
        : null;

    private async Task ReadOnceAsync(GrpcExchange exchange, Options options)
    {
        var backwards = options.Direction == ReadRequest.Types.Direction.Backwards;
        IEnumerable<FakeEvent> events;
        if (options.Stream is { } stream)
        {
            var visible = node.Log.Stream(stream.Stream_.Name.ToStringUtf8());
            if (visible.Count == 0)
            {
                await exchange.WriteAsync(
                    new ReadResponse { StreamNotFound = new ReadResponse.Types.StreamNotFound { Stream = stream.Stream_ } }
                );
                return;
            }

            events = visible.Where(written =>
                stream.FromCase switch
                {
                    ReadRequest.Types.Stream.FromOneofCase.Revision => backwards
                        ? written.Revision <= (long)stream.Revision
                        : written.Revision >= (long)stream.Revision,
                    ReadRequest.Types.Stream.FromOneofCase.Start => !backwards || written.Revision == visible[0].Revision,
                    _ => backwards,
                }
            );
        }
        else
        {
            events = node.Log.All.Where(written => From(options.All, written, backwards) && Passes(options.Filter, written));
        }

        foreach (var written in (backwards ? events.Reverse() : events).Take((int)Math.Min(options.Count, int.MaxValue)))
        {
            await exchange.WriteAsync(Answer(written, options));
        }
    }

    private async Task SubscribeAsync(GrpcExchange exchange, Options options)
    {
        await exchange.WriteAsync(new ReadResponse { Confirmation = new ReadResponse.Types.Confirmation { Id = "subscription" } });
        var seen = options switch
        {
            { All.FromCase: ReadRequest.Types.All.FromOneofCase.End } or { Stream.FromCase: ReadRequest.Types.Stream.FromOneofCase.End } =>
                node.Log.All.Count,
            _ => 0,
        };
        var caughtUp = false;
        while (!exchange.Aborted.IsCancellationRequested)
        {
            var changed = node.Log.Changed;
            var all = node.Log.All;
            foreach (var written in all.Skip(seen).Where(written => IsWanted(options, written)))
            {
                await exchange.WriteAsync(Answer(written, options));
            }

            if (options.Filter is not null && all.Count > seen)
            {
                await exchange.WriteAsync(
                    new ReadResponse
                    {
                        Checkpoint = new Position { Commit = all[^1].Position, Prepare = all[^1].Position },
                    }
                );
            }

            seen = all.Count;
            if (!caughtUp)
            {
                caughtUp = true;
                await exchange.WriteAsync(new ReadResponse { CaughtUp = new Empty() });
            }

            await changed.WaitAsync(exchange.Aborted);
        }
    }

    private static bool IsWanted(Options options, FakeEvent written) =>
        options.Stream is { } stream
            // A subscription begins behind the revision it names.
            ? written.Stream == stream.Stream_.Name.ToStringUtf8()
                && (stream.FromCase != ReadRequest.Types.Stream.FromOneofCase.Revision || written.Revision > (long)stream.Revision)
            : (options.All.FromCase != ReadRequest.Types.All.FromOneofCase.Position || written.Position > options.All.Position.Commit)
                && Passes(options.Filter, written);

    private static bool From(ReadRequest.Types.All all, FakeEvent written, bool backwards) =>
        all.FromCase switch
        {
            ReadRequest.Types.All.FromOneofCase.Position => backwards
                ? written.Position < all.Position.Commit
                : written.Position >= all.Position.Commit,
            ReadRequest.Types.All.FromOneofCase.Start => !backwards,
            _ => backwards,
        };

    private static bool Passes(ReadRequest.Types.Filter? filter, FakeEvent written) =>
        filter?.SubjectCase switch
        {
            ReadRequest.Types.Filter.SubjectOneofCase.StreamName => Matches(filter.StreamName, written.Stream),
            ReadRequest.Types.Filter.SubjectOneofCase.EventType => Matches(filter.EventType, written.Type),
            _ => true,
        };

    private static bool Matches(ReadRequest.Types.Filter.Types.Expression expression, string name) =>
        expression.Prefix.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || (expression.Regex.Length > 0 && Regex.IsMatch(name, expression.Regex, RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static ReadResponse Answer(FakeEvent written, Options options) =>
        new()
        {
            Event = new ReadResponse.Types.Event
            {
                Commit = written.Position,
                Recorded = new ReadResponse.Types.Recorded
                {
                    Id = Id(written.Id, options.UuidOption.FormCase == ReadRequest.Types.UuidOption.FormOneofCase.Structured),
                    Stream = new StreamId { Name = ByteString.CopyFromUtf8(written.Stream) },
                    Revision = (ulong)written.Revision,
                    Prepare = written.Position,
                    Commit = written.Position,
                    Metadata =
                    {
                        ["type"] = written.Type,
                        ["content-type"] = written.ContentType,
                        ["created"] = (written.Created - DateTimeOffset.UnixEpoch).Ticks.ToString(CultureInfo.InvariantCulture),
                    },
                    CustomMetadata = ByteString.CopyFrom(written.Metadata),
                    Data = ByteString.CopyFrom(written.Data),
                },
            },
        };

    private static Uuid Id(Guid id, bool structured)
    {
        if (!structured)
        {
            return new Uuid { Text = id.ToString("D") };
        }

        var bytes = id.ToByteArray(bigEndian: true);
        return new Uuid
        {
            Structured = new Uuid.Types.Structured
            {
                Most = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes),
                Least = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8)),
            },
        };
    }
}
