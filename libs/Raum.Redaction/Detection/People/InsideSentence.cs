namespace Raum.Redaction;

/// <summary>A part of a known name that is also a word: its capital inside a sentence says that the person is meant, "Please call Grace back", where the language writes its nouns small.</summary>
/// <remarks>Only behind words that speak of people: "I work in Sage" says nothing of an agent Sage. Linear: the word before is read.</remarks>
internal static class InsideSentence
{
    private const int Shortest = 3;

    /// <summary>Before whom one calls, asks, gives something to, or is.</summary>
    private static readonly WordSet Before = Cues.Set(
        "call ask tell told asked contact inform phone to for with from by according m give gave between "
            + "llamen llame llamar pregunten avisen a para con segun soy contacten de "
            + "rappelez appelez demandez prevenez pour avec selon suis chez encore "
            + "richiamate chiamate chiedete avvisate per secondo sono dite "
            + "liguem perguntem avisem com segundo sou digam "
            + "bel vraag zeg aan voor met volgens ben van bij"
    );

    /// <param name="inGerman">True in a German text, where every noun has a capital.</param>
    public static bool Is(ReadOnlySpan<char> text, int start, int end, bool inGerman)
    {
        if (
            inGerman
            || end - start < Shortest
            || start < 2
            || !char.IsUpper(text[start])
            || !char.IsLower(text[start + 1])
            || text[start - 1] != ' '
            || !char.IsLower(text[start - 2])
            || IsJoined(text, end)
        )
        {
            return false;
        }

        var before = start - 1;
        while (before > 0 && char.IsLetter(text[before - 1]))
        {
            before--;
        }

        var facts = NameWords.OfHash(Lexicon.Hash(text[start..end]));
        return (char.IsLower(text[before]) || NameContext.StartsSentence(text, before))
            && (before == 0 || text[before - 1] is ' ' or '\n' or '\'' or '’')
            && (Before.Contains(text[before..(start - 1)]) || text[..(start - 1)].EndsWith("I am"))
            && (facts & (WordFacts.Given | WordFacts.Surname)) != 0
            && (facts & (WordFacts.Proper | WordFacts.Month)) == 0;
    }

    /// <summary>Another capital, a hyphen or letters behind it: "Grace Church", "Rose-Marie", "Mark2".</summary>
    private static bool IsJoined(ReadOnlySpan<char> text, int end) =>
        end < text.Length
        && (
            char.IsLetterOrDigit(text[end])
            || text[end] is '-' or '_' or '@' or '/' or '&'
            || (text[end] == ' ' && end + 1 < text.Length && (char.IsUpper(text[end + 1]) || text[end + 1] == '&'))
        );
}
