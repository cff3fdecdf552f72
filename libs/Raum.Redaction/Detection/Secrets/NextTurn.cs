namespace Raum.Redaction;

/// <summary>Finds where the next line or turn of a conversation begins to speak: behind line ends and behind who speaks: "Customer: ".</summary>
internal static class NextTurn
{
    private const int LongestLabel = 30;
    private const int LongestTime = 12;

    /// <summary>Where the words behind the line end begin; -1 when nothing follows.</summary>
    /// <param name="lineEnd">Where a line ends.</param>
    public static int Start(ReadOnlySpan<char> text, int lineEnd)
    {
        var at = lineEnd;
        // "> 481 927" in a quoted mail.
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '>' or '"' or '„' or '*'))
        {
            at++;
        }

        return at >= text.Length ? -1 : BehindLabel(text, BehindStamp(text, at));
    }

    /// <summary>"[18:04] ", "[12.05.24, 18:45:10] ", "18:04 ".</summary>
    private static int BehindStamp(ReadOnlySpan<char> text, int line)
    {
        if (text[line] != '[' && !(line + 5 < text.Length && char.IsAsciiDigit(text[line]) && text.Slice(line, 3).Contains(':')))
        {
            return line;
        }

        var at = line;
        while (
            at < text.Length
            && at - line < LongestLabel
            && (char.IsAsciiDigit(text[at]) || text[at] is '[' or ']' or ':' or '.' or ',' or '/' or '-' or ' ')
        )
        {
            at++;
        }

        return at < text.Length && char.IsLetter(text[at]) ? at : line;
    }

    /// <summary>"Besucher: ", "Client : ", "Ngoc Anh: ": behind it, or the same place.</summary>
    private static int BehindLabel(ReadOnlySpan<char> text, int line)
    {
        var at = line;
        while (at < text.Length && at - line <= LongestLabel && (char.IsLetter(text[at]) || text[at] is ' ' or '-' or '.' or '_'))
        {
            at++;
        }

        if (at > line && at < text.Length && text[at] == '(')
        {
            // "Kunde (18:05): "
            var close = text[at..Math.Min(text.Length, at + LongestTime)].IndexOf(')');
            at += close + 1;
        }

        return at > line && at < text.Length && text[at] == ':' ? ValueToken.Spaces(text, at + 1) : line;
    }

    /// <summary>Nothing but signs up to the end of the line.</summary>
    public static bool EndsLine(ReadOnlySpan<char> text, int end)
    {
        while (end < text.Length && text[end] is ' ' or '.' or '!' or ',' or '\t' or '"')
        {
            end++;
        }

        return end >= text.Length || text[end] is '\n' or '\r';
    }
}
