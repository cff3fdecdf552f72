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
    private const int ShortestNew = 4;
    private static readonly HashSet<uint> Articles = [.. "a o el la die der il".Split(' ').Select(word => WordReader.KeyOf(word))];
    private static readonly uint Soy = WordReader.KeyOf("soy");
    private static readonly uint Sono = WordReader.KeyOf("sono");
    private static readonly uint Sou = WordReader.KeyOf("sou");
    private static readonly uint Bin = WordReader.KeyOf("bin");
    private static readonly uint Saint = WordReader.KeyOf("st");
    private static readonly HashSet<uint> Kisses = [.. "x xx xxx xxxx xo xoxo".Split(' ').Select(word => WordReader.KeyOf(word))];
    private static readonly HashSet<uint> Persons =
    [
        .. "lady gentleman guy woman man colleague dame monsieur señora señor senora chica chico senhora senhor moça moço rapaz signora signore ragazza ragazzo mevrouw meneer dj"
            .Split(' ')
            .Select(word => WordReader.KeyOf(word)),
    ];
    private static readonly HashSet<uint> OwnArticles =
    [
        .. "die der den dem o a la il el".Split(' ').Select(word => WordReader.KeyOf(word)),
    ];
    private static readonly uint Nicht = WordReader.KeyOf("nicht");
    private static readonly HashSet<uint> DutchOwners =
    [
        .. "mijn haar zijn onze jouw uw een de hun".Split(' ').Select(word => WordReader.KeyOf(word)),
    ];
    private static readonly uint Of = WordReader.KeyOf("de");
    private static readonly HashSet<uint> Prepositions = [.. "of von de di da van".Split(' ').Select(word => WordReader.KeyOf(word))];

    /// <summary>No abbreviation is longer: "geb. Iwanowa".</summary>
    private const int LongestShort = 4;
    private const WordFacts Cue = WordFacts.Kin | WordFacts.Occupation;
    private const WordFacts NoName =
        WordFacts.Title | WordFacts.Greeting | WordFacts.SignOff | WordFacts.Organization | WordFacts.Month | WordFacts.Announcing;
    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand;

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> rules)
    {
        Work.Add(words.Length);
        var cues = map.Cues;
        for (var i = cues.First(0); i + 1 < words.Length; i = cues.First(i + 1))
        {
            if (words[i].Key == Certain && SoCalled(words, i) is > 0 and var called)
            {
                rules.Add(new Finding(words[called].Start, words[called].End, PiiType.Name, "name", 0.75, Related));
                i = called;
                continue;
            }

            if (words[i].Shape == WordShape.Lower && IsSelf(words[i].Key) && Introduced(text, words, i) is > 0 and var self)
            {
                rules.Add(new Finding(words[self].Start, words[self].End, PiiType.Name, "name", 0.75, NameDetector.Called));
                i = self;
                continue;
            }

            if (words[i] is { Shape: WordShape.Sign, Key: '<' } && IsSpeaker(words, i))
            {
                rules.Add(new Finding(words[i + 1].Start, words[i + 1].End, PiiType.Name, "name", 0.75, NameDetector.Called));
                i += 2;
                continue;
            }

            if (IsKissed(words, i))
            {
                rules.Add(new Finding(words[i].Start, words[i].End, PiiType.Name, "name", 0.8, "signature"));
                continue;
            }

            if (IsGenitive(text, words, i) || IsPossessive(text, words, i))
            {
                rules.Add(new Finding(words[i].Start, words[i].End, PiiType.Name, "name", 0.75, Related));
                continue;
            }

            var isPerson =
                words[i].Shape == WordShape.Lower && words[i + 1] is { Shape: WordShape.Sign, Key: '(' } && Persons.Contains(words[i].Key);
            var isOffice = words[i + 1].Shape == WordShape.Title && Offices.Announces(text, words[i], words[i + 1]);
            if (((words[i].Facts & Cue) == 0 && !isPerson && !isOffice) || !words[i].IsWord)
            {
                continue;
            }

            if (words[i].Key == Nicht && !(i > 0 && DutchOwners.Contains(words[i - 1].Key)))
            {
                // A niece in Dutch, "not" in German.
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
            // "meine Schwester, die Waltraud, fährt mit"
            first +=
                comma && first + 1 < words.Length && words[first].Shape == WordShape.Lower && OwnArticles.Contains(words[first].Key)
                    ? 1
                    : 0;
            var bracket = Bracket(words, first);
            first = bracket > 0 ? bracket : first;
            first += bracket == 0 && !comma && IsOf(words, i, first) ? 1 : 0;
            var last = End(words, first, bracket > 0);
            if (bracket > 0 && (!ClosesBehind(words, first, last) || (!isPerson && !IsInBrackets(words[i], words[first]))))
            {
                continue;
            }

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
                    comma && (words[i].Facts & WordFacts.Kin) != 0 && IsOwned(text, words, i) ? ToldNames.Reason
                        : (words[i].Facts & WordFacts.Kin) != 0 ? Related
                        : Occupied
                )
            );
            i = last;
        }
    }

    /// <summary>"la sorellina di Aurora", "die Schwester von Hope": a given name behind the preposition.</summary>
    private static bool IsOf(ReadOnlySpan<Word> words, int kin, int at) =>
        (words[kin].Facts & WordFacts.Kin) != 0
        && at + 1 < words.Length
        && words[at].Shape == WordShape.Lower
        && Prepositions.Contains(words[at].Key)
        && words[at + 1].Shape == WordShape.Title
        && (words[at + 1].Facts & WordFacts.Given) != 0;

    /// <summary>"my sister", "o meu irmão".</summary>
    private static bool IsOwned(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int kin) =>
        kin > 0 && words[kin - 1].IsWord && ToldNames.IsOwner(text[words[kin - 1].Start..words[kin - 1].End]);

    /// <summary>False for most words at which no name is told; words with a capital and those before a bracket are looked at anyway.</summary>
    public static bool MayBeginAt(in Word word) =>
        (word.Facts & Cue) != 0 || word.Key == Certain || (word.Shape == WordShape.Lower && IsSelf(word.Key));

    /// <summary>"my husband (Rajen)", "my wife's (Amira)": the place behind the bracket; 0 where none opens.</summary>
    private static int Bracket(ReadOnlySpan<Word> words, int at)
    {
        at +=
            at + 2 < words.Length
            && words[at] is { Shape: WordShape.Sign, Key: '\'' or '’' }
            && words[at + 1].End == words[at + 1].Start + 1
                ? 2
                : 0;
        return at + 1 < words.Length && words[at] is { Shape: WordShape.Sign, Key: '(' } && words[at].End == words[at + 1].Start
            ? at + 1
            : 0;
    }

    /// <summary>Any name behind a relative, a given name that is no word behind an occupation: not "driver (Windows)".</summary>
    private static bool IsInBrackets(in Word cue, in Word name) =>
        (cue.Facts & WordFacts.Kin) != 0 || ((name.Facts & WordFacts.Given) != 0 && (name.Facts & OtherWord) == 0);

    private static bool ClosesBehind(ReadOnlySpan<Word> words, int first, int last) =>
        last >= first && last + 1 < words.Length && words[last + 1] is { Shape: WordShape.Sign, Key: ')' or ',' };

    /// <summary>"See you Sat. Holly x": a given name that signs with kisses at the end of a line.</summary>
    private static bool IsKissed(ReadOnlySpan<Word> words, int at) =>
        words[at].Shape == WordShape.Title
        && words[at + 1].Shape == WordShape.Lower
        && words[at + 1].End - words[at + 1].Start <= LongestShort
        && Kisses.Contains(words[at + 1].Key)
        && (words[at].Facts & WordFacts.Given) != 0
        && words[at + 1].Start == words[at].End + 1
        && (
            at == 0
            || words[at - 1].Shape == WordShape.LineEnd
            || words[at - 1] is { Shape: WordShape.Sign, Key: '.' or '!' or '?' or ',' or ')' }
        )
        && (at + 2 == words.Length || words[at + 2].Shape == WordShape.LineEnd);

    private static bool IsSelf(uint key) => key == Soy || key == Sono || key == Sou || key == Bin;

    /// <summary>"soy yerson", "sou a bia", "bin jannik": who speaks; 0 where no name stands there.</summary>
    private static int Introduced(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int self)
    {
        var at = self + 1;
        at += at + 1 < words.Length && Articles.Contains(words[at].Key) ? 1 : 0;
        var isListed =
            words[at].Shape == WordShape.Lower
            && (words[at].Facts & WordFacts.Given) != 0
            && (words[at].Facts & (WordFacts.Word | WordFacts.Proper)) == 0
            && words[at].End - words[at].Start >= ShortestNew
            && DictionaryWords.Of(Lexicon.Hash(text[words[at].Start..words[at].End])) == 0;
        return isListed || (BeginsLine(words, self) && IsNewName(text, words, at)) ? at : 0;
    }

    /// <summary>Nothing but a greeting stands before it on its line: "le scarpe sono spaiate" tells no name.</summary>
    private static bool BeginsLine(ReadOnlySpan<Word> words, int at) =>
        at < 3
        || words[at - 1].Shape == WordShape.LineEnd
        || words[at - 2].Shape == WordShape.LineEnd
        || words[at - 3].Shape == WordShape.LineEnd;

    /// <summary>"soy yerson", "sono katiuscia": a word in lower case that no dictionary has.</summary>
    private static bool IsNewName(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        words[at].Shape == WordShape.Lower
        && words[at].End - words[at].Start is >= ShortestNew and < 20
        && words[at].Start == words[at - 1].End + 1
        && (words[at].Facts & (WordFacts.Word | WordFacts.Proper | WordFacts.Brand | WordFacts.CueWords)) == 0
        && !words[at].HasSigns
        && ((words[at].Facts & WordFacts.Given) != 0 || DictionaryWords.Of(Lexicon.Hash(text[words[at].Start..words[at].End])) == 0);

    /// <summary>"&lt;Rashida&gt; the app crashes": who speaks in a chat.</summary>
    private static bool IsSpeaker(ReadOnlySpan<Word> words, int at) =>
        at + 3 < words.Length
        && (at == 0 || words[at - 1].Shape == WordShape.LineEnd)
        && words[at + 1].Shape is WordShape.Title or WordShape.Lower
        && (words[at + 1].Facts & WordFacts.Given) != 0
        && words[at + 2] is { Shape: WordShape.Sign, Key: '>' }
        && words[at + 3].IsWord
        && words[at + 3].Start == words[at + 2].End + 1;

    /// <summary>"Mark's account": a given name that is a word, too, but no place and no month.</summary>
    private static bool IsPossessive(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        ref readonly var word = ref words[at];
        return word.Shape == WordShape.Title
            && !(at > 0 && (words[at - 1] is { Shape: WordShape.Sign, Key: '&' } || words[at - 1].Key == Saint))
            && !(at > 1 && words[at - 2].Key == Saint)
            && (word.Facts & WordFacts.Given) != 0
            && (word.Facts & (WordFacts.Proper | WordFacts.Brand | WordFacts.Month)) == 0
            && text[word.End..] is ['\'' or '’', 's', ' ', ..];
    }

    /// <summary>"Leonies Tablet", "Eefjes account": the genitive of a given name that is no word itself.</summary>
    private static bool IsGenitive(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        ref readonly var word = ref words[at];
        if (
            word.Shape != WordShape.Title
            || text[word.End - 1] != 's'
            || word.End - word.Start < ShortestNew + 1
            || (word.Facts & (WordFacts.AnyName | OtherWord | WordFacts.CueWords)) != 0
            || word.Dictionaries != 0
            || !words[at + 1].IsWord
            || words[at + 1].Start != word.End + 1
        )
        {
            return false;
        }

        var given = NameWords.Of(text[word.Start..(word.End - 1)]);
        return (given & WordFacts.Given) != 0 && (given & OtherWord) == 0;
    }

    /// <summary>"uma tal de vitória", "un tal jorge": a given name in lower case, too; 0 where none stands there.</summary>
    private static int SoCalled(ReadOnlySpan<Word> words, int certain)
    {
        var name = certain + 1;
        name += name + 1 < words.Length && words[name].Key == Of ? 1 : 0;
        return
            name < words.Length
            && words[name].Shape is WordShape.Lower or WordShape.Title or WordShape.Capitals
            && (words[name].Facts & WordFacts.Given) != 0
            ? name
            : 0;
    }

    /// <summary>The last word of the name that begins here; a place before it when none does.</summary>
    /// <param name="sure">Nothing but a name is likely here, so a word that a dictionary may have counts, too.</param>
    private static int End(ReadOnlySpan<Word> words, int first, bool sure)
    {
        var last = first - 1;
        for (var i = first; i < words.Length && i < first + MostWords; i++)
        {
            ref readonly var word = ref words[i];
            var isName =
                word.Shape is WordShape.Title or WordShape.Capitals
                && ((word.Facts & WordFacts.Occupation) == 0 || (word.Facts & WordFacts.AnyName) != 0)
                && word.End - word.Start > (word.Shape == WordShape.Capitals && (word.Facts & WordFacts.AnyName) == 0 ? 3 : 1)
                && (word.Facts & NoName) == 0
                && (
                    (word.Facts & WordFacts.AnyName) != 0
                        ? (word.Facts & WordFacts.Word) == 0 || i == first
                        : (word.Facts & OtherWord) == 0 && (sure || word.Dictionaries == 0)
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
