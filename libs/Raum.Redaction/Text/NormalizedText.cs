using System.Buffers;
using System.Net;

namespace Raum.Redaction;

/// <summary>A text as detectors read it: hidden units gone, digits, hyphens and spaces in one form, entities resolved; with the way back to the original.</summary>
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
        if (Original[start] == '&' && index < Text.Length && (Text[index] != '&' || Entity(Original, start, out _) > 1))
        {
            return start + Math.Max(1, Entity(Original, start, out _));
        }

        return start + 1;
    }

    private static NormalizedText Rewrite(string original, int first)
    {
        var text = new char[original.Length];
        var origins = new int[original.Length + 1];
        original.CopyTo(0, text, 0, first);
        for (var i = 0; i < first; i++)
        {
            origins[i] = i;
        }

        var length = first;
        for (var i = first; i < original.Length; )
        {
            var used = 1;
            var c = original[i];
            if (c == '&' && Entity(original, i, out var meant) is > 1 and var entity)
            {
                c = meant;
                used = entity;
            }

            if (!IsHidden(c))
            {
                text[length] = Plain(c);
                origins[length] = i;
                length++;
            }

            i += used;
        }

        origins[length] = original.Length;
        return new NormalizedText(original, new string(text, 0, length), origins);
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

    private static char Plain(char c) =>
        c switch
        {
            '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' or '\u3000' => ' ',
            >= '\u2010' and <= '\u2012' or '\u2212' or '\uFE63' => '-',
            >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
            >= '\u0660' and <= '\u0669' => (char)(c - 0x0660 + '0'),
            >= '\u06F0' and <= '\u06F9' => (char)(c - 0x06F0 + '0'),
            _ => c,
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
                if (text[at] == '&' || IsHidden(text[at]) || Plain(text[at]) != text[at])
                {
                    return at;
                }

                at++;
            } while (at < text.Length && text[at] >= '\u0080');
        }

        return -1;
    }
}
