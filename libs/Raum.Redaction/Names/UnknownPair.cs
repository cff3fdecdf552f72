namespace Raum.Redaction;

/// <summary>Two words in the middle of a sentence that no list or dictionary has as anything but a name: "è stata pagata da Talar Bedrossian", "BOOKED BY PRIYA RAGHUNATHAN". Hardly anything else stands so.</summary>
internal static class UnknownPair
{
    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand | WordFacts.CueWords | WordFacts.Month;

    private const int ShortestTitle = 2;

    /// <summary>Shorter words in capitals or in lower case are abbreviations and slips of the fingers.</summary>
    private const int Shortest = 4;

    /// <summary>True when the word is one of such a pair.</summary>
    public static bool Has(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        words[at].IsWord
        && (words[at].Facts & OtherWord) == 0
        && ((at + 1 < words.Length && IsPair(text, words, at)) || (at > 0 && IsPair(text, words, at - 1)));

    private static bool IsPair(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        ref readonly var one = ref words[at];
        ref readonly var other = ref words[at + 1];
        return one.Shape == other.Shape
            && one.Shape is WordShape.Title or WordShape.Capitals or WordShape.Lower
            && IsBeside(words, at)
            && IsAlone(words, at)
            && (one.Shape == WordShape.Title || ((one.Facts | other.Facts) & WordFacts.AnyName) != 0)
            && IsUnknown(text, one)
            && IsUnknown(text, other);
    }

    private static bool IsUnknown(ReadOnlySpan<char> text, in Word word) =>
        (word.Facts & OtherWord) == 0
        && word.Phrase == 0
        && word.End - word.Start >= (word.Shape == WordShape.Title ? ShortestTitle : Shortest)
        && (
            word.Shape == WordShape.Lower
                ? DictionaryWords.Of(Lexicon.Hash(text[word.Start..word.End])) == 0
                : (word.Facts & WordFacts.AnyName) != 0 || word.Dictionaries == 0
        );

    private static bool IsBeside(ReadOnlySpan<Word> words, int at) => words[at + 1].Start == words[at].End + 1;

    /// <summary>Behind a word in lower case, or any everyday word where all are written alike, that is no kind of street or organization; with no other capital beside.</summary>
    private static bool IsAlone(ReadOnlySpan<Word> words, int at) =>
        at > 0
        && IsBeside(words, at - 1)
        && (words[at - 1].Facts & WordFacts.Organization) == 0
        && (words[at].Shape == WordShape.Title ? words[at - 1].Shape == WordShape.Lower : (words[at - 1].Facts & WordFacts.Word) != 0)
        && !(
            at + 2 < words.Length
            && (words[at + 2].Shape == WordShape.Digits || (words[at].Shape == WordShape.Title && words[at + 2].IsCapital))
            && words[at + 2].Start <= words[at + 1].End + 1
        );
}
