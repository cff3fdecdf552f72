namespace Raum.Redaction;

/// <summary>Words before four numbers with points that make them a version.</summary>
internal static class VersionCue
{
    private const int MostWords = 5;
    private const int LongestWord = 24;

    /// <summary>Of a version that stands between: "von 7.2.45.3 auf".</summary>
    private const int LongestGap = 20;

    public static readonly WordSet Words = Cues.Set(
        "fw rollback downgrade downgraded versao versione versie version versions v ver release firmware build kernel driver update software oid section chapter"
    );

    /// <summary>Of these, what happens also without a number: "since the update 84.112.33.9 is blocked".</summary>
    private static readonly WordSet Events = Cues.Set(
        "kernel fw firmware build rollback downgrade downgraded driver update software section chapter"
    );

    /// <summary>May stand between such a word and the version: "Update von 7.2.45.3 auf 7.2.46.1".</summary>
    private static readonly WordSet Links = Cues.Set(
        "to from auf von zu der die a de la le da do del al naar van is ist est es number nr no nummer the and und y et e en of v notes client cliente app server"
    );

    /// <summary>True where the words right before say a version: "firmware is 7.2.45.3", not "the update failed, from 84.112.33.9".</summary>
    /// <param name="isHigh">Its first figure is higher than those of most versions are.</param>
    public static bool Calls(ReadOnlySpan<char> text, int start, bool isHigh)
    {
        var at = start;
        for (var words = 0; words < MostWords; words++)
        {
            var end = at;
            while (end > 0 && at - end < LongestGap && text[end - 1] is ' ' or ':' or '.' or '(' or '=' or (>= '0' and <= '9'))
            {
                end--;
            }

            var from = end;
            while (from > 0 && end - from < LongestWord && char.IsLetter(text[from - 1]))
            {
                from--;
            }

            var word = text[from..end];
            if (Words.Contains(word))
            {
                return !isHigh || !Events.Contains(word);
            }

            if (!Links.Contains(word))
            {
                return false;
            }

            at = from;
        }

        return false;
    }
}
