using System.Globalization;
using Raum.EventStoreProtocol;

namespace Raum.Testing.EventStore;

/// <summary>The writing methods of a node.</summary>
internal sealed class FakeStreams(FakeEventStore node)
{
    private const int MaxAppendSize = 1024 * 1024;

    public async Task AppendAsync(GrpcExchange exchange)
    {
        var first = await exchange.ReadAsync(AppendRequest.Parser);
        if (first?.Options?.Stream is null)
        {
            node.Complain("Append: the first frame is not the options");
            exchange.Fail(3);
            return;
        }

        var proposals = new List<FakeProposal>();
        while (await exchange.ReadAsync(AppendRequest.Parser) is { } frame)
        {
            if (frame.Event is null || Proposal(frame.Event) is not { } proposal)
            {
                exchange.Fail(3, ("exception", "missing-required-metadata-property"));
                return;
            }

            proposals.Add(proposal);
        }

        if (Size(proposals) > MaxAppendSize)
        {
            exchange.Fail(
                3,
                ("exception", "maximum-append-size-exceeded"),
                ("maximum-append-size", MaxAppendSize.ToString(CultureInfo.InvariantCulture))
            );
            return;
        }

        var (fault, time) = node.Faults.Take();
        if (fault == AppendFault.DropBefore)
        {
            exchange.Drop();
            return;
        }

        if (fault == AppendFault.NotReady)
        {
            exchange.Fail(14);
            return;
        }

        if (fault == AppendFault.SlowBefore)
        {
            await Task.Delay(time, TimeProvider.System, CancellationToken.None);
        }

        var expectation = Expected(first.Options);
        var written = node.Log.Append(first.Options.Stream.Name.ToStringUtf8(), expectation, proposals);
        if (fault == AppendFault.DropAfter)
        {
            exchange.Drop();
            return;
        }

        if (fault == AppendFault.SlowAfter)
        {
            await Task.Delay(time, TimeProvider.System, exchange.Aborted);
        }

        await exchange.WriteAsync(written.Written ? Success(written) : Conflict(written, first.Options));
        exchange.Succeed();
    }

    public async Task DeleteAsync(GrpcExchange exchange, bool forEver)
    {
        var request = await exchange.ReadAsync(DeleteRequest.Parser);
        if (request?.Options?.Stream is null)
        {
            node.Complain("Delete: no options");
            exchange.Fail(3);
            return;
        }

        var options = request.Options;
        var expectation = options.ExpectedCase switch
        {
            DeleteRequest.Types.Options.ExpectedOneofCase.Revision => new FakeExpectation((long)options.Revision, Exists: false),
            DeleteRequest.Types.Options.ExpectedOneofCase.NoStream => new FakeExpectation(-1, Exists: false),
            DeleteRequest.Types.Options.ExpectedOneofCase.StreamExists => new FakeExpectation(null, Exists: true),
            _ => FakeExpectation.Any,
        };
        var stream = options.Stream.Name.ToStringUtf8();
        var deleted = node.Log.Delete(stream, expectation, forEver);
        if (!deleted.Written)
        {
            exchange.Fail(
                9,
                ("exception", "wrong-expected-version"),
                ("stream-name", stream),
                ("expected-version", (expectation.Revision ?? (expectation.Exists ? -4 : -2)).ToString(CultureInfo.InvariantCulture)),
                ("actual-version", deleted.Revision.ToString(CultureInfo.InvariantCulture))
            );
            return;
        }

        await exchange.WriteAsync(new DeleteResponse { Position = At(deleted.Position) });
        exchange.Succeed();
    }

    private static AppendResponse Success(FakeAppend written) =>
        new()
        {
            Success = new AppendResponse.Types.Success { Revision = (ulong)Math.Max(0, written.Revision), Position = At(written.Position) },
        };

    private static AppendResponse Conflict(FakeAppend written, AppendRequest.Types.Options options)
    {
        var conflict = new AppendResponse.Types.WrongExpectedVersion();
        if (written.Revision < 0)
        {
            conflict.NoStream = new Empty();
        }
        else
        {
            conflict.Revision = (ulong)written.Revision;
        }

        switch (options.ExpectedCase)
        {
            case AppendRequest.Types.Options.ExpectedOneofCase.Revision:
                conflict.ExpectedRevision = options.Revision;
                break;
            case AppendRequest.Types.Options.ExpectedOneofCase.NoStream:
                conflict.ExpectedNoStream = new Empty();
                break;
            default:
                conflict.ExpectedStreamExists = new Empty();
                break;
        }

        return new AppendResponse { WrongExpectedVersion = conflict };
    }

    private FakeExpectation Expected(AppendRequest.Types.Options options)
    {
        if (options.ExpectedCase == AppendRequest.Types.Options.ExpectedOneofCase.None)
        {
            node.Complain("Append: no expectation");
        }

        return options.ExpectedCase switch
        {
            AppendRequest.Types.Options.ExpectedOneofCase.Revision => new FakeExpectation((long)options.Revision, Exists: false),
            AppendRequest.Types.Options.ExpectedOneofCase.NoStream => new FakeExpectation(-1, Exists: false),
            AppendRequest.Types.Options.ExpectedOneofCase.StreamExists => new FakeExpectation(null, Exists: true),
            _ => FakeExpectation.Any,
        };
    }

    internal static FakeProposal? Proposal(AppendRequest.Types.Event proposed) =>
        proposed.Metadata.TryGetValue("type", out var type)
        && proposed.Metadata.TryGetValue("content-type", out var contentType)
        && contentType is "application/json" or "application/octet-stream"
            ? new FakeProposal(IdOf(proposed.Id), type, contentType, proposed.CustomMetadata.ToByteArray(), proposed.Data.ToByteArray())
            : null;

    private static Guid IdOf(Uuid id)
    {
        if (id.FormCase == Uuid.FormOneofCase.Text)
        {
            return Guid.Parse(id.Text);
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, id.Structured.Most);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id.Structured.Least);
        return new Guid(bytes, bigEndian: true);
    }

    private static int Size(List<FakeProposal> proposals) =>
        proposals.Sum(proposal => proposal.Type.Length + proposal.Metadata.Length + proposal.Data.Length);

    internal static Position At(ulong position) => new() { Commit = position, Prepare = position };
}
