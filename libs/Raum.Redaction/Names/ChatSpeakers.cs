namespace Raum.Redaction;

/// <summary>Who speaks in a pasted chat: "Daphne: what is your address?" between the turns of "Customer:", "[14:02] Neydi:" more than once.</summary>
/// <remarks>Linear: the beginning of each line is read once. A form has such lines, too, so a label that nobody repeats is none, unless a time stands before it.</remarks>
internal static class ChatSpeakers
{
    /// <summary>Signs and numbers of a time before the speaker: "[2026-02-03, 14:02:11]".</summary>
    private const int MostBefore = 16;
    private const int MostWords = 3;
    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand;

    /// <summary>The other side of such a chat.</summary>
    private static readonly HashSet<uint> Sides =
    [
        .. "customer client caller visitor user guest agent advisor adviser support bot chatbot assistant operator me you kunde kundin besucher besucherin gast berater beraterin mitarbeiter anrufer nutzer klant bezoeker medewerker beller visiteur conseiller conseillère utilisateur moi cliente clienta visitante asesor asesora agente usuario usuaria yo operatore operatrice utente visitatore io atendente operador operadora usuário utilizador eu"
            .Split(' ')
            .Select(word => WordReader.KeyOf(word)),
    ];

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> rules)
    {
        Work.Add(words.Length);
        var sides = 0;
        var lines = map.LineEnds;
        Dictionary<ulong, int>? turns = null;
        for (var i = 0; i < words.Length; i = lines.First(i) + 1)
        {
            if (Speaker(words, i) is not (>= 0 and var first, var last))
            {
                continue;
            }

            if ((first == last && Sides.Contains(words[first].Key)) || DeskName.IsOne(text[words[last].Start..words[last].End]))
            {
                sides++;
            }
            else if (MayBe(words, first, last) && !NoName.IsNever(text[words[first].Start..words[last].End]))
            {
                var name = Lexicon.Hash(text[words[first].Start..words[last].End]);
                turns ??= [];
                turns[name] = turns.GetValueOrDefault(name) + 1;
            }
        }

        if (turns is not null)
        {
            Add(text, words, lines, sides, turns, rules);
        }
    }

    private static void Add(
        ReadOnlySpan<char> text,
        ReadOnlySpan<Word> words,
        UnitRuns lines,
        int sides,
        Dictionary<ulong, int> turns,
        List<Finding> rules
    )
    {
        var speak = turns.Values.Count(count => count > 1);
        for (var i = 0; i < words.Length; i = lines.First(i) + 1)
        {
            if (
                Speaker(words, i) is (>= 0 and var first, var last)
                && turns.TryGetValue(Lexicon.Hash(text[words[first].Start..words[last].End]), out var count)
                && (
                    (words[first].Facts & WordFacts.Given) != 0
                        ? IsTimed(words[i..first])
                            || (count > 1 || sides > 1) && (sides > 0 || speak > 1 || (words[first].Facts & OtherWord) == 0)
                        : count > 1 && (sides > 1 || speak > 1)
                )
            )
            {
                rules.Add(new Finding(words[first].Start, words[last].End, PiiType.Name, "name", 0.8, NameDetector.Called));
            }
        }
    }

    /// <summary>"[14:02:11]", "(9:12)": a time before who speaks, so that one turn is enough.</summary>
    private static bool IsTimed(ReadOnlySpan<Word> before)
    {
        for (var i = 2; i < before.Length; i++)
        {
            if (
                before[i - 2].Shape == WordShape.Digits
                && before[i - 1] is { Shape: WordShape.Sign, Key: ':' }
                && before[i].Shape == WordShape.Digits
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words before the colon at the beginning of the line that begins with this word; -1 where none speaks.</summary>
    private static (int First, int Last) Speaker(ReadOnlySpan<Word> words, int line)
    {
        var first = line;
        while (first < words.Length && first - line < MostBefore && words[first].Shape is WordShape.Digits or WordShape.Sign)
        {
            first++;
        }

        var last = first;
        while (
            last + 1 < words.Length && last - first < MostWords && words[last + 1].IsWord && words[last + 1].Start == words[last].End + 1
        )
        {
            last++;
        }

        return
            first < words.Length
            && words[first].IsWord
            && last + 1 < words.Length
            && words[last + 1] is { Shape: WordShape.Sign, Key: ':' }
            && words[last + 1].Start == words[last].End
            && (last + 2 == words.Length || words[last + 2].Start > words[last + 1].End)
            ? (first, last)
            : (-1, -1);
    }

    /// <summary>Capitals that may be somebody's: a given name of the lists first, or words that no list and no dictionary has.</summary>
    private static bool MayBe(ReadOnlySpan<Word> words, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if (
                words[i].Shape is not (WordShape.Title or WordShape.Initial)
                || (words[i].Facts & WordFacts.CueWords & ~WordFacts.Particle) != 0
                || ((words[i].Facts & WordFacts.AnyName) == 0 && ((words[i].Facts & OtherWord) != 0 || words[i].Dictionaries != 0))
            )
            {
                return false;
            }
        }

        return true;
    }
}
