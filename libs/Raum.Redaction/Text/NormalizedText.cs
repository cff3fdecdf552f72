using System.Buffers;

namespace Raum.Redaction;

/// <summary>A text as detectors read it: hidden units gone, letters, digits, hyphens and spaces in one form, entities and escapes resolved; with the way back to the original.</summary>
/// <remarks>Most texts need nothing of it: then it is the original itself and nothing is allocated.</remarks>
internal sealed class NormalizedText
{
    /// <summary>ASCII that begins nothing that is written in another way: needs no look.</summary>
    private static readonly SearchValues<char> Usual = SearchValues.Create([
        .. Enumerable.Range(0, 0x80).Select(c => (char)c).Except("%&<=\\\n"),
    ]);

    private readonly OriginMap? _origins;
    private readonly Writing _writing;

    private NormalizedText(string original, string text, OriginMap? origins, Writing writing)
    {
        Original = original;
        Text = text;
        _origins = origins;
        _writing = writing;
    }

    public string Original { get; }

    public string Text { get; }

    /// <summary>What the units of <see cref="Text"/> are.</summary>
    public UnitMap Units => field ??= UnitMap.Of(Text);

    public static NormalizedText Of(string original)
    {
        var writing = Escapes.WritingOf(original);
        var first = FirstUnusual(original, writing);
        return first < 0 ? new NormalizedText(original, original, null, writing) : Rewrite(original, first, writing);
    }

    /// <summary>A value as detectors read it, whoever wrote it: what two dresses of it have in common.</summary>
    public static ReadOnlySpan<char> Plain(ReadOnlySpan<char> value) => value.ContainsAnyExcept(Usual) ? Of(value.ToString()).Text : value;

    /// <inheritdoc cref="Plain(ReadOnlySpan{char})"/>
    public static string Plain(string value) => value.AsSpan().ContainsAnyExcept(Usual) ? Of(value).Text : value;

    /// <summary>The place in the original for a start in <see cref="Text"/>.</summary>
    public int StartOf(int index) => _origins?.Of(index) ?? index;

    /// <summary>The place in the original for an end in <see cref="Text"/>: after the last unit, hidden ones behind it not included.</summary>
    public int EndOf(int index) =>
        _origins is null ? index
        : index == 0 ? 0
        : EndOfUnit(index - 1);

    /// <summary>The first place in <see cref="Text"/> of what stands at this place of the original or behind it.</summary>
    public int IndexOf(int original)
    {
        if (_origins is null)
        {
            return original;
        }

        var (from, to) = (0, Text.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _origins.Of(middle) < original ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    private int EndOfUnit(int index)
    {
        var start = _origins!.Of(index);
        return start + (Several(Original, start, out var used) is null ? Read(Original, start, _writing, out _) : used);
    }

    private static NormalizedText Rewrite(string original, int first, Writing writing)
    {
        var room = ArrayPool<char>.Shared.Rent(original.Length + CompatibilityForms.Longer(original.AsSpan(first)));
        var text = room.AsSpan();
        var origins = new OriginMap();
        original.CopyTo(0, room, 0, first);
        var length = first;
        var begin = first == 0 ? LineBreaks.QuoteMarks(original, 0) : first;
        for (var i = begin; i < original.Length; )
        {
            if (PlainRun(original, i) is > 0 and var run)
            {
                origins.Add(length, i);
                original.CopyTo(i, room, length, run);
                length += run;
                i += run;
                continue;
            }

            if (original[i] == '\n')
            {
                // Also what was copied: spaces end no line. A tab may stand before an empty cell.
                length = text[..length].TrimEnd(" \r").Length;
            }

            if (Several(original, i, out var used) is { } letters)
            {
                foreach (var letter in letters)
                {
                    origins.Add(length, i);
                    text[length++] = letter;
                }
            }
            else
            {
                used = Read(original, i, writing, out var c);
                // A tag for a line at the beginning of one is none.
                if (!IsHidden(c) && !(c == '\n' && original[i] == '<' && (length == 0 || text[length - 1] == '\n')))
                {
                    origins.Add(length, i);
                    text[length++] = c;
                }
            }

            i += used;
        }

        var plain = text[..length].ToString();
        ArrayPool<char>.Shared.Return(room, clearArray: true);
        return new NormalizedText(original, plain, origins, writing);
    }

    /// <summary>How many units here stand for themselves.</summary>
    private static int PlainRun(string original, int at)
    {
        var run = original.AsSpan(at).IndexOfAnyExcept(Usual);
        run = run < 0 ? original.Length - at : run;
        // The letter before a mark is one with it.
        return at + run < original.Length && CombiningMarks.IsMark(original[at + run]) ? run - 1 : run;
    }

    /// <summary>The units that a ligature or an encoded word at this place stands for; null for anything else.</summary>
    private static string? Several(string original, int at, out int used)
    {
        used = 1;
        return original[at] == '=' ? EncodedWord.Decode(original, at, out used) : CompatibilityForms.Ligature(original[at]);
    }

    /// <summary>The plain unit for what stands at this place, and how many units that takes there.</summary>
    private static int Read(string original, int at, Writing writing, out char plain)
    {
        var first = original[at];
        var used = first switch
        {
            '%' => Escapes.Percent(original, at, out plain),
            '&' => Escapes.Entity(original, at, out plain),
            '\n' => LineBreak(original, at, out plain),
            '<' => Markup.Read(original, at, out plain),
            '\\' => Escapes.Json(original, at, writing, out plain),
            '=' when (writing & Writing.QuotedPrintable) != 0 => Escapes.QuotedPrintable(original, at, out plain),
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

    private static int LineBreak(string original, int at, out char plain)
    {
        plain = '\n';
        return 1 + LineBreaks.QuoteMarks(original, at + 1);
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
            '\u2019' or '\u02BC' => at > 0 && at + 1 < text.Length && char.IsLetter(text[at - 1]) && char.IsLetter(text[at + 1])
                ? '\''
                : text[at],
            >= '\u2010' and <= '\u2012' or '\u2212' or '\uFE63' => '-',
            _ => CompatibilityForms.Of(text, at),
        };

    private static int FirstUnusual(string text, Writing writing)
    {
        if (LineBreaks.QuoteMarks(text, 0) > 0)
        {
            return 0;
        }

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

            if (text[at] == '\n')
            {
                if (LineBreaks.IsDressed(text, at))
                {
                    return at;
                }

                continue;
            }

            if (
                IsHidden(text[at])
                || Several(text, at, out _) is not null
                || Read(text, at, writing, out var plain) > 1
                || plain != text[at]
            )
            {
                return at;
            }
        }

        return -1;
    }
}
