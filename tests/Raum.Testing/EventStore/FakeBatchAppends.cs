using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Raum.EventStoreProtocol;
using Empty = Raum.EventStoreProtocol.Empty;
using Status = Raum.EventStoreProtocol.Status;

namespace Raum.Testing.EventStore;

/// <summary>BatchAppend, which the official clients prefer: many appends over one call, each answered by its correlation.</summary>
internal sealed class FakeBatchAppends(FakeEventStore node)
{
    public async Task BatchAppendAsync(GrpcExchange exchange)
    {
        var open = new Dictionary<string, (BatchAppendRequest First, List<FakeProposal> Proposals)>();
        while (await exchange.ReadAsync(BatchAppendRequest.Parser) is { } frame)
        {
            var correlation = frame.Correlation.ToString();
            if (frame.Options is not null)
            {
                open[correlation] = (frame, []);
            }

            if (!open.TryGetValue(correlation, out var batch))
            {
                node.Complain("BatchAppend: a correlation without options");
                exchange.Fail(3);
                return;
            }

            var proposals = frame.Events.Select(FakeStreams.Proposal).ToList();
            batch.Proposals.AddRange(proposals.OfType<FakeProposal>());
            if (frame.IsFinal)
            {
                open.Remove(correlation);
                await exchange.WriteAsync(
                    Answer(batch.First, batch.Proposals, complete: proposals.TrueForAll(proposal => proposal is not null))
                );
            }
        }

        exchange.Succeed();
    }

    private BatchAppendResponse Answer(BatchAppendRequest first, List<FakeProposal> proposals, bool complete)
    {
        var options = first.Options;
        var expectation = options.ExpectedCase switch
        {
            BatchAppendRequest.Types.Options.ExpectedOneofCase.Revision => new FakeExpectation((long)options.Revision, Exists: false),
            BatchAppendRequest.Types.Options.ExpectedOneofCase.NoStream => new FakeExpectation(-1, Exists: false),
            BatchAppendRequest.Types.Options.ExpectedOneofCase.StreamExists => new FakeExpectation(null, Exists: true),
            _ => FakeExpectation.Any,
        };
        var answer = new BatchAppendResponse { Correlation = first.Correlation, Stream = options.Stream };
        if (!complete)
        {
            answer.Error = new Status { Code = 3, Message = "Bad request" };
            return answer;
        }

        try
        {
            var written = node.Log.Append(options.Stream.Name.ToStringUtf8(), expectation, proposals);
            if (written.Written)
            {
                answer.Success = new BatchAppendResponse.Types.Success
                {
                    Revision = (ulong)written.Revision,
                    Position = FakeStreams.At(written.Position),
                };
            }
            else
            {
                answer.Error = new Status
                {
                    Code = 6,
                    Message = "WrongExpectedVersion",
                    Details = new Any
                    {
                        TypeUrl = "type.googleapis.com/event_store.client.WrongExpectedVersion",
                        Value = Details(written, options).ToByteString(),
                    },
                };
            }
        }
        catch (FakeStreamDeletedException)
        {
            answer.Error = new Status
            {
                Code = 5,
                Message = "StreamDeleted",
                Details = new Any { TypeUrl = "type.googleapis.com/event_store.client.StreamDeleted" },
            };
        }

        return answer;
    }

    private static WrongExpectedVersionDetails Details(FakeAppend written, BatchAppendRequest.Types.Options options)
    {
        var details = new WrongExpectedVersionDetails();
        if (written.Revision < 0)
        {
            details.NoStream = new Empty();
        }
        else
        {
            details.Revision = (ulong)written.Revision;
        }

        switch (options.ExpectedCase)
        {
            case BatchAppendRequest.Types.Options.ExpectedOneofCase.Revision:
                details.ExpectedRevision = options.Revision;
                break;
            case BatchAppendRequest.Types.Options.ExpectedOneofCase.NoStream:
                details.ExpectedNoStream = new Empty();
                break;
            case BatchAppendRequest.Types.Options.ExpectedOneofCase.StreamExists:
                details.ExpectedStreamExists = new Empty();
                break;
            default:
                details.ExpectedAny = new Empty();
                break;
        }

        return details;
    }
}
