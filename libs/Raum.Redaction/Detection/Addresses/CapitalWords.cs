namespace Raum.Redaction;

/// <summary>Words of the language in capitals behind the city are no part of the address: "25842 LANGENHORN UND NICHT", "92100 AGRIGENTO, SUONARE"; those of a city's name are: "TRES CANTOS".</summary>
internal static class CapitalWords
{
    private const int Shortest = 8;
    private const int MostWords = 4;

    /// <summary>Join the words of a city's name: "LA SEYNE {SUR MER", "BOADILLA {DEL MONTE".</summary>
    private static readonly WordSet CityLinks = Cues.Set(
        "sur sous lez les en am an im in bei ob der de del della di do da la le el y a op aan den"
    );

    /// <summary>The end before them.</summary>
    public static int Before(ReadOnlySpan<char> text, int start, int end)
    {
        var cut = end;
        for (var steps = 0; steps < MostWords; steps++)
        {
            var word = AddressWords.WordStart(text, end);
            if (
                end - word < 3
                || word < start + Shortest
                || text[word..end].ContainsAnyExceptInRange('A', 'Z')
                || (NameWords.Of(text[word..end]) & (WordFacts.Word | WordFacts.Proper)) != WordFacts.Word
                || CityLinks.Contains(text[word..end])
            )
            {
                return cut;
            }

            // The city itself, or a word that belongs to one: "FRANKFURT AM MAIN".
            var before = AddressCuts.TrimmedEnd(text, start, word);
            var city = AddressWords.WordStart(text, before);
            if (before - city < 3 || !char.IsLetter(text[city]) || !AddressTail.HasCode(text[start..city]))
            {
                return cut;
            }

            // "TRES CANTOS": a word that no sign and no small word cuts off may be the city's.
            cut = word - before > 1 || StreetWords.NoNames.Contains(text[word..end]) ? before : cut;
            end = before;
        }

        return cut;
    }
}
