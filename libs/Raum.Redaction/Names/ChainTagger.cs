namespace Raum.Redaction;

/// <summary>Reads the most likely tags of words, and how likely each is part of a find.</summary>
internal static class ChainTagger
{
    public const byte Outside = 0;
    public const byte First = 1;
    public const byte Further = 2;

    /// <summary>A stretch is cut here, so that a text of capitals needs no more memory than another.</summary>
    private const int LongestStretch = 512;

    /// <summary>Tags the open words of a text; the others are outside.</summary>
    /// <param name="earlier">Scores that hold still; the same model and lean gave them.</param>
    /// <param name="scores">Gets <see cref="NameModel.Tags"/> scores for each open word.</param>
    /// <param name="named">How likely each word is part of a find; 0 throughout a stretch in which nothing was found and neither a rule nor the ticket's people have a find.</param>
    /// <param name="lean">Taken from what speaks for outside: a leak is worse than a find too many.</param>
    /// <param name="pairLean">The same, beyond that, where <see cref="UnknownPair"/> is.</param>
    public static void Tag(
        ReadOnlySpan<char> text,
        ReadOnlySpan<Word> words,
        NameModel model,
        float lean,
        float pairLean,
        EarlierScores earlier,
        Span<float> scores,
        Span<byte> tags,
        Span<float> named
    )
    {
        tags.Clear();
        named.Clear();
        var waiting = new WaitingFeatures(
            stackalloc uint[NameFeatures.Most],
            stackalloc uint[NameFeatures.Most],
            stackalloc uint[NameFeatures.Most]
        );
        var (asked, scored) = (0, 0);
        for (var first = 0; first < words.Length; )
        {
            if (!words[first].IsOpen)
            {
                first++;
                continue;
            }

            var count = 0;
            for (; first + count < words.Length && words[first + count].IsOpen && count < LongestStretch; count++)
            {
                var own = scores.Slice((first + count) * NameModel.Tags, NameModel.Tags);
                asked++;
                if (!earlier.TryCopy(words, first + count, own))
                {
                    scored++;
                    var leaning = lean + (pairLean > 0 && UnknownPair.Has(text, words, first + count) ? pairLean : 0);
                    waiting.Take(model, NameFeatures.Collect(text, words, first + count, waiting.Free), leaning, own);
                }
            }

            waiting.Settle(model);
            var stretch = scores.Slice(first * NameModel.Tags, count * NameModel.Tags);
            // How likely a word is matters only where something was found, or where a rule asks.
            if (Best(stretch, model.Steps, tags.Slice(first, count)) || IsAsked(words.Slice(first, count)))
            {
                Likely(stretch, model.Ways, named.Slice(first, count));
            }

            first += count;
        }

        Work.Add(asked + (scored * NameFeatures.Most));
    }

    /// <summary>The features of one word, whose weights come from memory while those of the next word are collected.</summary>
    private ref struct WaitingFeatures(Span<uint> one, Span<uint> other, Span<uint> scratch)
    {
        private readonly Span<uint> _scratch = scratch;
        private Span<uint> _waiting = one;
        private Span<float> _scores;
        private int _count;
        private float _lean;

        public Span<uint> Free { get; private set; } = other;

        /// <summary>Scores the word that waited; what is in <see cref="Free"/> waits for these scores.</summary>
        public void Take(NameModel model, int count, float lean, Span<float> scores)
        {
            model.Fetch(Free[..count]);
            Settle(model);
            var scored = _waiting;
            _waiting = Free;
            Free = scored;
            _count = count;
            _lean = lean;
            _scores = scores;
        }

        public void Settle(NameModel model)
        {
            if (_count > 0)
            {
                model.Sum(_waiting[.._count], _scratch, out var outside, out _scores[First], out _scores[Further]);
                _scores[Outside] = outside - _lean;
                _count = 0;
            }
        }
    }

    /// <summary>True where a rule or the ticket's people have a find whose likelihood decides.</summary>
    private static bool IsAsked(ReadOnlySpan<Word> words)
    {
        foreach (ref readonly var word in words)
        {
            if (word.Rule != 0 || word.Known != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Viterbi over one stretch of words; false when every tag is outside.</summary>
    private static bool Best(ReadOnlySpan<float> scores, ReadOnlySpan<float> steps, Span<byte> tags)
    {
        const int Tags = NameModel.Tags;
        var count = tags.Length;
        Span<byte> from = stackalloc byte[count * Tags];

        // A word outside stands before the stretch: nothing goes on there.
        var best0 = scores[0] + steps[0];
        var best1 = scores[1] + steps[1];
        var best2 = float.NegativeInfinity;
        for (var i = 1; i < count; i++)
        {
            var at = i * Tags;
            var (next0, way0) = Top(best0 + steps[0], best1 + steps[3], best2 + steps[6]);
            var (next1, way1) = Top(best0 + steps[1], best1 + steps[4], best2 + steps[7]);
            var (next2, way2) = Top(float.NegativeInfinity, best1 + steps[5], best2 + steps[8]);
            (from[at], from[at + 1], from[at + 2]) = (way0, way1, way2);
            (best0, best1, best2) = (next0 + scores[at], next1 + scores[at + 1], next2 + scores[at + 2]);
        }

        var tag = Top(best0, best1, best2).Item2;
        var found = 0;
        for (var i = count - 1; i >= 0; i--)
        {
            tags[i] = tag;
            found |= tag;
            tag = from[(i * Tags) + tag];
        }

        return found != 0;
    }

    /// <summary>Forward-backward over one stretch of words.</summary>
    /// <remarks>Sums are kept as shares of one, so that no logarithm is needed on the way.</remarks>
    private static void Likely(ReadOnlySpan<float> scores, ReadOnlySpan<float> ways, Span<float> named)
    {
        const int Tags = NameModel.Tags;
        var count = named.Length;
        Span<float> likely = stackalloc float[count * Tags];
        Span<float> forward = stackalloc float[count * Tags];
        Exponents(scores, likely);
        Share(forward, likely[0] * ways[0], likely[1] * ways[1], 0);
        for (var i = 1; i < count; i++)
        {
            var at = i * Tags;
            var one = likely.Slice(at, Tags);
            Exponents(scores[at..], one);
            var before = forward.Slice(at - Tags, Tags);
            Share(
                forward[at..],
                ((before[0] * ways[0]) + (before[1] * ways[3]) + (before[2] * ways[6])) * one[0],
                ((before[0] * ways[1]) + (before[1] * ways[4]) + (before[2] * ways[7])) * one[1],
                ((before[1] * ways[5]) + (before[2] * ways[8])) * one[2]
            );
        }

        Span<float> behind = [1, 1, 1];
        for (var i = count - 1; i >= 0; i--)
        {
            var at = i * Tags;
            var outside = forward[at] * behind[0];
            var inside = (forward[at + 1] * behind[1]) + (forward[at + 2] * behind[2]);
            named[i] = inside / (outside + inside);
            var (a, b, c) = (likely[at] * behind[0], likely[at + 1] * behind[1], likely[at + 2] * behind[2]);
            Share(
                behind,
                (ways[0] * a) + (ways[1] * b),
                (ways[3] * a) + (ways[4] * b) + (ways[5] * c),
                (ways[6] * a) + (ways[7] * b) + (ways[8] * c)
            );
        }
    }

    private static (float, byte) Top(float outside, float first, float further) =>
        outside >= first && outside >= further ? (outside, Outside)
        : first >= further ? (first, First)
        : (further, Further);

    private static void Exponents(ReadOnlySpan<float> scores, Span<float> likely)
    {
        var top = Math.Max(scores[0], Math.Max(scores[1], scores[2]));
        // The floor keeps every way possible, so that no share is divided by nothing.
        likely[0] = Exponent(scores[0] - top);
        likely[1] = Exponent(scores[1] - top);
        likely[2] = Exponent(scores[2] - top);
    }

    private static float Exponent(float score) => score == 0 ? 1 : MathF.Exp(Math.Max(score, -40));

    private static void Share(Span<float> to, float outside, float first, float further)
    {
        var all = outside + first + further;
        to[0] = outside / all;
        to[1] = first / all;
        to[2] = further / all;
    }
}
