namespace Raum.Redaction;

/// <summary>Pages that are called like people of the ticket: "https://meet.example.org/jane-doe", "club.example/players/janedoe".</summary>
/// <remarks>Linear: each part of a path is read once.</remarks>
internal static class NamedPages
{
    private const int LongestPart = 40;
    private const int LongestBefore = 200;

    public static void Detect(ReadOnlySpan<char> text, in PersonParts names, List<Finding> findings)
    {
        Span<char> folded = stackalloc char[LongestPart];
        for (var from = 0; text[from..].IndexOf('/') is >= 0 and var found; )
        {
            var start = from + found + 1;
            from = start;
            var end = start;
            while (end < text.Length && end - start < LongestPart && (char.IsLetter(text[end]) || text[end] is '-' or '_' or '.'))
            {
                end++;
            }

            // The dot that ends the sentence.
            while (end > start && text[end - 1] == '.')
            {
                end--;
            }

            from = end;
            Work.Add(end - start);
            if (
                end - start is >= 2 * PersonParts.Shortest and < LongestPart
                && (end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] is '@' or '%'))
                && AreNames(text[start..end], folded, names)
                && LinkStart(text, start) is >= 0 and var link
            )
            {
                end = PersonalUrl.End(text, link);
                findings.Add(new Finding(link, end, PiiType.Url, PersonalUrl.Name, 0.93, "named"));
                from = Math.Max(from, end);
            }
        }
    }

    /// <summary>Two names or more and nothing else.</summary>
    private static bool AreNames(ReadOnlySpan<char> part, Span<char> folded, in PersonParts names)
    {
        var (count, start) = (0, 0);
        for (var i = 0; i <= part.Length; i++)
        {
            if (i < part.Length && char.IsLetter(part[i]))
            {
                folded[i] = Folding.Fold(part[i]);
                continue;
            }

            var segment = folded[start..i];
            start = i + 1;
            if (segment.Length < 2)
            {
                return false;
            }

            var found =
                names.Contains(segment) ? 1
                : segment.Length >= 2 * PersonParts.Shortest && names.AreTwo(segment) ? 2
                : 0;
            if (found == 0)
            {
                return false;
            }

            count += found;
        }

        return count > 1;
    }

    /// <summary>Where the link begins that a part of a path belongs to; -1 for other slashes: "he/she", "C:/jane-doe".</summary>
    private static int LinkStart(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestBefore && !IsStop(text[start - 1]))
        {
            start--;
        }

        Work.Add(at - start);
        var link = text[start..at];
        var scheme = link.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            return start;
        }

        var host = link[..link.IndexOf('/')];
        var dot = host.LastIndexOf('.');
        return dot > 0 && NamedSites.Domains.Contains(host[(dot + 1)..]) ? start : -1;
    }

    private static bool IsStop(char c) =>
        char.IsWhiteSpace(c) || c is '(' or '<' or '>' or '"' or '\'' or '[' or ']' or '«' or '„' or '|' or ',';
}
