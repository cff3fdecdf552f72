namespace Raum.Redaction;

/// <summary>Words behind a number that say it is that of a phone.</summary>
internal static class PhoneBehind
{
    private const int FewestOfVerb = 6;
    private const int LongestWord = 14;

    private static readonly WordSet Kinds = Cues.Set("fax office mobile cell home work desk handy mobil movil celular portable bureau");

    /// <summary>German and Dutch put the verb behind what is called.</summary>
    private static readonly WordSet Verbs = Cues.Set("anrufen anruft anrief angerufen gerufen bellen gebeld belt");
    private static readonly WordSet BeforeVerb = Cues.Set("die unter der nummer auf op naar het");

    /// <summary>"bin unter 0176 / 40 55 812 93 erreichbar".</summary>
    private static readonly WordSet Reached = Cues.Set(
        "erreichbar erreichen bereikbaar bereiken joignable reachable raggiungibile localizable contactavel"
    );
    private static readonly WordSet BeforeReached = Cues.Set("unter auf op au sur on at al en no na via");

    /// <summary>"+41 69 979 80 58-Fax", "930.167.3943 office", "soll die 116 116 anrufen".</summary>
    public static bool Says(ReadOnlySpan<char> text, int start, int end, int length)
    {
        var at = end + 1;
        if (at >= text.Length || text[end] is not ('-' or ' '))
        {
            return false;
        }

        at += text[at] == '(' ? 1 : 0;
        var last = at;
        while (last < text.Length && last - at < LongestWord && char.IsLetter(text[last]))
        {
            last++;
        }

        var word = text[at..last];
        return word.Length > 2
            && (
                Kinds.Contains(word)
                || (length >= FewestOfVerb && Reached.Contains(word) && BeforeReached.Contains(NameContext.SpanBefore(text, start, out _)))
                || (
                    length >= FewestOfVerb
                    && text[end] == ' '
                    && !text[start..end].ContainsAny(".-/")
                    && Verbs.Contains(word)
                    && BeforeVerb.Contains(NameContext.SpanBefore(text, start, out _))
                )
            );
    }
}
