namespace Raum.Redaction;

/// <summary>A code whose last groups look like a phone number: "numéro L 4F 088 213 577".</summary>
internal static class NumberedCode
{
    private const int MostTokens = 3;
    private const int LongestToken = 3;

    private static readonly WordSet Numbers = Cues.Set("number numero nummer no nr n");

    /// <summary>True where groups with letters and figures stand between a word for a number and this place.</summary>
    public static bool EndsWith(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        var mixed = false;
        for (var tokens = 0; tokens <= MostTokens && at > 2 && text[at - 1] == ' '; tokens++)
        {
            var end = --at;
            var (letters, digits) = (0, 0);
            while (at > 0 && end - at <= LongestToken && char.IsAsciiLetterOrDigit(text[at - 1]) && !char.IsAsciiLetterLower(text[at - 1]))
            {
                at--;
                letters += char.IsAsciiLetter(text[at]) ? 1 : 0;
                digits += char.IsAsciiLetter(text[at]) ? 0 : 1;
            }

            if (at == end || end - at > LongestToken)
            {
                return mixed && Numbers.Contains(NameContext.SpanBefore(text, end, out _));
            }

            mixed |= letters > 0 && digits > 0;
        }

        return false;
    }
}
