namespace Raum.Redaction;

/// <summary>Words of a subject somewhere before a value.</summary>
internal static class WordsBefore
{
    /// <summary>True when one of the words stands within so many signs.</summary>
    public static bool Any(ReadOnlySpan<char> text, int at, int reach, WordSet words)
    {
        Work.Add(reach);
        var from = Math.Max(0, at - reach);
        while (from > 0 && from < at && char.IsLetter(text[from]) && char.IsLetter(text[from - 1]))
        {
            from++;
        }

        for (var next = from; next < at; )
        {
            var end = ValueToken.WordEnd(text, next);
            if (end > next && end <= at && words.Contains(text[next..end]))
            {
                return true;
            }

            next = Math.Max(next + 1, end);
        }

        return false;
    }
}
