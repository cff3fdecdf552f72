using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Raum.AuditStore.EventStoreDb;
using Raum.EventStoreProtocol;

namespace Raum.AuditStore.Tests.EventStoreDb;

public sealed class GrpcFramesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_message_is_a_zero_a_length_in_four_bytes_and_the_bytes()
    {
        var frames = GrpcFrames.Write([new Position { Commit = 1 }, new Empty()]);

        frames.ShouldBe([0, 0, 0, 0, 2, 8, 1, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Frames_are_read_one_by_one_however_the_network_cuts_them()
    {
        var positions = Enumerable.Range(0, 50).Select(i => new Position { Commit = (ulong)(i * i * i), Prepare = (ulong)i }).ToList();
        using var stream = new DribblingStream(GrpcFrames.Write([.. positions.Cast<IMessage>()]));

        foreach (var position in positions)
        {
            (await GrpcFrames.ReadAsync(stream, Position.Parser, Token)).ShouldBe(position);
        }

        (await GrpcFrames.ReadAsync(stream, Position.Parser, Token)).ShouldBeNull();
    }

    [Fact]
    public void Whatever_bytes_come_they_are_a_message_the_end_or_the_one_exception()
    {
        var bytes = ArbMap.Default.GeneratorFor<byte[]>().Select(rest => (byte[])[0, 0, 0, 0, .. rest]).ToArbitrary();
        Prop.ForAll(
                Gen.OneOf(bytes.Generator, ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(),
                input =>
                {
                    using var stream = new MemoryStream(input);
                    try
                    {
                        var read = GrpcFrames.ReadAsync(stream, ReadResponse.Parser, CancellationToken.None);
                        read.IsCompleted.ShouldBeTrue();
                        _ = read.Result;
                    }
                    catch (EventStoreException e)
                    {
                        e.Problem.ShouldBeOneOf(EventStoreProblem.Protocol, EventStoreProblem.Unavailable);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true));
    }

    /// <summary>Gives one byte at a time.</summary>
    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
