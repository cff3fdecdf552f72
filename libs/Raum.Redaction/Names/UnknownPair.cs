namespace Raum.Redaction;

/// <summary>Two words with a capital in the middle of a sentence that no list or dictionary has as anything but a name: "è stata pagata da Talar Bedrossian". Hardly anything else stands so.</summary>
internal static class UnknownPair
{
    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand | WordFacts.CueWords | WordFacts.Month;

    /// <summary>True when the word is one of such a pair.</summary>
    public static bool Has(ReadOnlySpan<Word> words, int at) =>
        IsUnknown(words[at])
        && (
            (at + 1 < words.Length && IsUnknown(words[at + 1]) && IsBeside(words, at) && IsAlone(words, at))
            || (at > 0 && IsUnknown(words[at - 1]) && IsBeside(words, at - 1) && IsAlone(words, at - 1))
        );

    private static bool IsUnknown(in Word word) =>
        word.Shape == WordShape.Title
        && (word.Facts & OtherWord) == 0
        && word.Phrase == 0
        && ((word.Facts & WordFacts.AnyName) != 0 || word.Dictionaries == 0)
        && word.End - word.Start > 1;

    private static bool IsBeside(ReadOnlySpan<Word> words, int at) => words[at + 1].Start == words[at].End + 1;

    /// <summary>Behind a word in lower case that is no kind of street or organization, with no other capital beside.</summary>
    private static bool IsAlone(ReadOnlySpan<Word> words, int at) =>
        at > 0
        && words[at - 1].Shape == WordShape.Lower
        && (words[at - 1].Facts & WordFacts.Organization) == 0
        && IsBeside(words, at - 1)
        && !(
            at + 2 < words.Length
            && (words[at + 2].IsCapital || words[at + 2].Shape == WordShape.Digits)
            && words[at + 2].Start <= words[at + 1].End + 1
        );
}
