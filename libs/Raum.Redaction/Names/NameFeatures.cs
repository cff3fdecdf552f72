using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Raum.Redaction;

/// <summary>What the name model sees of a word: the word, its neighbours, what the lists and rules say. Hashes, as <see cref="NameModel"/> knows them.</summary>
/// <remarks>Training and masking call the same code. A change here makes the shipped weights meaningless: train again.</remarks>
internal static class NameFeatures
{
    /// <summary>No word has more features.</summary>
    public const int Most = 64;

    /// <summary>How many words before and behind one are seen.</summary>
    public const int Reach = 2;

    private static readonly Word Outside = Beyond();

    /// <summary>Fills <paramref name="features"/> with the features of one word; gives how many.</summary>
    /// <remarks>What it reads it has written, so nothing needs to be cleared before.</remarks>
    [SkipLocalsInit]
    public static int Collect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at, Span<uint> features)
    {
        var sink = new Sink(features, stackalloc uint[Most]);
        ref readonly var own = ref words[at];
        ref readonly var left = ref At(words, at - 1);
        ref readonly var left2 = ref At(words, at - 2);
        ref readonly var right = ref At(words, at + 1);
        ref readonly var right2 = ref At(words, at + 2);
        var kind = own.Kind;
        var kindLeft = left.Kind;
        var kindRight = right.Kind;
        var shape = (uint)own.Shape;
        var lists = (uint)(own.Facts & WordFacts.Lists);
        var starts = (uint)(own.Marks & (WordMarks.SentenceStart | WordMarks.LineStart));

        sink.Put(0, 0, shape);
        sink.Put(1, 1, own.Key);
        sink.Put(2, 2, left.Key);
        sink.Put(3, 3, right.Key);
        sink.Put(4, 4, left2.Key);
        sink.Put(5, 5, right2.Key);
        sink.Put(6, 6, left.Key, kind);
        sink.Put(7, 7, right.Key, kind);
        sink.Put(8, 8, kind);
        sink.Put(9, 9, kindLeft, kind);
        sink.Put(10, 10, kind, kindRight);
        sink.Put(11, 11, Mix(kindLeft, kindRight), kind);
        sink.Put(12, 12, Mix(kindRight, right2.Kind), kind);
        sink.Put(13, 13, Mix(left2.Kind, kindLeft), kind);
        sink.Put(14, 14, own.Key, starts | (shape << 8));
        sink.Put(15, 15, Mix(left2.Key, left.Key), shape);
        sink.Put(16, 16, Mix(left.Key, right.Key), shape);
        sink.Put(17, 17, Mix(right.Key, right2.Key), shape);
        sink.Put(18, 18, lists, shape | ((uint)own.Marks << 8));
        sink.Put(19, 19, (uint)own.LineWords, Mix(shape, (uint)(own.Marks & (WordMarks.LineStart | WordMarks.LineEnd | WordMarks.Signed))));
        sink.Put(20, 20, Mix((uint)own.LineWords, kind), (uint)(own.Marks & (WordMarks.Signed | WordMarks.LineStart)));
        sink.Put(21, 21, (uint)(own.Facts & WordFacts.CueWords), shape);
        sink.Put(22, 22, (uint)(left.Facts & WordFacts.CueWords), kind);
        sink.Put(23, 23, (uint)(right.Facts & WordFacts.CueWords), kind);
        sink.Put(24, 24, (uint)(left2.Facts & WordFacts.CueWords), Mix(kind, (uint)left.Shape));
        // Counted here and not in the sink: its places are then known where they are written.
        var count = 25;
        if (own.Rule != 0 || left.Rule != 0 || right.Rule != 0)
        {
            sink.Put(count++, 25, own.Rule);
            sink.Put(count++, 26, own.Rule, kind);
            sink.Put(count++, 27, left.Rule, own.Rule);
            sink.Put(count++, 28, own.Rule, right.Rule);
        }

        if (own.Known != 0 || left.Known != 0 || right.Known != 0)
        {
            sink.Put(count++, 29, own.Known);
            sink.Put(count++, 30, own.Known, kind);
            sink.Put(count++, 31, Mix(left.Known, right.Known), own.Known);
        }

        if (own.Phrase != 0 || left.Phrase != 0 || right.Phrase != 0)
        {
            sink.Put(count++, 52, own.Phrase);
            sink.Put(count++, 53, own.Phrase, kind);
            sink.Put(count++, 54, Mix(left.Phrase, right.Phrase), own.Phrase);
        }

        if (own.Anchor != 0)
        {
            sink.Put(count++, 55, own.Anchor, shape);
            sink.Put(count++, 56, own.Anchor, own.AnchorPlace);
            sink.Put(count++, 57, own.AnchorPlace, kind);
            sink.Put(count++, 58, Mix(own.AnchorPlace, kindLeft), kind);
            sink.Put(count++, 63, Mix(own.Anchor, own.AnchorPlace), shape);
            sink.Put(count++, 64, Mix(own.Anchor, own.AnchorPlace), Mix(kindLeft, shape));
        }
        else
        {
            count = Lists(own, left, right, kind, shape, sink, count);
            count = Classes(own, left, right, kind, shape, sink, count);
        }

        count = Letters(text, own, sink, shape, count);
        count = Run(words, at, own, sink, kind, count);
        return sink.Finish(count);
    }

    /// <summary>True when <see cref="Collect"/> gives the same for both places.</summary>
    public static bool SeesTheSame(ReadOnlySpan<Word> words, int at, ReadOnlySpan<Word> others, int other)
    {
        ref readonly var own = ref words[at];
        ref readonly var same = ref others[other];
        if (own.RunFirst - at != same.RunFirst - other || own.RunLast - at != same.RunLast - other)
        {
            return false;
        }

        return Alike(words, at, others, other, -Reach, Reach) && SeesTheSameRun(words, at, others, other);
    }

    /// <summary>The same for what is seen of the run of capitals around the word, where it is as long as it was.</summary>
    public static bool SeesTheSameRun(ReadOnlySpan<Word> words, int at, ReadOnlySpan<Word> others, int other) =>
        Alike(words, words[at].RunFirst, others, others[other].RunFirst, -Reach, 0)
        && Alike(words, words[at].RunLast, others, others[other].RunLast, 0, 1);

    private static bool Alike(ReadOnlySpan<Word> words, int at, ReadOnlySpan<Word> others, int other, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            if (!At(words, at + i).SeemsLike(At(others, other + i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the long list of brands says, and what the rest of the text does: for names alone, addresses are found worse with it.</summary>
    private static int Lists(in Word own, in Word left, in Word right, uint kind, uint shape, Sink sink, int count)
    {
        var brand = BrandOf(own);
        if (brand != 0 || BrandOf(left) != 0 || BrandOf(right) != 0)
        {
            sink.Put(count++, 59, brand, kind);
            sink.Put(count++, 60, Mix(BrandOf(left), BrandOf(right)), Mix(brand, shape));
        }

        if (own.Echo != 0)
        {
            sink.Put(count++, 61, (uint)own.Echo, shape);
            sink.Put(count++, 62, (uint)own.Echo, kind);
        }

        return count;
    }

    /// <summary>What words the word and its neighbours are like: for names alone.</summary>
    private static int Classes(in Word own, in Word left, in Word right, uint kind, uint shape, Sink sink, int count)
    {
        if (own.Class.Number != 0)
        {
            sink.Put(count++, 66, own.Class.Number, shape);
            sink.Put(count++, 67, Mix(left.Class.Group, own.Class.Group), shape);
            sink.Put(count++, 68, Mix(own.Class.Group, right.Class.Group), shape);
        }

        sink.Put(count++, 69, left.Class.Number, kind);
        sink.Put(count++, 70, right.Class.Number, kind);
        return count;
    }

    private static uint BrandOf(in Word word) => (word.Facts & WordFacts.Brand) != 0 ? 1u : 0;

    /// <summary>Beginnings and ends of the word.</summary>
    private static int Letters(ReadOnlySpan<char> text, in Word own, Sink sink, uint shape, int count)
    {
        if (!own.IsWord)
        {
            return count;
        }

        var length = own.End - own.Start;
        sink.Put(count++, 32, (uint)Math.Min(length, 12), Mix(shape, (uint)(own.Facts & WordFacts.Lists)));
        var hash = 17u;
        for (var i = 0; i < Math.Min(4, length); i++)
        {
            hash = Mix(hash, Folding.Fold(text[own.Start + i]));
            if (i >= 1)
            {
                sink.Put(count++, 33u + (uint)i, hash, shape);
            }
        }

        hash = 19u;
        for (var i = 0; i < Math.Min(4, length); i++)
        {
            hash = Mix(hash, Folding.Fold(text[own.End - 1 - i]));
            if (i >= 1)
            {
                sink.Put(count++, 38u + (uint)i, hash, own.InGerman ? shape + 32 : shape);
            }
        }

        return count;
    }

    /// <summary>The run of capitalized words as a whole: how long, between what, with which words at its ends.</summary>
    private static int Run(ReadOnlySpan<Word> words, int at, in Word own, Sink sink, uint kind, int count)
    {
        var length = (uint)Math.Min(own.RunLast - own.RunFirst, 7);
        var place = (uint)Math.Min(at - own.RunFirst, 3) | ((uint)Math.Min(own.RunLast - at, 3) << 2);
        ref readonly var first = ref words[own.RunFirst];
        ref readonly var last = ref words[own.RunLast];
        ref readonly var before = ref At(words, own.RunFirst - 1);
        ref readonly var after = ref At(words, own.RunLast + 1);
        sink.Put(count++, 44, Mix(length, place), kind);
        sink.Put(count++, 45, Mix(first.Kind, last.Kind), place);
        sink.Put(count++, 46, before.Key, place);
        sink.Put(count++, 47, after.Key, place);
        sink.Put(count++, 48, first.Key, place);
        sink.Put(count++, 49, last.Key, place);
        sink.Put(count++, 50, Mix(before.Kind, after.Kind), Mix(place, length));
        ref readonly var before2 = ref At(words, own.RunFirst - 2);
        sink.Put(count++, 51, Mix(before2.Key, before.Key), place);
        return count;
    }

    /// <summary>Stands before the first word and behind the last.</summary>
    private static Word Beyond()
    {
        var word = new Word { Shape = WordShape.LineEnd, Key = 2 };
        word.Kind = word.KindOf();
        return word;
    }

    private static ref readonly Word At(ReadOnlySpan<Word> words, int at)
    {
        if ((uint)at < (uint)words.Length)
        {
            return ref words[at];
        }

        return ref Outside;
    }

    private static uint Mix(uint a, uint b) => (a ^ (b * 0x9E3779B1u)) * 0x85EBCA6Bu ^ (a >> 15);

    /// <summary>Takes what makes a feature, two numbers and the template that they fill in, and makes all hashes in the end, several at a time.</summary>
    private readonly ref struct Sink(Span<uint> features, Span<uint> seconds)
    {
        private const uint First = 0x9E3779B1u;
        private const uint Second = 0x85EBCA6Bu;

        /// <summary>Times <see cref="First"/> it gives 0xC2B2AE35: so templates are a part of the first number.</summary>
        private const uint Template = 0xE54BD9C5u;

        private readonly ref uint _firsts = ref MemoryMarshal.GetReference(features[..Most]);
        private readonly ref uint _seconds = ref MemoryMarshal.GetReference(seconds[..Most]);

        /// <remarks>Nothing is checked here: no way through <see cref="Collect"/> gives a place of <see cref="Most"/> or more.</remarks>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int at, uint template, uint a, uint b = 0)
        {
            Unsafe.Add(ref _firsts, at) = a + unchecked((template + 1) * Template);
            Unsafe.Add(ref _seconds, at) = b;
        }

        /// <summary>Makes hashes of what was put in: what lies behind the last one is mixed too and means nothing.</summary>
        public int Finish(int count)
        {
            for (var at = 0; at < count; at += Vector256<uint>.Count)
            {
                var hash =
                    (Vector256.LoadUnsafe(ref _firsts, (nuint)at) * Vector256.Create(First))
                    + (Vector256.LoadUnsafe(ref _seconds, (nuint)at) * Vector256.Create(Second));
                hash = (hash ^ (hash >>> 15)) * Vector256.Create(0x7FEB352Du);
                (hash ^ (hash >>> 16)).StoreUnsafe(ref _firsts, (nuint)at);
            }

            return count;
        }
    }
}
