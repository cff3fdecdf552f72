using System.Buffers;
using System.Net;

namespace Raum.Redaction;

/// <summary>A text as detectors read it: hidden units gone, letters, digits, hyphens and spaces in one form, entities resolved; with the way back to the original.</summary>
/// <remarks>Most texts need nothing of it: then it is the original itself and nothing is allocated.</remarks>
internal sealed class NormalizedText
{
    private const int LongestEntity = 10;

    /// <summary>ASCII without the beginning of an entity: needs no look.</summary>
    private static readonly SearchValues<char> Usual = SearchValues.Create([
        .. Enumerable.Range(0, 0x80).Select(c => (char)c).Where(c => c != '&'),
    ]);

    private readonly int[]? _origins;

    private NormalizedText(string original, string text, int[]? origins)
    {
        Original = original;
        Text = text;
        _origins = origins;
    }

    public string Original { get; }

    public string Text { get; }

    /// <summary>What the units of <see cref="Text"/> are.</summary>
    public UnitMap Units => field ??= UnitMap.Of(Text);

    public static NormalizedText Of(string original)
    {
        var first = FirstUnusual(original);
        return first < 0 ? new NormalizedText(original, original, null) : Rewrite(original, first);
    }

    /// <summary>A value as detectors read it, whoever wrote it: what two dresses of it have in common.</summary>
    public static ReadOnlySpan<char> Plain(ReadOnlySpan<char> value) => FirstUnusual(value) < 0 ? value : Of(value.ToString()).Text;

    /// <inheritdoc cref="Plain(ReadOnlySpan{char})"/>
    public static string Plain(string value) => Of(value).Text;

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
        return start + Read(Original, start, out _);
    }

    private static NormalizedText Rewrite(string original, int first)
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
            var used = Read(original, i, out var c);
            if (CompatibilityForms.Ligature(c) is { } letters)
            {
                foreach (var letter in letters)
                {
                    text[length] = letter;
                    origins[length] = i;
                    length++;
                }
            }
            else if (!IsHidden(c))
            {
                text[length] = c;
                origins[length] = i;
                length++;
            }

            i += used;
        }

        origins[length] = original.Length;
        return new NormalizedText(original, new string(text, 0, length), origins);
    }

    /// <summary>The plain unit for what stands at this place, and how many units that takes there: more than one for an entity, a surrogate pair, a letter with marks.</summary>
    private static int Read(string original, int at, out char plain)
    {
        plain = original[at];
        if (plain == '&' && Entity(original, at, out var meant) is > 1 and var entity)
        {
            plain = Plain([meant], 0);
            return entity;
        }

        if (char.IsHighSurrogate(plain) && at + 1 < original.Length && CompatibilityForms.Of(plain, original[at + 1]) is { } letter)
        {
            plain = letter;
            return 2;
        }

        plain = plain < '\u0080' ? plain : Plain(original, at);
        var end = char.IsLetterOrDigit(plain) ? CombiningMarks.End(original, at + 1) : at + 1;
        plain = CombiningMarks.Compose(plain, original.AsSpan(at + 1, end - at - 1));
        return end - at;
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

    /// <summary>Length of the HTML entity that begins here, 0 when there is none of one unit.</summary>
    private static int Entity(string text, int at, out char meant)
    {
        meant = '&';
        var end = text.AsSpan(at, Math.Min(LongestEntity, text.Length - at)).IndexOf(';');
        if (end < 2)
        {
            return 0;
        }

        var decoded = WebUtility.HtmlDecode(text.Substring(at, end + 1));
        if (decoded.Length != 1)
        {
            return 0;
        }

        meant = decoded[0];
        return end + 1;
    }

    private static int FirstUnusual(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; )
        {
            var next = text[at..].IndexOfAnyExcept(Usual);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            do
            {
                if (CombiningMarks.IsMark(text[at]))
                {
                    return Math.Max(at - 1, 0);
                }

                if (text[at] == '&' || IsHidden(text[at]) || IsDressed(text, at))
                {
                    return at;
                }

                at++;
            } while (at < text.Length && text[at] >= '\u0080');
        }

        return -1;
    }

    private static bool IsDressed(ReadOnlySpan<char> text, int at) =>
        Plain(text, at) != text[at]
        || CompatibilityForms.Ligature(text[at]) is not null
        || (at + 1 < text.Length && CompatibilityForms.Of(text[at], text[at + 1]) is not null);
}
