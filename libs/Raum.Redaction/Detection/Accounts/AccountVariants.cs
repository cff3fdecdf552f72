namespace Raum.Redaction;

/// <summary>User names like one that was found, with another number behind: "not tacoknight77 but tacoknight71".</summary>
/// <remarks>Linear: each word of the text is looked at once, and only where such a name was found.</remarks>
internal static class AccountVariants
{
    private const int ShortestStem = 6;
    private const int MostStems = 64;
    private const int MostFigures = 4;

    /// <param name="found">What was found before.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, List<Finding> found, List<Finding> findings)
    {
        HashSet<ulong>? stems = null;
        foreach (var finding in found)
        {
            if (
                finding.Type == PiiType.Username
                && StemOf(text[finding.Start..finding.End]) is { Length: >= ShortestStem } stem
                && stems is not { Count: >= MostStems }
            )
            {
                (stems ??= []).Add(Lexicon.Hash(stem));
            }
        }

        if (stems is null)
        {
            return;
        }

        Work.Add(words.Length);
        foreach (ref readonly var word in words)
        {
            if (word.End - word.Start < ShortestStem || word.Start > 0 && text[word.Start - 1] is '_' or '@' or '/' or '.')
            {
                continue;
            }

            var end = CodeDigits.Run(text, word.End);
            var letters = text[word.Start..word.End];
            if (
                end - word.End <= MostFigures
                && !(end < text.Length && (char.IsLetter(text[end]) || text[end] is '_' or '@'))
                && (end > word.End || new SecretShape(letters).IsJoined)
                && stems.Contains(Lexicon.Hash(letters))
            )
            {
                findings.Add(new Finding(word.Start, end, PiiType.Username, "account", 0.8, "variant"));
            }
        }
    }

    /// <summary>The letters before the figures, nothing else in it and no word.</summary>
    private static ReadOnlySpan<char> StemOf(ReadOnlySpan<char> token)
    {
        var letters = ValueToken.WordEnd(token, 0);
        var stem = token[..letters];
        return
            letters < token.Length
            && CodeDigits.Run(token, letters) == token.Length
            && (NameWords.Of(stem) & (WordFacts.Word | WordFacts.Proper)) == 0
            ? stem
            : default;
    }
}
