using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Raum.Redaction;

/// <summary>One unit that is written as several: an HTML entity, an escape of JSON or of a link, leftovers of quoted-printable, UTF-8 that was read as Windows-1252.</summary>
internal static class Escapes
{
    private const int LongestEntity = 10;
    private const int LongestLine = 76;
    private const int LongestPath = 260;
    private const int LongestValue = 64;

    /// <summary>What Windows-1252 has at 0x80 to 0x9F; a space where it has nothing.</summary>
    private const string Windows = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

    /// <summary>Signs that also stand behind a letter that is meant: they are read as a byte inside a word only.</summary>
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("‚„…‹‘’“”•–—›\u00A0");

    /// <summary>How many units the entity that begins here has, 0 when there is none of one unit.</summary>
    public static int Entity(string text, int at, out char meant)
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

    /// <summary>How the whole text is written.</summary>
    public static Writing WritingOf(ReadOnlySpan<char> text) =>
        (IsQuotedPrintable(text) ? Writing.QuotedPrintable : Writing.Plain) | (IsJson(text) ? Writing.Json : Writing.Plain);

    /// <summary>"\u00fc" (RFC 8259, 7): 6; in JSON also "\n" and its like: 2; 0 for a backslash that is meant.</summary>
    public static int Json(ReadOnlySpan<char> text, int at, Writing writing, out char meant)
    {
        meant = default;
        if (
            at + 6 <= text.Length
            && text[at + 1] == 'u'
            && ushort.TryParse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            && unit >= ' '
            && !char.IsSurrogate((char)unit)
        )
        {
            meant = (char)unit;
            return 6;
        }

        if ((writing & Writing.Json) == 0 || at + 1 == text.Length || IsInPath(text, at))
        {
            return 0;
        }

        meant = text[at + 1] switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\u200B',
            '"' or '/' or '\\' => text[at + 1],
            _ => default,
        };
        return meant == default ? 0 : 2;
    }

    /// <summary>"C:\Users\nadia" beside some JSON, not "C:\\Users" in it.</summary>
    private static bool IsInPath(ReadOnlySpan<char> text, int at)
    {
        var run = text[Math.Max(0, at - LongestPath)..(at + 1)];
        run = run[(run.LastIndexOfAny(" \"\n") + 1)..];
        return run.IndexOf(":\\") is > 0 and var drive && !run[(drive + 1)..].StartsWith("\\\\") && char.IsAsciiLetter(run[drive - 1]);
    }

    /// <summary>True where a string of a JSON object has an escape in it: "{\"body\":\"Hello\nI am …". Elsewhere "C:\new" is a path.</summary>
    private static bool IsJson(ReadOnlySpan<char> text) =>
        (text.Contains("\\n", StringComparison.Ordinal) || text.Contains("\\\"", StringComparison.Ordinal))
        && (
            text.Contains("\":\"", StringComparison.Ordinal)
            || text.Contains("\": \"", StringComparison.Ordinal)
            || text.Contains("\\\":", StringComparison.Ordinal)
        );

    /// <summary>True for a text with letters in quoted-printable, or with lines that end as it ends them (RFC 2045, 6.7).</summary>
    private static bool IsQuotedPrintable(ReadOnlySpan<char> text)
    {
        for (var at = 0; text[at..].IndexOf('=') is >= 0 and var found; )
        {
            at += found;
            if (Utf8(text, at, out _) > 0 || (Break(text, at) > 0 && IsLong(text[..at])))
            {
                return true;
            }

            at++;
        }

        return false;
    }

    /// <summary>"=C3=BC", or "=FC" where a text is known to be quoted-printable; a line end that it put in gives U+200B.</summary>
    public static int QuotedPrintable(ReadOnlySpan<char> text, int at, out char meant)
    {
        if (Break(text, at) is > 0 and var end)
        {
            meant = '\u200B';
            return end;
        }

        if (Utf8(text, at, out meant) is > 0 and var letter)
        {
            return letter;
        }

        // A letter of Latin 1; without it the sign is meant.
        meant = (char)Math.Max(Byte(text, at), 0);
        return meant is >= ' ' and < '\u007F' or >= '\u00A0' ? 3 : 0;
    }

    /// <summary>"anna%40web.de", "%C3%BC" (RFC 3986, 2.1): 3, 6 or 9 units; 0 for a percent sign that is meant, as in "20% off", and for signs that stand in no value but a token's.</summary>
    public static int Percent(ReadOnlySpan<char> text, int at, out char meant)
    {
        if (Utf8(text, at, out meant) is > 0 and var letter)
        {
            return letter;
        }

        var sign = Byte(text, at);
        if (at == 0 || at + 3 >= text.Length || sign < 0 || char.IsWhiteSpace(text[at - 1]) || char.IsWhiteSpace(text[at + 3]))
        {
            return 0;
        }

        var (before, next) = (text[at - 1], text[at + 3]);
        meant = (char)sign switch
        {
            ' ' => IsAssigned(text[..at]) ? '+' : ' ',
            '\n' => '\n',
            '\r' => '\u200B',
            '+' when before == '=' && char.IsAsciiDigit(next) => '+',
            '@' when !IsCredential(text[(at + 3)..]) => '@',
            '/' when IsInDate(text, at) => '/',
            ',' or '\'' or '(' or ')' => (char)sign,
            _ => default,
        };
        return meant == default ? 0 : 3;
    }

    /// <summary>Behind an equals sign a form writes a space as "+" as well.</summary>
    private static bool IsAssigned(ReadOnlySpan<char> before)
    {
        var near = before[Math.Max(0, before.Length - LongestValue)..];
        return near[(near.LastIndexOfAny(" \n") + 1)..].Contains('=');
    }

    /// <summary>"dob=12%2F19%2F1985", not "code=4%2F0AX4".</summary>
    private static bool IsInDate(ReadOnlySpan<char> text, int at)
    {
        var (start, end) = (at, at + 3);
        while (start > 0 && char.IsAsciiDigit(text[start - 1]) && at - start < 4)
        {
            start--;
        }

        while (end < text.Length && char.IsAsciiDigit(text[end]) && end - at < 7)
        {
            end++;
        }

        return start < at
            && end > at + 3
            && start > 0
            && text[start - 1] is '=' or 'F' or 'f'
            && (end == text.Length || text[end] is '%' or '&' or ' ' or '\n');
    }

    /// <summary>"app:Hx7%40lq@host": another one follows.</summary>
    private static bool IsCredential(ReadOnlySpan<char> behind)
    {
        var near = behind[..Math.Min(LongestValue, behind.Length)];
        var end = near.IndexOfAny(" \n&@");
        return end >= 0 && near[end] == '@';
    }

    /// <summary>"Ã¼" for "ü": UTF-8 whose bytes were read as Windows-1252; 2 or 3 units, or 0.</summary>
    public static int Mojibake(ReadOnlySpan<char> text, int at, out char meant)
    {
        meant = default;
        var length = text[at] switch
        {
            'Â' or 'Ã' or 'Ä' or 'Å' or 'Ð' or 'Ñ' => 2,
            'á' or 'â' => 3,
            _ => 0,
        };
        if (length == 0 || at + length > text.Length)
        {
            return 0;
        }

        Span<byte> bytes = [(byte)text[at], 0, 0];
        for (var i = 1; i < length; i++)
        {
            if (WindowsByte(text[at + i]) is not (>= 0x80 and <= 0xBF and var next))
            {
                return 0;
            }

            bytes[i] = (byte)next;
        }

        // Two signs behind "á" and "â" are no accident; one may be.
        if (length == 2 && Punctuation.Contains(text[at + 1]) && !IsInside(text, at, at + length))
        {
            return 0;
        }

        return Rune.DecodeFromUtf8(bytes[..length], out var rune, out var used) == OperationStatus.Done && used == length && rune.IsBmp
            ? Give(rune, length, out meant)
            : 0;
    }

    private static bool IsInside(ReadOnlySpan<char> text, int start, int end) =>
        text[end - 1] == '\u00A0' ? start > 0 && char.IsLower(text[start - 1]) : end < text.Length && char.IsLetter(text[end]);

    private static int WindowsByte(char c) =>
        c is >= '\u0080' and <= '\u00FF' ? c
        : c > '\u00FF' && Windows.IndexOf(c, StringComparison.Ordinal) is >= 0 and var place ? 0x80 + place
        : -1;

    /// <summary>The length of an equals sign that ends a line of quoted-printable, with the line end.</summary>
    private static int Break(ReadOnlySpan<char> text, int at) =>
        at == 0 || text[at - 1] is '=' ? 0
        : text[(at + 1)..].StartsWith("\n") ? 2
        : text[(at + 1)..].StartsWith("\r\n") ? 3
        : 0;

    /// <summary>Lines are broken at 76 signs; a word that follows may make them a little shorter. A line that a placeholder made so long says nothing: what was no escape before masking is none behind it.</summary>
    private static bool IsLong(ReadOnlySpan<char> before) =>
        before.Length - before.LastIndexOf('\n') is >= LongestLine - 6 and <= LongestLine + 1
        && !TableValue.IsMasked(before[(before.LastIndexOf('\n') + 1)..]);

    private static int Utf8(ReadOnlySpan<char> text, int at, out char meant)
    {
        meant = default;
        var first = Byte(text, at);
        var length = first switch
        {
            >= 0xC2 and <= 0xDF => 2,
            >= 0xE0 and <= 0xEF => 3,
            _ => 0,
        };
        Span<byte> bytes = stackalloc byte[3];
        for (var i = 0; i < length; i++)
        {
            var next = at + (3 * i) < text.Length && text[at + (3 * i)] == text[at] ? Byte(text, at + (3 * i)) : -1;
            if (next < 0)
            {
                return 0;
            }

            bytes[i] = (byte)next;
        }

        return length > 0 && Rune.DecodeFromUtf8(bytes[..length], out var rune, out var used) == OperationStatus.Done && used == length
            ? Give(rune, 3 * length, out meant)
            : 0;
    }

    private static int Give(Rune rune, int length, out char meant)
    {
        meant = (char)rune.Value;
        return length;
    }

    /// <summary>The byte of "=C3" or of "%C3"; -1 where there is none.</summary>
    private static int Byte(ReadOnlySpan<char> text, int at) =>
        at + 3 <= text.Length
        && (
            text[at] == '%'
                ? char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2])
                : text[at] == '=' && char.IsAsciiHexDigitUpper(text[at + 1]) && char.IsAsciiHexDigitUpper(text[at + 2])
        )
            ? Convert.FromHexString(text.Slice(at + 1, 2))[0]
            : -1;
}

/// <summary>How a text is written as a whole, by what stands in it.</summary>
[Flags]
internal enum Writing
{
    Plain = 0,
    QuotedPrintable = 1,
    Json = 2,
}
