namespace Raum.Redaction;

/// <summary>Names with a number before the word for a site.</summary>
/// <remarks>Linear: two words before are read.</remarks>
internal static class TagOfSite
{
    /// <summary>"nightowl#1234 on Discord".</summary>
    public static (int Start, int End) Before(ReadOnlySpan<char> text, int cue)
    {
        var at = cue;
        for (var words = 0; words < 2 && at > 1 && text[at - 1] is ' ' or '('; words++)
        {
            var end = at - 1;
            at = end;
            while (at > 0 && end - at < 40 && !char.IsWhiteSpace(text[at - 1]))
            {
                at--;
            }

            var token = text[at..end];
            if (
                token.IndexOf('#') is > 2 and var hash
                && token.Length - hash is 5 or 6
                && !token[(hash + 1)..].ContainsAnyExceptInRange('0', '9')
            )
            {
                return (at, end);
            }

            if (token.Length > 3)
            {
                return default;
            }
        }

        return default;
    }
}
