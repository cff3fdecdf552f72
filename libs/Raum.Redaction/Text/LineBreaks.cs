namespace Raum.Redaction;

/// <summary>Line ends as mail programs and systems write them: spaces before one, a carriage return, marks of a quoted mail behind one ("⏎&gt; &gt; ").</summary>
internal static class LineBreaks
{
    private const int MostMarks = 40;

    /// <summary>True where something stands around a line end here that a plain text has not.</summary>
    public static bool IsDressed(ReadOnlySpan<char> text, int at) =>
        (at > 0 && text[at - 1] is ' ' or '\r') || QuoteMarks(text, at + 1) > 0;

    /// <summary>How many units the marks of a quoted mail have at the beginning of a line, with the space behind the last one; 0 where there are none.</summary>
    public static int QuoteMarks(ReadOnlySpan<char> text, int line)
    {
        var end = line;
        for (var at = line; at < text.Length && at - line < MostMarks && text[at] is '>' or ' '; at++)
        {
            if (text[at] == '>')
            {
                end = at + 1;
            }
        }

        return end == line ? 0
            : end < text.Length && text[end] == ' ' ? end + 1 - line
            : end - line;
    }
}
