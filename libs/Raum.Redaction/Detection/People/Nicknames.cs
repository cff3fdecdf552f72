namespace Raum.Redaction;

/// <summary>What somebody is called, in quotes and brackets behind their name: <c>Tjorven Hallström ("Tjolle", geb. …)</c>.</summary>
/// <remarks>Linear: the few signs behind each name are read. A word of a dictionary is how a contract calls them: <c>("Customer")</c>.</remarks>
internal static class Nicknames
{
    private const int Longest = 16;
    private const int Shortest = 3;

    public static void Add(ReadOnlySpan<char> text, List<Finding> findings, List<Finding> names)
    {
        Work.Add(findings.Count);
        foreach (var finding in findings)
        {
            if (
                finding.Type != PiiType.Name
                || finding.End + Shortest + 4 >= text.Length
                || text[finding.End] != ' '
                || text[finding.End + 1] != '('
                || !ValueToken.IsQuote(text[finding.End + 2])
            )
            {
                continue;
            }

            var start = finding.End + 3;
            var end = ValueToken.WordEnd(text, start);
            if (
                end - start is >= Shortest and <= Longest
                && char.IsUpper(text[start])
                && end + 1 < text.Length
                && ValueToken.IsQuote(text[end])
                && text[end + 1] is ')' or ','
                && IsName(text[start..end])
            )
            {
                names.Add(new Finding(start, end, PiiType.Name, "name", 0.85, "nickname"));
            }
        }
    }

    private static bool IsName(ReadOnlySpan<char> word)
    {
        var facts = NameWords.Of(word);
        return (facts & WordFacts.Given) != 0
            || ((facts & (WordFacts.Word | WordFacts.Proper)) == 0 && DictionaryWords.Of(Lexicon.Hash(word)) == 0);
    }
}
