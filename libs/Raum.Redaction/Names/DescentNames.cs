namespace Raum.Redaction;

/// <summary>Names that say whose child somebody is: "Rhys ap Gwilym", "Aonghas Mac an t-Sagairt", "Peigi NicCoinnich", "Jabu anak Numpang", "Bryndís Halldórsdóttir".</summary>
/// <remarks>Linear: each word with a capital is looked at once, with at most <see cref="Most"/> words behind it. The name model may object, as to the other rules.</remarks>
internal static class DescentNames
{
    private const int Most = 5;

    private const int ShortestChild = 7;

    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand | WordFacts.CueWords | WordFacts.Month;

    /// <summary>Small words between a name and the father's.</summary>
    private static readonly HashSet<uint> Between = Keys("ap ab ferch verch anak nighean mhic");

    /// <summary>The same with a capital; "Mac" only before an article, since it is a computer too.</summary>
    private static readonly HashSet<uint> Child = Keys("nic ní nighean mhic uí");
    private static readonly uint Son = WordReader.KeyOf("mac");
    private static readonly HashSet<uint> Articles = Keys("an na a");

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> rules)
    {
        var names = map.Names;
        for (var i = names.First(0); i + 1 < words.Length; i = names.First(i + 1))
        {
            if (
                words[i].Shape == WordShape.Title
                && words[i + 1].IsWord
                && words[i + 1].Start == words[i].End + 1
                && (words[i].Facts & OtherWord) == 0
                && End(text, words, i + 1) is > 0 and var last
            )
            {
                rules.Add(new Finding(words[i].Start, words[last].End, PiiType.Name, "name", 0.8, NameField.Reason));
                i = last;
            }
        }
    }

    /// <summary>The last word of the father's name that begins here; 0 where it is none.</summary>
    private static int End(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        ref readonly var word = ref words[at];
        if (word.Shape == WordShape.Lower)
        {
            return Between.Contains(word.Key) ? Behind(words, at, at + 1) : 0;
        }

        if (word.Shape == WordShape.Mixed)
        {
            return text[word.Start..word.End] is ['N', 'i', 'c', >= 'A' and <= 'Z', ..] or ['M', 'h', 'i', 'c', >= 'A' and <= 'Z', ..]
                ? at
                : 0;
        }

        if (word.Shape != WordShape.Title)
        {
            return 0;
        }

        if (IsChild(text[word.Start..word.End]) && (word.Facts & OtherWord) == 0 && word.Dictionaries == 0)
        {
            return at;
        }

        Work.Add(Most);
        return word.Key == Son || Child.Contains(word.Key) ? Father(text, words, at) : 0;
    }

    /// <summary>"an t-Sagairt", "a' Phì", "na Ceàrdaich", "Laoghaire".</summary>
    private static int Father(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        var next = at + 1;
        if (next >= words.Length || !Articles.Contains(words[next].Key))
        {
            return words[at].Key == Son ? 0 : Behind(words, at, next);
        }

        if (next + 1 < words.Length && text[words[next].End..] is ['\'' or '’', ' ', ..])
        {
            next++;
        }
        else if (next + 3 < words.Length && text[words[next].End..] is [' ', 't', '-', ..])
        {
            return words[next + 3].IsCapital && words[next + 3].Start == words[next + 2].End ? next + 3 : 0;
        }

        return Behind(words, next, next + 1);
    }

    /// <summary>The word with a capital one space behind another, where it may be a name; "tSaoir" has it inside. Not "Zetra ab Werk".</summary>
    private static int Behind(ReadOnlySpan<Word> words, int before, int at) =>
        at < words.Length
        && words[at].Shape is WordShape.Title or WordShape.Mixed
        && words[at].Start == words[before].End + 1
        && (words[at].Facts & OtherWord) == 0
        && ((words[at].Facts & WordFacts.AnyName) != 0 || words[at].Dictionaries == 0)
            ? at
            : 0;

    /// <summary>"Snorrason", "Halldórsdóttir".</summary>
    private static bool IsChild(ReadOnlySpan<char> word) =>
        word.Length >= ShortestChild
        && (
            word.EndsWith("sson")
            || word.EndsWith("ason")
            || word.EndsWith("arson")
            || word.EndsWith("dóttir")
            || word.EndsWith("dottir")
            || word.EndsWith("dotter")
        );

    private static HashSet<uint> Keys(string words) => [.. words.Split(' ').Select(word => WordReader.KeyOf(word))];
}
