using System.Buffers;

namespace Raum.Redaction;

/// <summary>A text as detectors read it: hidden units gone, letters, digits, hyphens and spaces in one form, entities resolved; with the way back to the original.</summary>
/// <remarks>Most texts need nothing of it: then it is the original itself and nothing is allocated.</remarks>
internal sealed class NormalizedText
{
    /// <summary>ASCII that begins nothing that is written in another way: needs no look.</summary>
    private static readonly SearchValues<char> Usual = SearchValues.Create([
        .. Enumerable.Range(0, 0x80).Select(c => (char)c).Except("&<=\\"),
    ]);

    private readonly int[]? _origins;
    private readonly bool _isQuotedPrintable;

    private NormalizedText(string original, string text, int[]? origins, bool isQuotedPrintable)
    {
        Original = original;
        Text = text;
        _origins = origins;
        _isQuotedPrintable = isQuotedPrintable;
    }

    public string Original { get; }

    public string Text { get; }

    /// <summary>What the units of <see cref="Text"/> are.</summary>
    public UnitMap Units => field ??= UnitMap.Of(Text);

    public static NormalizedText Of(string original)
    {
        var isQuotedPrintable = Escapes.IsQuotedPrintable(original);
        var first = FirstUnusual(original, isQuotedPrintable);
        return first < 0 ? new NormalizedText(original, original, null, isQuotedPrintable) : Rewrite(original, first, isQuotedPrintable);
    }

    /// <summary>A value as detectors read it, whoever wrote it: what two dresses of it have in common.</summary>
    public static ReadOnlySpan<char> Plain(ReadOnlySpan<char> value) => value.ContainsAnyExcept(Usual) ? Of(value.ToString()).Text : value;

    /// <inheritdoc cref="Plain(ReadOnlySpan{char})"/>
    public static string Plain(string value) => value.AsSpan().ContainsAnyExcept(Usual) ? Of(value).Text : value;

    /// <summary>The place in the original for a start in <see cref="Text"/>.</summary>
    public int StartOf(int index) => _origins is null ? index : _origins[index];

    /// <summary>The place in the original for an end in <see cref="Text"/>: after the last unit, hidden ones behind it not included.</summary>
    public int EndOf(int index) =>
        _origins is null ? index
        : index == 0 ? 0
        : EndOfUnit(index - 1);

    private int EndOfUnit(int index)
    {
        var start = _origins![index];
        return start + (Several(Original, start, out var used) is null ? Read(Original, start, _isQuotedPrintable, out _) : used);
    }

    private static NormalizedText Rewrite(string original, int first, bool isQuotedPrintable)
    {
        var room = original.Length + CompatibilityForms.Longer(original.AsSpan(first));
        var text = new char[room];
        var origins = new int[room + 1];
        original.CopyTo(0, text, 0, first);
        for (var i = 0; i < first; i++)
        {
            origins[i] = i;
        }

        var length = first;
        for (var i = first; i < original.Length; )
        {
            if (Several(original, i, out var used) is { } letters)
            {
                foreach (var letter in letters)
                {
                    text[length] = letter;
                    origins[length] = i;
                    length++;
                }
            }
            else
            {
                used = Read(original, i, isQuotedPrintable, out var c);
                if (!IsHidden(c))
                {
                    text[length] = c;
                    origins[length] = i;
                    length++;
                }
            }

            i += used;
        }

        origins[length] = original.Length;
        return new NormalizedText(original, new string(text, 0, length), origins, isQuotedPrintable);
    }

    /// <summary>The units that a ligature or an encoded word at this place stands for; null for anything else.</summary>
    private static string? Several(string original, int at, out int used)
    {
        used = 1;
        return original[at] == '=' ? EncodedWord.Decode(original, at, out used) : CompatibilityForms.Ligature(original[at]);
    }

    /// <summary>The plain unit for what stands at this place, and how many units that takes there.</summary>
    private static int Read(string original, int at, bool isQuotedPrintable, out char plain)
    {
        var first = original[at];
        var used = first switch
        {
            '&' => Escapes.Entity(original, at, out plain),
            '<' => Markup.Read(original, at, out plain),
            '\\' => Escapes.Json(original, at, out plain),
            '=' when isQuotedPrintable => Escapes.QuotedPrintable(original, at, out plain),
            >= '\u00C0' and <= '\u00FF' => Escapes.Mojibake(original, at, out plain),
            _ => CompatibilityForms.Pair(original, at, out plain),
        };
        plain =
            used == 0 ? (first < '\u0080' ? first : Plain(original, at))
            : plain < '\u0080' ? plain
            : Plain([plain], 0);
        var end = at + Math.Max(used, 1);
        if (!char.IsLetterOrDigit(plain))
        {
            return end - at;
        }

        var marks = CombiningMarks.End(original, end);
        plain = CombiningMarks.Compose(plain, original.AsSpan(end, marks - end));
        return marks - at;
    }

    private static bool IsHidden(char c) =>
        c
            is '\u00AD'
                or '\u034F'
                or '\u061C'
                or '\u180E'
                or (>= '\u200B' and <= '\u200F')
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2060' and <= '\u2064')
                or (>= '\u2066' and <= '\u206F')
                or '\uFEFF';

    private static char Plain(ReadOnlySpan<char> text, int at) =>
        text[at] switch
        {
            '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' or '\u3000' => ' ',
            >= '\u2010' and <= '\u2012' or '\u2212' or '\uFE63' => '-',
            _ => CompatibilityForms.Of(text, at),
        };

    private static int FirstUnusual(string text, bool isQuotedPrintable)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var next = text.AsSpan(at).IndexOfAnyExcept(Usual);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (CombiningMarks.IsMark(text[at]))
            {
                return Math.Max(at - 1, 0);
            }

            if (
                IsHidden(text[at])
                || Several(text, at, out _) is not null
                || Read(text, at, isQuotedPrintable, out var plain) > 1
                || plain != text[at]
            )
            {
                return at;
            }
        }

        return -1;
    }
}
