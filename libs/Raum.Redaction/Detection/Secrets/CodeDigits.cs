namespace Raum.Redaction;

/// <summary>Reads digits that may be a code: "481902", "481 902", "118-204", "20 71 55", "4471#".</summary>
internal static class CodeDigits
{
    /// <summary>The end of digits that stand alone or in two groups; 0 when a letter or more follows.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        var end = Run(text, at);
        if (end == at)
        {
            return 0;
        }

        if (
            end - at is 3 or 4
            && end < text.Length
            && text[end] is ' ' or '-'
            && Run(text, end + 1) is var second
            && second - end - 1 == end - at
        )
        {
            end = second;
        }

        if (end - at == 2 && IsPair(text, end) && IsPair(text, end + 3))
        {
            // "20 71 55"
            end += 6;
        }

        if (end - at == 2 && Run(text, end + 1) == end + 3 && Run(text, end + 4) == end + 6 && IsNoDay(text, end))
        {
            // "12-34-56"
            end += 6;
        }

        if (end < text.Length && text[end] is '#' or '*' && (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1])))
        {
            // "4471#" is a door's.
            return end + 1;
        }

        // "12.50" is a price.
        return
            end < text.Length
            && (
                char.IsLetter(text[end])
                || text[end] is '_' or '&' or '@' or '#'
                || (text[end] is '.' or '-' or '/' or ':' or ',' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))
            )
            ? 0
            : end;
    }

    /// <summary>The end of four to eight digits with a space behind each: "9 0 3 6"; 0 when there are none.</summary>
    public static int ApartEnd(ReadOnlySpan<char> text, int at)
    {
        var (end, digits) = (at, 0);
        while (end < text.Length && char.IsAsciiDigit(text[end]) && (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1])))
        {
            digits++;
            end++;
            if (end + 1 >= text.Length || text[end] != ' ' || !char.IsAsciiDigit(text[end + 1]))
            {
                break;
            }

            end++;
        }

        return digits is >= 4 and <= 8 && text[end - 1] != ' ' ? end : 0;
    }

    /// <summary>Hyphens, and no month in the middle: "12-34-56", but not "12-05-24".</summary>
    private static bool IsNoDay(ReadOnlySpan<char> text, int end) => text[end] == '-' && text[end + 3] == '-' && text[end + 1] > '2';

    /// <summary>A space and two digits.</summary>
    public static bool IsPair(ReadOnlySpan<char> text, int at) => at + 3 <= text.Length && text[at] == ' ' && Run(text, at + 1) == at + 3;

    /// <summary>The digits from here on.</summary>
    public static int Run(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }
}
