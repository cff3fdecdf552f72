namespace Raum.Redaction;

/// <summary>Given names in small letters, words or not, where a whole turn of speech leaves no doubt: "its grace okonjo here", "spoke to mark in broadband", "get faith to ring me".</summary>
/// <remarks>Linear: each word is read once, with a bounded stretch on each side. The name model has no say whether they stay.</remarks>
internal static class SmallNames
{
    private const int Shortest = 3;
    private const int MostParticles = 3;

    private static readonly WordSet Talked = Cues.Set(
        "spoke spoken speak speaking talked talk talking chatted chatting parle parler hable hablo hablado hablar parlato parlare parlando falei falado falar conversei sprak gesproken praatte sprach telefoniert gebeld"
    );
    private const string ToWords = "to with con com met mit avec a";
    private static readonly WordSet To = Cues.Set(ToWords);

    /// <summary>Behind whom one spoke to.</summary>
    private static readonly WordSet BehindTalked = Cues.Set(
        "in from at on yesterday today again who he she about last this or twice earlier re regarding ieri oggi ontem hoje ayer hoy hier gestern heute gisteren vandaag del della dal da do de di del que che ha hat over uber wegen per por pour en"
    );

    private const string AskedWords = "get ask tell asked told need want";
    private static readonly WordSet Asked = Cues.Set(AskedWords);
    private static readonly WordSet Do = Cues.Set("call ring phone email text contact message reply whatsapp");
    private static readonly uint IsKey = WordReader.KeyOf("is");
    private static readonly WordSet Families = Cues.Set("surname lastname");
    private const string TitleWords = "mr mrs ms mme mlle sra srta herr herrn frau mevrouw meneer mevr dhr mw";
    private static readonly WordSet Titles = Cues.Set(TitleWords);

    /// <summary>Titles that are words of other kinds, too: "sr. de souza", but not "i'll miss you".</summary>
    private static readonly WordSet TitlesBeforeParticles = Cues.Set($"{TitleWords} sr sig hr miss");

    private static readonly WordSet Calls = Cues.Set("call calls calling called");
    private const string ArticleWords = "die der den la el le o a il";
    private static readonly WordSet Articles = Cues.Set(ArticleWords);

    /// <summary>Words that stand behind a relative as names; others are verbs and small words there: "my son will".</summary>
    private static readonly WordSet Names = Cues.Set(
        "mark grace hunter faith hope summer joy dean chance ray penny autumn dawn ivy lily daisy olive violet rosa ruby pearl amber crystal heather holly jasmine bill bob rob jack frank gene grant miles mason cooper carter parker tyler taylor walker skye "
            + "wolf ernst luz paz flor mercedes esperanza felix victor max leo april june basil clay cliff drew earl glen guy heath jade jasper laurel melody mercy patience reed robin rusty pierre angel angelo rosa angeles pilar consuelo dolores remedios soledad cruz reyes chiara serena grazia viola salvatore rosario letizia perla gemma claire blanche marguerite fleur marine constance victoire clement pascal luce iris heide roos jasmijn sandy stella trinity wade willow"
    );

    private const string ItsWords = "its it's hi hello hey yeah";
    private static readonly WordSet Its = Cues.Set(ItsWords);
    private static readonly WordSet Here = Cues.Set("here speaking calling");

    /// <summary>Weather and times of the year.</summary>
    private static readonly WordSet Times = Cues.Set("summer autumn winter spring dawn may april june august rain storm sunny");

    /// <summary>What may stand right before a name here; asked first, since nearly every other word is none of them.</summary>
    private static readonly HashSet<uint> Befores =
    [
        .. $"{AskedWords} {ToWords} {ItsWords} {ArticleWords} me is".Split(' ').Select(word => WordReader.KeyOf(word)),
    ];

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, List<Finding> rules)
    {
        Work.Add(words.Length);
        for (var i = 1; i < words.Length; i++)
        {
            ref readonly var word = ref words[i];
            if (word.Shape != WordShape.Lower)
            {
                continue;
            }

            ref readonly var before = ref words[i - 1];
            var isTold = before.Key == IsKey && IsToldFamily(text, words, i);
            if (isTold || ((before.Facts & WordFacts.Title) != 0 && IsTitled(text, words, i)))
            {
                rules.Add(new Finding(word.Start, word.End, PiiType.Name, "name", 0.8, ToldNames.Reason));
                continue;
            }

            if (
                (word.Facts & WordFacts.Particle) != 0
                && (before.Key == '.' || (before.Facts & WordFacts.Title) != 0)
                && ParticlesEnd(text, words, i) is > 0 and var family
            )
            {
                rules.Add(new Finding(word.Start, words[family].End, PiiType.Name, "name", 0.8, ToldNames.Reason));
                i = family;
                continue;
            }

            if (
                (word.Facts & WordFacts.Given) == 0
                || word.End - word.Start < Shortest
                || !((before.Facts & WordFacts.Kin) != 0 || Befores.Contains(before.Key))
            )
            {
                continue;
            }

            if (!before.IsWord || before.End + 1 != words[i].Start)
            {
                continue;
            }

            var last = IsIntroduced(text, words, i) && IsFamily(words, i + 1) ? i + 1 : WithFamily(words, i);
            if (
                IsIntroduced(text, words, i)
                || IsCalled(text, words, i)
                || IsOfKin(text, words, i, last)
                || IsAsked(text, words, i, last)
                || IsTalkedTo(text, words, i, last)
                || IsHere(text, words, i, last)
            )
            {
                rules.Add(new Finding(words[i].Start, words[last].End, PiiType.Name, "name", 0.8, ToldNames.Reason));
                i = last;
            }
        }
    }

    /// <summary>"surname is wrzesniewska": no word, so not "surname is wrong".</summary>
    private static bool IsToldFamily(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        at > 1
        && (
            Families.Contains(text, words[at - 2])
            || (at > 2 && Is(text, words, at - 2, "name") && Is(text, words, at - 3, "last") | Is(text, words, at - 3, "family"))
        )
        && IsUnlisted(words[at]);

    /// <summary>"der herr schüttelkopf", "mr hennigans form".</summary>
    private static bool IsTitled(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        words[at].Shape == WordShape.Lower
        && words[at - 1].Shape == WordShape.Lower
        && words[at - 1].End + 1 == words[at].Start
        && words[at].End - words[at].Start > Shortest
        && Titles.Contains(text, words[at - 1])
        && IsUnlisted(words[at]);

    /// <summary>"mevr. van der bilt", "mr van dyk": where the name ends whose small words begin here, behind a title; 0 where there is none.</summary>
    private static int ParticlesEnd(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        var title = at - 1;
        title -= words[title] is { Shape: WordShape.Sign, Key: '.' } && title > 0 && words[title - 1].End == words[title].Start ? 1 : 0;
        if (
            words[title].Shape != WordShape.Lower
            || !TitlesBeforeParticles.Contains(text, words[title])
            || words[at].Start != words[at - 1].End + 1
        )
        {
            return 0;
        }

        var family = at;
        while (
            family + 1 < words.Length
            && family < at + MostParticles
            && (words[family].Facts & WordFacts.Particle) != 0
            && words[family].End + 1 == words[family + 1].Start
        )
        {
            family++;
        }

        return
            family > at
            && words[family].Shape == WordShape.Lower
            && words[family].End - words[family].Start >= Shortest
            && ((words[family].Facts & WordFacts.Surname) != 0 || IsUnlisted(words[family]))
            ? family
            : 0;
    }

    private static bool IsUnlisted(in Word word) =>
        (word.Facts & (WordFacts.Word | WordFacts.Kin | WordFacts.Occupation)) == 0
        && ((word.Facts & WordFacts.Surname) != 0 || ((word.Facts & (WordFacts.Proper | WordFacts.Brand)) == 0 && word.Dictionaries == 0));

    /// <summary>"my name is anna".</summary>
    private static bool IsIntroduced(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first) =>
        first > 2 && Is(text, words, first - 1, "is") && Is(text, words, first - 2, "name") && Is(text, words, first - 3, "my");

    private static bool IsNoWord(ReadOnlySpan<char> text, in Word word) =>
        ((word.Facts & (WordFacts.Word | WordFacts.Particle)) == 0 && word.Dictionaries == 0) || Names.Contains(text, word);

    /// <summary>A listed one, which may be a word: "berg".</summary>
    private static bool IsFamily(ReadOnlySpan<Word> words, int at) =>
        at < words.Length
        && words[at - 1].End + 1 == words[at].Start
        && words[at].Shape == WordShape.Lower
        && words[at].End - words[at].Start > Shortest
        && (words[at].Facts & WordFacts.Surname) != 0;

    /// <summary>"keeps calling me mark".</summary>
    private static bool IsCalled(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first) =>
        first > 1 && Is(text, words, first - 1, "me") && Calls.Contains(text, words[first - 2]) && IsNoWord(text, words[first]);

    /// <summary>"my husband hunter has", "bei meiner tochter der katrin": no verb, "my son will".</summary>
    private static bool IsOfKin(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        var kin = first - 1;
        kin -= kin > 1 && Articles.Contains(text, words[kin]) ? 1 : 0;
        return kin > 0
            && words[kin].Shape == WordShape.Lower
            && (words[kin].Facts & WordFacts.Kin) != 0
            && ToldNames.IsOwner(text[words[kin - 1].Start..words[kin - 1].End])
            && (IsNoWord(text, words[first]) || IsDouble(words, first));
    }

    /// <summary>"lena-marie".</summary>
    private static bool IsDouble(ReadOnlySpan<Word> words, int at) =>
        at + 2 < words.Length
        && words[at + 1] is { Shape: WordShape.Sign, Key: '-' }
        && words[at + 1].Start == words[at].End
        && words[at + 2].Start == words[at + 1].End
        && (words[at + 2].Facts & WordFacts.Given) != 0;

    /// <summary>"get mark to ring me".</summary>
    private static bool IsAsked(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        Asked.Contains(text, words[first - 1]) && Is(text, words, last + 1, "to") && Follows(text, words, last + 2, Do);

    /// <summary>"spoke to mark or marc in the broadband team".</summary>
    private static bool IsTalkedTo(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        // "falei com a rosa"
        var to = first - 1;
        to -= to > 1 && Articles.Contains(text, words[to]) && To.Contains(text, words[to - 1]) ? 1 : 0;
        return to > 0
            && To.Contains(text, words[to])
            && Talked.Contains(text, words[to - 1])
            && !Is(text, words, first, "may")
            && (Is(text, words, to, "to") || Is(text, words, to, "with") || IsNoWord(text, words[first]))
            && (last + 1 >= words.Length || !words[last + 1].IsWord || Follows(text, words, last + 1, BehindTalked));
    }

    /// <summary>"its grace okonjo here": of one word alone only a name that is none of the weather.</summary>
    private static bool IsHere(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        (Its.Contains(text, words[first - 1]) || (first > 1 && Is(text, words, first - 1, "is") && Is(text, words, first - 2, "this")))
        && Follows(text, words, last + 1, Here)
        && (last > first || !Times.Contains(text, words[first]));

    /// <summary>A family name behind it, which is no word.</summary>
    private static int WithFamily(ReadOnlySpan<Word> words, int given) =>
        given + 1 < words.Length
        && words[given].End + 1 == words[given + 1].Start
        && words[given + 1].Shape == WordShape.Lower
        && words[given + 1].End - words[given + 1].Start > Shortest
        && (words[given + 1].Facts & (WordFacts.Word | WordFacts.Proper | WordFacts.Brand)) == 0
        && (words[given + 1].Dictionaries == 0 || (words[given + 1].Facts & WordFacts.Surname) != 0)
            ? given + 1
            : given;

    private static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at, string word) =>
        at < words.Length && text[words[at].Start..words[at].End].Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool Follows(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at, WordSet set) =>
        at < words.Length && words[at - 1].End + 1 == words[at].Start && set.Contains(text, words[at]);
}
