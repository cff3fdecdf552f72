namespace Raum.Redaction;

/// <summary>Reads the most likely tags of some neighbouring words, and how likely each is part of a name.</summary>
internal static class NameChain
{
    public const byte Outside = 0;
    public const byte First = 1;
    public const byte Further = 2;

    /// <summary>Viterbi and forward-backward over one stretch of words.</summary>
    /// <param name="scores"><see cref="NameModel.Tags"/> a word.</param>
    /// <param name="tags">The likeliest tags.</param>
    /// <param name="named">How likely each word is part of a name, 0 to 1.</param>
    public static void Read(ReadOnlySpan<float> scores, ReadOnlySpan<float> steps, Span<byte> tags, Span<float> named)
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
