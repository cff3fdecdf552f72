namespace Raum.Redaction;

/// <summary>The words of which a wallet's keys are made (BIP 39: 12 to 24 of three to eight letters), behind the word for them.</summary>
/// <remarks>Linear: a bounded number of words behind each cue is read.</remarks>
internal static class SeedPhrase
{
    private const int Fewest = 12;
    private const int Most = 24;
    private const int LongestGap = 5;
    private const int MostBefore = 4;

    private static readonly WordSet Phrases = Cues.Set("phrase phrases words word mnemonic");

    /// <summary>Adds the phrase behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        var behind = at;
        if (!text[start..at].Equals("mnemonic", StringComparison.OrdinalIgnoreCase))
        {
            var first = at + 1;
            behind = first < text.Length && text[at] is ' ' or '-' or '_' ? ValueToken.WordEnd(text, first) : at;
            if (behind <= first || !Phrases.Contains(text[first..behind]))
            {
                return at;
            }
        }

        Work.Add(Most);
        // "for my wallet is: abandon ability …"
        for (var before = 0; before <= MostBefore; before++)
        {
            if (Words(text, behind) is { Count: >= Fewest } words)
            {
                findings.Add(new Finding(words.Start, words.End, PiiType.Secret, "cue", 0.87, "seed-phrase"));
                return words.End;
            }

            var next = behind;
            while (next < text.Length && next - behind < LongestGap && !char.IsLetter(text[next]))
            {
                next++;
            }

            behind = ValueToken.WordEnd(text, next);
            if (behind == next)
            {
                break;
            }
        }

        return at;
    }

    private static (int Start, int End, int Count) Words(ReadOnlySpan<char> text, int at)
    {
        var (first, last, whole, count) = (0, 0, 0, 0);
        while (count < Most)
        {
            var start = at;
            while (start < text.Length && start - at <= LongestGap && IsBetween(text[start]))
            {
                start++;
            }

            var end = start;
            while (end < text.Length && end - start <= 8 && char.IsAsciiLetterLower(text[end]))
            {
                end++;
            }

            if (end - start is < 3 or > 8)
            {
                break;
            }

            first = count == 0 ? start : first;
            at = end;
            count++;
            // 12, 15, 18, 21 or 24.
            (last, whole) = count % 3 == 0 ? (end, count) : (last, whole);
        }

        return (first, last, whole);
    }

    /// <summary>Spaces, commas and the numbers of a list.</summary>
    private static bool IsBetween(char c) =>
        char.IsAsciiDigit(c) || c is ' ' or '\n' or '\r' or '\t' or ',' or '.' or ')' or ':' or '"' or '-';
}
