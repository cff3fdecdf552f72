namespace Raum.Redaction;

/// <summary>Names behind a word for a relative or for what somebody does: "my sister Hope", "MEIN ENKEL LUKAS", "Technician Delroy came".</summary>
/// <remarks>Linear: each word is read once. The name model decides about the finds, as about those of the other rules.</remarks>
internal static class CuedNames
{
    /// <summary>The reason of a find behind a relative, or behind what a name was before: "geb.", "vedova".</summary>
    public const string Related = "relative";

    /// <summary>The reason of a find behind an occupation.</summary>
    public const string Occupied = "occupation";

    private const int MostWords = 3;
    private static readonly uint Certain = WordReader.KeyOf("tal");
    private static readonly uint Of = WordReader.KeyOf("de");

    /// <summary>No abbreviation is longer: "geb. Iwanowa".</summary>
    private const int LongestShort = 4;
    private const WordFacts Cue = WordFacts.Kin | WordFacts.Occupation;
    private const WordFacts NoName =
        WordFacts.Title | WordFacts.Greeting | WordFacts.SignOff | WordFacts.Organization | WordFacts.Month | WordFacts.Announcing;
    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand;

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<Word> words, List<Finding> rules)
    {
        Work.Add(words.Length);
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (words[i].Key == Certain && SoCalled(words, i) is > 0 and var called)
            {
                rules.Add(new Finding(words[called].Start, words[called].End, PiiType.Name, "name", 0.75, Related));
                i = called;
                continue;
            }

            if ((words[i].Facts & Cue) == 0 || !words[i].IsWord)
            {
                continue;
            }

            // "my sister-in-law, Inma, works": a comma before the name wants one behind it.
            var first = i + 1;
            first +=
                words[first] is { Shape: WordShape.Sign, Key: '.' }
                && words[i].End - words[i].Start <= LongestShort
                && first + 1 < words.Length
                    ? 1
                    : 0;
            var comma = words[first] is { Shape: WordShape.Sign, Key: ',' };
            first += comma ? 1 : 0;
            var last = End(words, first);
            if (last < first || (comma && !(last + 1 < words.Length && words[last + 1] is { Shape: WordShape.Sign, Key: ',' or '.' })))
            {
                continue;
            }

            rules.Add(
                new Finding(
                    words[first].Start,
                    words[last].End,
                    PiiType.Name,
                    "name",
                    0.75,
                    (words[i].Facts & WordFacts.Kin) != 0 ? Related : Occupied
                )
            );
            i = last;
        }
    }

    /// <summary>"uma tal de vitória", "un tal jorge": a given name in lower case, too; 0 where none stands there.</summary>
    private static int SoCalled(ReadOnlySpan<Word> words, int certain)
    {
        var name = certain + 1;
        name += name + 1 < words.Length && words[name].Key == Of ? 1 : 0;
        return name < words.Length && words[name].Shape is WordShape.Lower or WordShape.Title && (words[name].Facts & WordFacts.Given) != 0
            ? name
            : 0;
    }

    /// <summary>The last word of the name that begins here; a place before it when none does.</summary>
    private static int End(ReadOnlySpan<Word> words, int first)
    {
        var last = first - 1;
        for (var i = first; i < words.Length && i < first + MostWords; i++)
        {
            ref readonly var word = ref words[i];
            var isName =
                word.Shape is WordShape.Title or WordShape.Capitals
                && word.End - word.Start > (word.Shape == WordShape.Capitals && (word.Facts & WordFacts.AnyName) == 0 ? 3 : 1)
                && (word.Facts & NoName) == 0
                && (
                    (word.Facts & WordFacts.AnyName) != 0
                        ? (word.Facts & WordFacts.Word) == 0 || i == first
                        : (word.Facts & OtherWord) == 0 && word.Dictionaries == 0
                );
            if (!isName || (i > first && word.Start != words[i - 1].End + 1))
            {
                break;
            }

            last = i;
        }

        return last;
    }
}
