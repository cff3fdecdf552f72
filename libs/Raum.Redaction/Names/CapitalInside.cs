namespace Raum.Redaction;

/// <summary>A given name that is a word, with a capital in the middle of a sentence: "le prometió a Luz que". Other words have none there, but in German.</summary>
internal static class CapitalInside
{
    private const WordFacts Other = WordFacts.Proper | WordFacts.Brand | WordFacts.CueWords | WordFacts.Month;

    /// <summary>True for such a word alone: behind a word in lower case, with no capital or number beside.</summary>
    public static bool Has(ReadOnlySpan<Word> words, int at) =>
        words[at].Shape == WordShape.Title
        && !words[at].InGerman
        && (words[at].Facts & (WordFacts.Given | Other)) == WordFacts.Given
        && words[at].Phrase == 0
        && at > 0
        && words[at - 1].Shape == WordShape.Lower
        && words[at - 1].End + 1 == words[at].Start
        && (words[at - 1].Facts & WordFacts.Organization) == 0
        && !(
            at + 1 < words.Length
            && words[at + 1].Start <= words[at].End + 1
            && (words[at + 1].IsCapital || words[at + 1].Shape == WordShape.Digits || words[at + 1].Key is '-' or '&')
        );
}
