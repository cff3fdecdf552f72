namespace Raum.Redaction;

/// <summary>Postcodes that are told by their letters, with the place before them where the line has nothing else: "Leeds LS1 4AB", "Montréal (Québec) H2L 1R5"; and post boxes.</summary>
/// <remarks>
/// GB postcodes (Royal Mail, no C I K M O V behind the space), CA (no D F I O Q U first), IE Eircodes behind a comma or at the beginning of a line. Looks at a bounded number of letters around a number.
/// </remarks>
internal static class PostCode
{
    private const int LongestBox = 24;
    private const int LongestPlace = 48;

    /// <summary>Spaces and signs that may stand before it. More are not looked through: each number of a long line would do so again.</summary>
    private const int MostBlanks = 64;
    private const string BritishLast = "ABDEFGHJLNPQRSTUWXYZ";
    private const string CanadianFirst = "ABCEGHJKLMNPRSTVXY";
    private const string Irish = "ACDEFHKNPRTVWXY0123456789";

    private static readonly System.Buffers.SearchValues<char> IrishUnits = System.Buffers.SearchValues.Create(Irish);

    private static readonly string[] Boxes =
    [
        "p.o. box ",
        "p.o.box ",
        "po box ",
        "p o box ",
        "po-box ",
        "post office box ",
        "postfach ",
        "postbus ",
        "apartado ",
        "apartado de correos ",
        "apartado postal ",
        "casella postale ",
        "caixa postal ",
        "boîte postale ",
        "boite postale ",
    ];

    /// <summary>Reads around a number.</summary>
    /// <param name="line">Where its line begins.</param>
    public static bool TryRead(ReadOnlySpan<char> text, int line, int start, int end, out (int Start, int End) place)
    {
        place = default;
        if (IsBox(text, line, start, out var box))
        {
            place = (box, BoxEnd(text, end));
            return true;
        }

        if (start == line || end - start > 2 || !char.IsAsciiLetterUpper(text[start - 1]))
        {
            return false;
        }

        var from = start - 1;
        from -= from > line && char.IsAsciiLetterUpper(text[from - 1]) ? 1 : 0;
        if (from > line && (char.IsLetterOrDigit(text[from - 1]) || text[from - 1] is '_' or '-' or '/'))
        {
            return false;
        }

        var last = British(text, end);
        last = last > 0 || start - from > 1 ? last : Other(text, line, from, start, end);
        if (last == 0 || (last < text.Length && (char.IsLetterOrDigit(text[last]) || text[last] is '_' or '-')))
        {
            return false;
        }

        place = (from - line <= LongestPlace + MostBlanks && IsPlace(text[line..from]) ? First(text, line, from) : from, last);
        return true;
    }

    /// <summary>The end of "A 4AB" or " 4AB"; 0 when it is none.</summary>
    private static int British(ReadOnlySpan<char> text, int at)
    {
        at += at < text.Length && char.IsAsciiLetterUpper(text[at]) ? 1 : 0;
        return
            at + 4 <= text.Length
            && text[at] == ' '
            && char.IsAsciiDigit(text[at + 1])
            && BritishLast.Contains(text[at + 2], StringComparison.Ordinal)
            && BritishLast.Contains(text[at + 3], StringComparison.Ordinal)
            ? at + 4
            : 0;
    }

    /// <summary>"H2L 1R5", ", A67 X2R4".</summary>
    private static int Other(ReadOnlySpan<char> text, int line, int from, int start, int end)
    {
        var letter = text[from];
        if (
            end - start == 1
            && end + 5 <= text.Length
            && CanadianFirst.Contains(letter, StringComparison.Ordinal)
            && char.IsAsciiLetterUpper(text[end])
            && text[end + 1] == ' '
            && char.IsAsciiDigit(text[end + 2])
            && char.IsAsciiLetterUpper(text[end + 3])
            && char.IsAsciiDigit(text[end + 4])
        )
        {
            return end + 5;
        }

        var isApart = from == line || (from > line + 1 && text[from - 1] == ' ' && text[from - 2] == ',');
        return
            isApart
            && end - start == 2
            && end + 5 <= text.Length
            && Irish.Contains(letter, StringComparison.Ordinal)
            && text[end] == ' '
            && !text.Slice(end + 1, 4).ContainsAnyExcept(IrishUnits)
            && text.Slice(end + 1, 4).ContainsAnyInRange('A', 'Z')
            && text.Slice(end + 1, 4).ContainsAnyInRange('0', '9')
            ? end + 5
            : 0;
    }

    /// <summary>Nothing but words with a capital, commas and brackets.</summary>
    private static bool IsPlace(ReadOnlySpan<char> before)
    {
        before = before.Trim(" \t\r>");
        if (before.Length is 0 or > LongestPlace)
        {
            return false;
        }

        var starts = true;
        foreach (var c in before)
        {
            if (!(char.IsLetter(c) || c is ' ' or ',' or '-' or '\'' or '’' or '.' or '(' or ')') || (starts && char.IsLower(c)))
            {
                return false;
            }

            starts = c is ' ' or '(';
        }

        return true;
    }

    private static int First(ReadOnlySpan<char> text, int line, int from)
    {
        while (line < from && !char.IsLetter(text[line]))
        {
            line++;
        }

        return line;
    }

    private static bool IsBox(ReadOnlySpan<char> text, int line, int start, out int from)
    {
        from = 0;
        if (start - line < 7 || text[start - 1] != ' ')
        {
            return false;
        }

        // Nearly every word before a number ends with another letter.
        if (text[start - 2] is not ('x' or 'X' or 'h' or 'H' or 's' or 'S' or 'o' or 'O' or 'l' or 'L' or 'e' or 'E'))
        {
            return false;
        }

        var before = text[Math.Max(line, start - LongestBox)..start];
        foreach (var box in Boxes)
        {
            if (before.EndsWith(box, StringComparison.OrdinalIgnoreCase))
            {
                from = start - box.Length;
                return true;
            }
        }

        return false;
    }

    /// <summary>"Postfach 12 34 56".</summary>
    private static int BoxEnd(ReadOnlySpan<char> text, int end)
    {
        // "P.O. Box 417-30700": box and postcode in one, as in Kenya.
        if (end + 6 <= text.Length && text[end] == '-' && !text.Slice(end + 1, 5).ContainsAnyExceptInRange('0', '9'))
        {
            return end + 6;
        }

        while (
            end + 2 < text.Length
            && text[end] == ' '
            && char.IsAsciiDigit(text[end + 1])
            && char.IsAsciiDigit(text[end + 2])
            && !(end + 3 < text.Length && char.IsLetterOrDigit(text[end + 3]))
        )
        {
            end += 3;
        }

        return end;
    }
}
