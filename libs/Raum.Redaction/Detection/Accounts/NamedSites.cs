namespace Raum.Redaction;

/// <summary>Sites that are called like people of the ticket: "danaokafor.com", "https://dana-okafor.example/contact".</summary>
/// <remarks>Linear: looks at each dot; a bounded stretch around it is read.</remarks>
internal static class NamedSites
{
    private const string Name = "url";
    private const int LongestLabel = 40;

    /// <summary>Whoever has a site here is a person.</summary>
    private const string Wedding = "wedding";

    public static readonly WordSet Domains = Cues.Set(
        "com net org example de fr es it nl uk io co eu be at ch pt br ie us ca au in info shop app dev me blog site online wedding"
    );

    public static void Detect(ReadOnlySpan<char> text, in PersonParts names, List<Finding> findings)
    {
        Span<char> folded = stackalloc char[LongestLabel];
        for (var from = 0; text[from..].IndexOf('.') is >= 0 and var found; )
        {
            var dot = from + found;
            from = dot + 1;
            var end = ValueToken.WordEnd(text, dot + 1);
            if (end - dot is < 3 or > 8 || (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '@' or '-' or '_')))
            {
                continue;
            }

            var start = dot;
            while (start > 0 && dot - start < LongestLabel && (char.IsLetter(text[start - 1]) || text[start - 1] == '-'))
            {
                start--;
            }

            Work.Add(dot - start);
            if (
                dot - start is >= 2 * PersonParts.Shortest and < LongestLabel
                && !(start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '@' or '_'))
                && Domains.Contains(text[(dot + 1)..end])
                && (IsNamed(text[start..dot], folded, names) || text[(dot + 1)..end] is Wedding)
            )
            {
                start -= text[..start].EndsWith("www.", StringComparison.OrdinalIgnoreCase) ? 4 : 0;
                start -=
                    text[..start].EndsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
                    : text[..start].EndsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
                    : 0;
                end = PersonalUrl.End(text, start);
                findings.Add(new Finding(start, end, PiiType.Url, Name, 0.93, "named"));
                from = Math.Max(from, end);
            }
        }
    }

    /// <summary>Two names in one word or around a hyphen, or a family name alone that is no word: "tkachuk.dev".</summary>
    private static bool IsNamed(ReadOnlySpan<char> label, Span<char> folded, in PersonParts names)
    {
        for (var i = 0; i < label.Length; i++)
        {
            folded[i] = Folding.Fold(label[i]);
        }

        var count = 0;
        var whole = folded[..label.Length];
        foreach (var range in ((ReadOnlySpan<char>)whole).Split('-'))
        {
            var segment = whole[range];
            if (segment.Length < PersonParts.Shortest)
            {
                return false;
            }

            var found =
                names.IsGlued(segment) || names.AreTwo(segment) ? 2
                : names.Contains(segment) ? 1
                : 0;
            if (found == 0)
            {
                return false;
            }

            count += found;
        }

        return count > 1 || (NameWords.Of(whole) & (WordFacts.Word | WordFacts.Proper | WordFacts.Given)) == 0;
    }
}
