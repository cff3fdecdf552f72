using System.Buffers;

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
    /// <param name="lean">Taken from what speaks for outside: a leak is worse than a find too many.</param>
    public static void Tag(
        ReadOnlySpan<char> text,
        ReadOnlySpan<Word> words,
        NameModel model,
        float lean,
        Span<byte> tags,
        Span<float> named
    )
    {
        tags.Clear();
        named.Clear();
        Span<int> rows = stackalloc int[NameFeatures.Most];
        var scores = ArrayPool<float>.Shared.Rent(LongestStretch * NameModel.Tags);
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
                var used = NameFeatures.Collect(text, words, first + count, rows);
                var at = count * NameModel.Tags;
                model.Sum(rows[..used], out var outside, out scores[at + First], out scores[at + Further]);
                scores[at] = outside - lean;
            }

            Read(scores.AsSpan(0, count * NameModel.Tags), model.Steps, tags.Slice(first, count), named.Slice(first, count));
            first += count;
        }

        ArrayPool<float>.Shared.Return(scores);
    }

    /// <summary>Viterbi and forward-backward over one stretch of words.</summary>
    /// <param name="scores"><see cref="NameModel.Tags"/> a word.</param>
    /// <param name="tags">The likeliest tags.</param>
    /// <param name="named">How likely each word is part of a name, 0 to 1.</param>
    private static void Read(ReadOnlySpan<float> scores, ReadOnlySpan<float> steps, Span<byte> tags, Span<float> named)
    {
        const int Tags = NameModel.Tags;
        var count = tags.Length;
        var best = count <= 128 ? stackalloc float[count * Tags] : new float[count * Tags];
        var forward = count <= 128 ? stackalloc float[count * Tags] : new float[count * Tags];
        var from = count <= 128 ? stackalloc byte[count * Tags] : new byte[count * Tags];

        // A word outside stands before the stretch: nothing goes on there.
        for (var tag = 0; tag < Tags; tag++)
        {
            best[tag] = forward[tag] = tag == Further ? float.NegativeInfinity : scores[tag] + steps[tag];
        }

        for (var i = 1; i < count; i++)
        {
            for (var tag = 0; tag < Tags; tag++)
            {
                var top = float.NegativeInfinity;
                var sum = float.NegativeInfinity;
                for (var before = 0; before < Tags; before++)
                {
                    if (tag == Further && before == Outside)
                    {
                        continue;
                    }

                    var step = steps[(before * Tags) + tag];
                    var path = best[((i - 1) * Tags) + before] + step;
                    if (path > top)
                    {
                        top = path;
                        from[(i * Tags) + tag] = (byte)before;
                    }

                    sum = LogAdd(sum, forward[((i - 1) * Tags) + before] + step);
                }

                best[(i * Tags) + tag] = top + scores[(i * Tags) + tag];
                forward[(i * Tags) + tag] = sum + scores[(i * Tags) + tag];
            }
        }

        Span<float> backward = [0, 0, 0];
        Span<float> next = stackalloc float[Tags];
        var last = forward.Slice((count - 1) * Tags, Tags);
        var all = LogAdd(LogAdd(last[0], last[1]), last[2]);
        var end = best.Slice((count - 1) * Tags, Tags);
        var tagAt =
            end[0] >= end[1] && end[0] >= end[2] ? Outside
            : end[1] >= end[2] ? First
            : Further;
        for (var i = count - 1; i >= 0; i--)
        {
            tags[i] = tagAt;
            tagAt = from[(i * Tags) + tagAt];
            named[i] = 1 - MathF.Exp(forward[i * Tags] + backward[0] - all);
            if (i == 0)
            {
                break;
            }

            for (var before = 0; before < Tags; before++)
            {
                var sum = float.NegativeInfinity;
                for (var tag = 0; tag < Tags; tag++)
                {
                    if (tag != Further || before != Outside)
                    {
                        sum = LogAdd(sum, backward[tag] + scores[(i * Tags) + tag] + steps[(before * Tags) + tag]);
                    }
                }

                next[before] = sum;
            }

            next.CopyTo(backward);
        }
    }

    private static float LogAdd(float a, float b)
    {
        var (high, low) = a > b ? (a, b) : (b, a);
        return high - low > 20 || float.IsNegativeInfinity(low) ? high : high + MathF.Log(1 + MathF.Exp(low - high));
    }
}
