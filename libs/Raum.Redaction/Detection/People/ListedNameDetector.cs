namespace Raum.Redaction;

/// <summary>Names that nothing announces, by the shipped lists and the words beside them (PII-3).</summary>
/// <remarks>One pass over the words; each is looked up once. Names that are words, and places that are names, need a family name behind them or a context.</remarks>
internal sealed class ListedNameDetector : IDetector
{
    public const string Name = "name-lists";
    private const int MostWords = 6;
    private const int LongestStop = 14;
    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper;

    private static readonly WordSet Organizations = Cues.Set(
        "gmbh ag kg inc ltd llc corp co company bank hotel street university universitat school college hospital church group team store shop restaurant cafe museum theater theatre airport station avenue "
            + "road institute foundation stiftung verein club fc sa sl srl spa bv nv plc award prize stadium park bridge river lake island county college academy press records films news times post magazine"
    );

    private static readonly WordSet Stops = Cues.Set(
        "calle avda avenida plaza paseo rua via viale piazza corso hospital centro servicio clinica clinico departamento universidad facultad doctor medico tel telefono email mail correo fax strasse weg platz"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        using var words = WordReader.Plain(text);
        Detect(text, words.Span, WordMap.Of(words.Span), findings);
    }

    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> findings)
    {
        var known = new KnownFacts(words);
        Span<NameToken> run = stackalloc NameToken[MostWords];
        var behind = 0;
        var names = map.Names;
        for (var i = names.First(0); i < words.Length; i = names.First(i + 1))
        {
            ref readonly var word = ref words[i];
            if (word.End <= behind || IsPlain(text, word))
            {
                continue;
            }

            for (var at = Math.Max(behind, word.Start); at < word.End; behind = at)
            {
                if (!char.IsLetter(text[at]))
                {
                    at++;
                    continue;
                }

                var start = at;
                if (char.IsUpper(text[at]) && (at == 0 || !NameToken.IsInside(text[at - 1])))
                {
                    var count = NameToken.ReadRun(text, ref at, run, ref known);
                    Judge(text, run[..count], findings);
                }
                else
                {
                    at = NameToken.WordEnd(text, at);
                    if (at - start > 2 && char.IsLower(text[start]))
                    {
                        Lower(text, start, at, ref known, findings);
                    }
                }

                at = Math.Max(at, start + 1);
            }
        }
    }

    /// <summary>False for a word in lower case with which no name begins, as most are.</summary>
    public static bool MayBeginAt(in Word word) =>
        word.Shape != WordShape.Lower || word.HasSigns || (word.Facts & (WordFacts.Given | OtherWord)) == WordFacts.Given;

    /// <summary>With such a word no name begins; an apostrophe with a capital behind it goes on: "dell'Aquila".</summary>
    private static bool IsPlain(ReadOnlySpan<char> text, in Word word) =>
        !MayBeginAt(word) && !(word.End + 1 < text.Length && text[word.End] is '\'' or '’' && char.IsUpper(text[word.End + 1]));

    /// <summary>Two names in lower case: "dana okafor".</summary>
    private static void Lower(ReadOnlySpan<char> text, int start, int end, ref KnownFacts known, List<Finding> findings)
    {
        if (
            end + 3 >= text.Length
            || text[end] != ' '
            || !char.IsLower(text[end + 1])
            || (start > 0 && NameToken.IsInside(text[start - 1]))
        )
        {
            return;
        }

        var first = known.Of(text, start, end);
        if ((first & WordFacts.Given) == 0 || (first & OtherWord) != 0)
        {
            return;
        }

        var last = NameToken.WordEnd(text, end + 1);
        var second = known.Of(text, end + 1, last);
        if ((second & WordFacts.AnyName) != 0 && (second & OtherWord) == 0 && last - end > 3)
        {
            findings.Add(new Finding(start, last, PiiType.Name, Name, 0.6, "lower-case"));
        }
    }

    private static void Judge(ReadOnlySpan<char> text, ReadOnlySpan<NameToken> run, List<Finding> findings)
    {
        for (var first = 0; first < run.Length; first++)
        {
            var brand = BrandLength(text, run[first..]);
            if (brand > 0)
            {
                first += brand - 1;
                continue;
            }

            var limit = first + 1;
            while (limit < run.Length && BrandLength(text, run[limit..]) == 0)
            {
                limit++;
            }

            var length = NameAt(text, run[first..limit], out var score, out var reason);
            if (length == 0)
            {
                continue;
            }

            findings.Add(new Finding(run[first].Start, run[first + length - 1].End, PiiType.Name, Name, score, reason));
            first += length - 1;
        }
    }

    /// <summary>How many tokens from the first one are a name; 0 when they are none.</summary>
    private static int NameAt(ReadOnlySpan<char> text, ReadOnlySpan<NameToken> run, out double score, out string reason)
    {
        (score, reason) = (0, "");
        var head = run[0];
        if (
            !(head.IsName || head.Initial)
            || head.End - head.Start > 24
            || (head.IsWord && head.End - head.Start < 3)
            || IsStop(text, head)
        )
        {
            return 0;
        }

        var length = 1;
        while (length < run.Length && length < 5 && Continues(run[length], head) && !IsStop(text, run[length]))
        {
            length++;
        }

        if (length < run.Length && Organizations.Contains(text[run[length].Start..run[length].End]))
        {
            return 0;
        }

        if (length == 1)
        {
            return Single(text, head, run.Length == 1, out score, out reason) ? 1 : 0;
        }

        var last = run[length - 1];
        (score, reason) =
            head.Initial ? (last.IsSurname || last.IsSureName ? (0.7, "initial") : (0, ""))
            : head.IsGiven && !head.IsWord && last.IsName ? (0.85, "given-family")
            : head.IsGiven && !head.IsWord && !head.IsProper ? (0.75, "given-unknown")
            : head.IsGiven && (last.IsSureName || last.IsSurname) ? (0.7, "given-family")
            : head.IsSureName && last.IsSureName ? (0.6, "listed")
            : head.IsProper && head.IsGiven && !head.IsWord && last.IsUnknown ? (0.55, "given-unknown")
            : (0, "");
        if (score > 0 && IsCapitals(text, head) && !(head.IsSureName && last.IsSureName))
        {
            score = 0;
        }

        if (score > 0)
        {
            return length;
        }

        return Single(text, head, false, out score, out reason) ? 1 : 0;
    }

    /// <summary>A word behind the first one belongs to the name: a name, or after a given name a word that no list knows.</summary>
    private static bool Continues(NameToken token, NameToken head) =>
        token.Initial
        || token.IsGiven
        || token.IsSurname
        || (token.IsName && (!token.IsProper || head.IsSureName) && (!token.IsWord || (head.IsGiven && !head.IsWord)))
        || (token.IsUnknown && token.Plain && token.End - token.Start > 2 && (head.IsGiven || head.Initial));

    private static bool IsStop(ReadOnlySpan<char> text, NameToken token)
    {
        if (token.Initial || token.End - token.Start > LongestStop)
        {
            return false;
        }

        var word = text[token.Start..token.End];
        // A token is letters and apostrophes: where it has none it is its own value.
        return word.ContainsAny('\'', '’')
            ? Stops.ContainsValue(word) || NameContext.IsGreetingOrTitle(word)
            : Stops.Contains(word) || NameContext.IsPlainGreetingOrTitle(word);
    }

    private static bool Single(ReadOnlySpan<char> text, NameToken token, bool alone, out double score, out string reason)
    {
        (score, reason) = (0, "");
        if (token.Initial || token.End - token.Start < 3)
        {
            return false;
        }

        if (
            token.IsName
            && NameContext.SaysPerson(text, token.Start, token.End)
            && !(token.IsWord && !token.IsGiven)
            && !(token.IsProper && !token.IsGiven)
        )
        {
            (score, reason) = (0.7, "context");
            return true;
        }

        if (token.IsWord || token.IsProper || IsCapitals(text, token) || !alone || CommonWords.Contains(text[token.Start..token.End]))
        {
            return false;
        }

        (score, reason) =
            token.IsGiven ? (0.6, "given-name")
            : token.IsSurname && !NameContext.StartsSentence(text, token.Start) ? (0.55, "family-name")
            : (0, "");
        return score > 0;
    }

    /// <summary>How many tokens are one brand or place of several words: "Hugo Boss", "New York"; 0 when they are none.</summary>
    private static int BrandLength(ReadOnlySpan<char> text, ReadOnlySpan<NameToken> run)
    {
        for (var length = run[0].StartsPhrase || run[0].Initial ? Math.Min(3, run.Length) : 0; length > 1; length--)
        {
            if ((NameWords.Of(text[run[0].Start..run[length - 1].End]) & WordFacts.Proper) != 0)
            {
                return length;
            }
        }

        return 0;
    }

    private static bool IsCapitals(ReadOnlySpan<char> text, NameToken token) =>
        token.End - token.Start > 1 && char.IsUpper(text[token.Start + 1]);
}
