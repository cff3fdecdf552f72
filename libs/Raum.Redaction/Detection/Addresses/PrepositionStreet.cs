namespace Raum.Redaction;

/// <summary>German streets that begin with a preposition: "An der {Alten Mühle 7", "Unter den {Linden 12".</summary>
internal static class PrepositionStreet
{
    private static readonly WordSet Prepositions = Cues.Set("an auf hinter unter vor ob zu");
    private static readonly WordSet Articles = Cues.Set("der dem den");

    /// <summary>Where the street begins; the find's own beginning where nothing of that stands before it. "An der Gartenstraße 4" has a street of its own.</summary>
    public static int Read(ReadOnlySpan<char> text, int start)
    {
        if (start < 7 || text[start - 1] != ' ' || !char.IsUpper(text[start]))
        {
            return start;
        }

        var article = AddressWords.WordStart(text, start - 1);
        if (article < 3 || text[article - 1] != ' ' || !char.IsLower(text[article]) || !Articles.Contains(text[article..(start - 1)]))
        {
            return start;
        }

        var word = AddressWords.WordStart(text, article - 1);
        return
            char.IsUpper(text[word])
            && Prepositions.Contains(text[word..(article - 1)])
            && !AddressKinds.EndsWithKind(text[start..AddressWords.NameEnd(text, start)])
            ? word
            : start;
    }
}
