namespace Raum.Redaction;

/// <summary>Finds where the next line or turn of a conversation begins to speak: behind line ends and behind who speaks: "Customer: ".</summary>
internal static class NextTurn
{
    private const int LongestLabel = 30;
    private const int MostLineEnds = 3;

    /// <summary>Where the words behind the line end begin; -1 when nothing follows soon.</summary>
    /// <param name="lineEnd">Where a line ends.</param>
    public static int Start(ReadOnlySpan<char> text, int lineEnd)
    {
        var at = lineEnd;
        for (var ends = 0; at < text.Length && char.IsWhiteSpace(text[at]); at++)
        {
            ends += text[at] == '\n' ? 1 : 0;
            if (ends > MostLineEnds)
            {
                return -1;
            }
        }

        return at >= text.Length ? -1 : BehindLabel(text, at);
    }

    /// <summary>"Besucher: ", "Client : ", "Ngoc Anh: ": behind it, or the same place.</summary>
    private static int BehindLabel(ReadOnlySpan<char> text, int line)
    {
        var at = line;
        while (at < text.Length && at - line <= LongestLabel && (char.IsLetter(text[at]) || text[at] is ' ' or '-' or '.' or '_'))
        {
            at++;
        }

        return at > line && at + 1 < text.Length && text[at] == ':' && text[at + 1] == ' ' ? ValueToken.Spaces(text, at + 1) : line;
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
