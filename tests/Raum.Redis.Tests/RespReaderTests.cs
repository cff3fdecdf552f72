using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Raum.Redis.Tests;

/// <summary>The parser reads what Redis may say, however it is cut, and refuses everything else without harm.</summary>
public sealed class RespReaderTests
{
    private static readonly Gen<string> Leaf = Gen.OneOf(
        from text in Gen.Elements("OK", "", "QUEUED", "é")
        select $"+{text}\r\n",
        from text in Gen.Elements("ERR unknown", "LOADING", "")
        select $"-{text}\r\n",
        from number in ArbMap.Default.GeneratorFor<long>()
        select string.Create(CultureInfo.InvariantCulture, $":{number}\r\n"),
        from size in Gen.Choose(0, 70_000)
        select $"${size}\r\n{new string('x', size)}\r\n",
        Gen.Constant("$4\r\n\r\n\r\n\r\n"),
        Gen.Constant("$-1\r\n"),
        Gen.Constant("*-1\r\n"),
        Gen.Constant("*0\r\n")
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_reply_is_the_same_however_the_network_cuts_it()
    {
        var wires =
            from depth in Gen.Choose(0, 4)
            from wire in Tree(depth)
            from cuts in Gen.Choose(1, 5000).NonEmptyListOf()
            select (wire, cuts);

        Prop.ForAll(
                wires.ToArbitrary(),
                w =>
                {
                    var bytes = Encoding.UTF8.GetBytes(w.wire);
                    var whole = Read(bytes, [bytes.Length + 1]);

                    // The two ways to say "nothing" read the same. Compared as a truth value, since the texts are long.
                    (Show(whole) == w.wire.Replace("*-1", "$-1", StringComparison.Ordinal)).ShouldBeTrue();
                    (Show(Read(bytes, w.cuts)) == Show(whole)).ShouldBeTrue();
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_reply_that_stops_early_is_the_end_of_the_stream_and_never_a_reply()
    {
        var cuts = from wire in Tree(3) from at in Gen.Choose(0, Encoding.UTF8.GetByteCount(wire) - 1) select (wire, at);

        Prop.ForAll(cuts.ToArbitrary(), c => Should.Throw<EndOfStreamException>(() => Read(Encoding.UTF8.GetBytes(c.wire)[..c.at], [7])))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Noise_is_refused_or_read_but_never_anything_worse()
    {
        var alphabet = Encoding.ASCII.GetBytes("$*+-:0123456789\r\nA");
        var noise = from picks in Gen.Choose(0, alphabet.Length - 1).ListOf() select picks.Select(i => alphabet[i]).ToArray();

        Prop.ForAll(
                noise.ToArbitrary(),
                bytes =>
                {
                    try
                    {
                        Read(bytes, [3]);
                    }
                    catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
                    {
                        // Refused.
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("\r\n")]
    [InlineData("+OK\n")]
    [InlineData(":12x\r\n")]
    [InlineData(":\r\n")]
    [InlineData(": 1\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$3\r\nabcd\r\n")]
    [InlineData("*-7\r\n")]
    [InlineData("$99999999999999999999\r\n")]
    [InlineData("$9223372036854775807\r\n")]
    [InlineData("*9223372036854775807\r\n")]
    [InlineData("*300000000\r\n")]
    public void What_is_not_RESP_is_refused(string wire) =>
        Should.Throw<InvalidDataException>(() => Read(Encoding.UTF8.GetBytes(wire), [100]));

    [Fact]
    public void Nesting_without_end_is_refused_before_the_stack_ends() =>
        Should.Throw<InvalidDataException>(() => Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("*1\r\n", 100_000))), [4096]));

    [Fact]
    public void A_line_without_end_is_refused() =>
        Should.Throw<InvalidDataException>(() => Read(Encoding.UTF8.GetBytes("+" + new string('x', 200_000)), [4096]));

    [Fact]
    public void A_reply_over_the_limit_is_refused_though_each_part_is_small() =>
        Should.Throw<InvalidDataException>(() =>
            Read(
                Encoding.UTF8.GetBytes("*3\r\n" + string.Concat(Enumerable.Repeat($"$400\r\n{new string('x', 400)}\r\n", 3))),
                [64],
                limit: 1000
            )
        );

    private static Gen<string> Tree(int depth) =>
        depth == 0 ? Leaf : Gen.OneOf(Leaf, from items in Tree(depth - 1).ListOf(3) select $"*{items.Count}\r\n{string.Concat(items)}");

    private static RedisReply Read(byte[] bytes, IList<int> cuts, int limit = RespReader.DefaultMaxReplyBytes)
    {
        using var stream = new CutStream(bytes, cuts);

        // The stream is always ready, so this never blocks.
        return new RespReader(stream, limit).ReadAsync(Token).AsTask().GetAwaiter().GetResult();
    }

    private static string Show(RedisReply reply) =>
        reply.Kind switch
        {
            RedisReplyKind.Text => $"+{reply.Text}\r\n",
            RedisReplyKind.Error => $"-{reply.ErrorText}\r\n",
            RedisReplyKind.Number => string.Create(CultureInfo.InvariantCulture, $":{reply.Number}\r\n"),
            RedisReplyKind.Bytes => $"${reply.Bytes.Length}\r\n{reply.Text}\r\n",
            RedisReplyKind.Items => $"*{reply.Items.Count}\r\n{string.Concat(reply.Items.Select(Show))}",
            _ => "$-1\r\n",
        };

    /// <summary>Gives its bytes in pieces of the given sizes, over and over.</summary>
    private sealed class CutStream(byte[] bytes, IList<int> cuts) : MemoryStream(bytes)
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var size = Math.Min(buffer.Length, cuts[_next++ % cuts.Count]);
            return ValueTask.FromResult(Read(buffer.Span[..size]));
        }
    }
}
