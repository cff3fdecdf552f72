using System.Buffers;

namespace Raum.Redaction;

/// <summary>Names of China, Korea, Vietnam and their neighbours, known by a family name and the syllables beside it: "Chan Ka-ming", "Sun Haitao", "Ong Teck Soon", "Lê Minh Quân".</summary>
/// <remarks>
/// Lists cannot hold them: given names are put together from syllables as parents like. Family names that are words elsewhere ("Sun", "Long", "Do") count only beside what is no word.
/// Linear: each word with a capital is looked up once, with at most <see cref="Most"/> words beside it. The name model may object, as to the other rules.
/// </remarks>
internal static class EastAsianNames
{
    private const int Most = 4;

    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand;

    private static readonly SearchValues<char> Vietnamese = SearchValues.Create("ơưăđĐƠƯĂ");

    private static readonly WordSet Families = Cues.Set(
        // Pinyin.
        "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia ding wei xue ye yan pan du dai xia zhong tian ren fan fang "
            + "shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan qian yin qiao lai gong wen pang lan yi mo niu ji rui tong ge hui bao lei zuo ning nie geng guan lyu miao tao ouyang shangguan sima zhuge zhan chai "
            // Taiwan.
            + "chang lee tsai hsu hsieh kuo hung chiu tseng chou yeh chuang chiang ho hsiao lo kao chien chu chung chan lian tu shih teng ou yen weng ke shen tsao sung chao chin hsueh hsia tsou "
            // Hong Kong, Malaysia, Singapore.
            + "wong lam cheung leung kwok ng tsang fung mak yiu yeung tse kwan lau ip yip szeto lui poon tam choi siu law mok shum cheng chow fong kan ko kwong luk man ngai sin sit tong tsui yau yim yuen yung au hon lok "
            + "lim ong goh chua koh teo ang yeo tay low toh sim chong chia khoo teoh yeoh ooi loh gan quah foo heng kok leong loke mah neo oh phua poh saw see seow sia soh tham thong wee yap yong chew chin chee cheong "
            // Korea.
            + "kim park choi jung jeong cho jo yoon yun jang im oh seo suh shin kwon hwang ahn ryu yoo hong jeon jun go moon mun son sohn bae baek paik nam noh roh ha heo hur joo woo cha byun byeon na ra min eom um won chun cheon bang pyo tak gil ri shim "
            + "gwak kwak seong ok do juan tiao namgung seonwoo hwangbo maeng myung pyon"
    );

    private static readonly WordSet VietnameseFamilies = Cues.Set(
        "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh truong doan quach luong mai to ta kieu chau cao lam ha dao thai luu tong diep vuong quan ton thach lo sung giang la bach mac trieu vien tieu ung khuc phung"
    );

    /// <summary>Family names that are small words elsewhere: "An Lina", "Du Lili" are nobody's whole name.</summary>
    private static readonly WordSet SmallWords = Cues.Set(
        "an du ma he do le la man im oh ok na ha hau sin so to ta yo au on lo an no mai go son won kan mit van vo"
    );

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> rules)
    {
        var names = map.Names;
        for (var i = names.First(0); i < words.Length; i = names.First(i + 1))
        {
            if (words[i].Shape != WordShape.Title || !(IsOf(Families, text, words[i]) || IsOf(VietnameseFamilies, text, words[i])))
            {
                continue;
            }

            Work.Add(Most);
            var last = IsOf(Families, text, words[i]) ? GivenBehind(text, words, i) : i;
            last = last == i && IsOf(VietnameseFamilies, text, words[i]) ? VietnameseBehind(text, words, i) : last;
            var first = last == i ? GivenBefore(text, words, i) : i;
            if (first == last)
            {
                continue;
            }

            // "Jacky Tse Wing-fai": a second given name, before all.
            if (first == i && first > 0 && IsGivenBeside(words, first - 1))
            {
                first--;
            }

            rules.Add(new Finding(words[first].Start, words[last].End, PiiType.Name, "name", 0.8, NameField.Reason));
            i = last;
        }
    }

    private static bool IsOf(WordSet families, ReadOnlySpan<char> text, in Word word) =>
        families.MayContain(word) && families.Contains(text[word.Start..word.End]);

    /// <summary>The last word of the given name behind a family name; the family name itself where there is none.</summary>
    private static int GivenBehind(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int family)
    {
        var next = family + 1;
        if (!IsBeside(words, family))
        {
            return family;
        }

        if (HyphenatedEnd(text, words, next) is > 0 and var hyphenated)
        {
            return IsOf(SmallWords, text, words[family]) && IsEverydayWord(words[next]) && IsEverydayWord(words[hyphenated])
                ? family
                : hyphenated;
        }

        if (IsJoined(text, words[next], words[family]))
        {
            return next;
        }

        return
            IsBeside(words, next)
            && IsSyllable(text, words[next])
            && IsSyllable(text, words[next + 1])
            && !(IsEverydayWord(words[next]) && IsEverydayWord(words[next + 1]))
            && !(IsEverydayWord(words[family]) && (IsEverydayWord(words[next]) || IsEverydayWord(words[next + 1])))
            ? next + 1
            : family;
    }

    /// <summary>The first word of the given name before a family name; the family name itself where there is none.</summary>
    private static int GivenBefore(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int family)
    {
        if (family == 0 || !IsBeside(words, family - 1) || !IsOf(Families, text, words[family]))
        {
            return family;
        }

        var first = family - 3;
        if (first >= 0 && HyphenatedEnd(text, words, first) == family - 1)
        {
            return IsOf(SmallWords, text, words[family]) && IsEverydayWord(words[first]) ? family : first;
        }

        return IsJoined(text, words[family - 1], words[family]) && !IsWordLike(words[family]) ? family - 1 : family;
    }

    /// <summary>"Lê Minh Quân", "Tran Bao Yen": the last of up to four syllables behind the family name, of which not all are words; the family name itself where there are none.</summary>
    private static int VietnameseBehind(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int family)
    {
        var last = family;
        var accented = IsVietnamese(text[words[family].Start..words[family].End]);
        var others = IsWordLike(words[family]) ? 0 : 1;
        while (last - family < Most && IsBeside(words, last) && IsSyllable(text, words[last + 1]))
        {
            last++;
            accented |= IsVietnamese(text[words[last].Start..words[last].End]);
            others += IsWordLike(words[last]) ? 0 : 1;
        }

        return accented || (last - family > 1 && others > 1 && !IsEverydayWord(words[family])) ? last : family;
    }

    /// <summary>Letters that hardly any other language has.</summary>
    private static bool IsVietnamese(ReadOnlySpan<char> word) =>
        word.ContainsAnyInRange('\u1EA0', '\u1EF9') || word.ContainsAny(Vietnamese);

    /// <summary>"Ka-ming", "Seon-Young": the place of the last word of two syllables around a hyphen; 0 where they are none.</summary>
    private static int HyphenatedEnd(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        at + 2 < words.Length
        && words[at].Shape == WordShape.Title
        && words[at + 1] is { Shape: WordShape.Sign, Key: '-' }
        && words[at + 1].Start == words[at].End
        && words[at + 2].Shape is WordShape.Lower or WordShape.Title
        && words[at + 2].Start == words[at + 1].End
        && !(words[at + 2].End < text.Length && text[words[at + 2].End] == '-')
        && Syllables.IsOne(text[words[at].Start..words[at].End])
        && Syllables.IsOne(text[words[at + 2].Start..words[at + 2].End])
            ? at + 2
            : 0;

    /// <summary>"Haitao", "Jinwoo": what is no word, or a name; beside a family name that is a word only what nobody knows.</summary>
    private static bool IsJoined(ReadOnlySpan<char> text, in Word word, in Word family) =>
        word.Shape == WordShape.Title
        && (word.Facts & (OtherWord | WordFacts.CueWords)) == 0
        && (!IsWordLike(family) || word.Dictionaries == 0)
        && ((word.Facts & (WordFacts.Given | WordFacts.Surname)) == 0 || !IsOf(SmallWords, text, family))
        && text[word.Start..word.End] is var letters
        && !Syllables.IsOne(letters)
        && Syllables.AreTwo(letters);

    private static bool IsSyllable(ReadOnlySpan<char> text, in Word word) =>
        word.Shape == WordShape.Title && Syllables.IsOne(text[word.Start..word.End]);

    private static bool IsGivenBeside(ReadOnlySpan<Word> words, int at) =>
        IsBeside(words, at)
        && words[at].Shape == WordShape.Title
        && (words[at].Facts & (WordFacts.Given | OtherWord | WordFacts.CueWords)) == WordFacts.Given;

    /// <summary>One space between this word and the next.</summary>
    private static bool IsBeside(ReadOnlySpan<Word> words, int at) =>
        at + 1 < words.Length && words[at + 1].IsWord && words[at + 1].Start == words[at].End + 1;

    private static bool IsEverydayWord(in Word word) => (word.Facts & WordFacts.Word) != 0;

    private static bool IsWordLike(in Word word) => (word.Facts & OtherWord) != 0 || word.Dictionaries != 0;
}
