namespace Raum.Redaction;

/// <summary>Whose a file is, by its name: "Ngozi_Okwuosa_passport.pdf", "Lebenslauf-Fuchs-Heike.docx".</summary>
/// <remarks>Linear: a dot before an ending is looked at once, with a bounded stretch before it.</remarks>
internal static class FileNames
{
    private const int Longest = 80;
    private const int ShortestPart = 3;

    private static readonly WordSet Endings = Cues.Set(
        "pdf doc docx odt rtf txt pages xls xlsx csv jpg jpeg png heic tif tiff zip eml msg"
    );

    /// <summary>Adds the names of people in the names of files.</summary>
    public static void Detect(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (var dot = text.IndexOf('.'); dot >= 0 && dot + 1 < text.Length; )
        {
            var end = ValueToken.WordEnd(text, dot + 1);
            if (end - dot is > 3 and < 7 && Endings.Contains(text[(dot + 1)..end]))
            {
                Read(text, dot, findings);
            }

            var next = text[(dot + 1)..].IndexOf('.');
            dot = next < 0 ? -1 : dot + 1 + next;
        }
    }

    /// <summary>Two parts side by side, a given and a family name in any order, of which one at least is no word.</summary>
    private static void Read(ReadOnlySpan<char> text, int dot, List<Finding> findings)
    {
        var start = dot;
        while (start > 0 && dot - start < Longest && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-'))
        {
            start--;
        }

        Work.Add(dot - start);
        var (before, beforeEnd) = (-1, -1);
        for (var at = start; at < dot; )
        {
            var end = ValueToken.WordEnd(text[..dot], at);
            if (end - at >= ShortestPart)
            {
                if (before >= 0 && beforeEnd + 1 == at && Are(text[before..beforeEnd], text[at..end]))
                {
                    findings.Add(new Finding(before, end, PiiType.Name, "name", 0.75, "file-name"));
                    return;
                }

                (before, beforeEnd) = (at, end);
            }

            at = Math.Max(end, at + 1);
        }
    }

    private static bool Are(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var (one, other) = (NameWords.Of(first), NameWords.Of(second));
        const WordFacts Thing = WordFacts.Proper | WordFacts.Brand;
        return char.IsUpper(first[0]) == char.IsUpper(second[0])
            && ((one & other) & Thing) == 0
            && ((one & other) & WordFacts.Word) == 0
            && (char.IsUpper(first[0]) || ((one | other) & WordFacts.Word) == 0)
            && ((IsGiven(one) && IsFamily(other, second)) || (IsGiven(other) && IsFamily(one, first)));
    }

    private static bool IsGiven(WordFacts facts) =>
        (facts & WordFacts.Given) != 0 || ((facts & WordFacts.AnyName) != 0 && (facts & WordFacts.Word) == 0);

    /// <summary>A family name of the lists, or a word that no list and no dictionary has.</summary>
    private static bool IsFamily(WordFacts facts, ReadOnlySpan<char> word) =>
        (
            (facts & WordFacts.AnyName) != 0
            || (facts == WordFacts.None && char.IsLower(word[1]) && DictionaryWords.Of(Lexicon.Hash(word)) == 0)
        )
        && (NameWords.Cues(word) & (WordFacts.Organization | WordFacts.Month | WordFacts.Kin)) == 0;
}
