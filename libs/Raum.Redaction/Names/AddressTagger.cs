using System.Buffers;

namespace Raum.Redaction;

/// <summary>Postal addresses by a context model: the rules propose, the model decides where they begin and end and finds more.</summary>
/// <remarks>Looks only around numbers that touch a capitalized word. Linear in the text.</remarks>
internal static class AddressTagger
{
    public const string Detector = "address-model";

    private const byte RuleNumber = 20;

    /// <summary>How far around such a number the model looks, in words.</summary>
    private const int Reach = 9;

    /// <summary>A word farther before, in words, says nothing.</summary>
    private const int FarthestAnchor = 24;

    private static readonly HashSet<uint> PostcodeWords =
    [
        .. "zip postcode postcodes postal plz postleitzahl".Split(' ').Select(word => WordReader.KeyOf(word)),
    ];

    private const float Lean = 0.3f;

    /// <summary>A rule's find that the model holds for less likely than this is dropped.</summary>
    private const float Veto = 0.05f;

    /// <summary>The words of a text, open where an address may be, with what the rules say.</summary>
    /// <param name="marked">The words with these values in them, where somebody has read them; they are left as they are.</param>
    /// <returns>Null where no address can be.</returns>
    public static WordList? Prepare(ReadOnlySpan<char> text, WordList plain, WordList? marked, List<Finding> values, List<Finding> rules)
    {
        if (rules.Count == 0 && !HasCandidate(plain.Span))
        {
            return null;
        }

        var words = marked?.Copy() ?? WordReader.Read(text, plain, values);
        var own = words.Span;
        foreach (ref var word in own)
        {
            word.IsOpen = false;
        }

        FindingOrder.Sort(rules, FindingOrder.ByStart);
        var at = 0;
        foreach (var rule in rules)
        {
            while (at < own.Length && own[at].End <= rule.Start)
            {
                at++;
            }

            var last = at;
            for (; last < own.Length && own[last].Start < rule.End; last++)
            {
                own[last].Rule = (byte)(RuleNumber + (last == at ? 0 : NameEvidence.Inside));
            }

            Open(own, at, Math.Min(last, own.Length - 1));
        }

        for (var i = 0; i < own.Length; i++)
        {
            if (IsCandidate(own, i))
            {
                Open(own, i, i);
            }
        }

        Anchor(own);
        return words;
    }

    /// <summary>Notes for open words which sentence leads to them, so that "return to 12 High St / Leeds" is told from the lines of a letter's head.</summary>
    private static void Anchor(Span<Word> words)
    {
        var (last, before) = (1u, 1u);
        var (lines, numbers, distance) = (0, 0, 0);
        foreach (ref var word in words)
        {
            if (word.IsOpen)
            {
                var far = distance > FarthestAnchor;
                word.Anchor = far ? 1 : (last ^ (before * 0x9E3779B1u)) | 1;
                word.AnchorPlace = (byte)((far ? 7 : Math.Min(lines, 3)) | (Math.Min(numbers, 7) << 3));
            }

            distance++;
            lines += word.Shape == WordShape.LineEnd ? 1 : 0;
            numbers += word.Shape == WordShape.Digits ? 1 : 0;
            if (word.Shape == WordShape.Lower && word.End - word.Start > 1 && (word.Facts & WordFacts.Particle) == 0)
            {
                (last, before) = (word.Key, last);
                (lines, numbers, distance) = (0, 0, 0);
            }
        }
    }

    public static void Detect(
        TextReading reading,
        WordList? marked,
        List<Finding> values,
        List<Finding> rules,
        NameModel model,
        List<Finding> findings
    )
    {
        ReadOnlySpan<char> text = reading.View.Text;
        if (Prepare(text, reading.Words, marked, values, rules) is not { } prepared)
        {
            return;
        }

        var scored = new ScoredWords(prepared, Lean);
        reading.Addresses = scored;
        var words = scored.Words.Span;
        var count = words.Length;
        var tags = ArrayPool<byte>.Shared.Rent(count);
        var named = ArrayPool<float>.Shared.Rent(count);
        ChainTagger.Tag(
            text,
            words,
            model,
            Lean,
            pairLean: 0,
            reading.EarlierAddresses(Lean),
            scored.Scores,
            tags.AsSpan(0, count),
            named.AsSpan(0, count)
        );
        var before = findings.Count;
        Collect(text, words, tags, named, rules, findings);
        AddRules(words, named, rules, findings, before);
        ArrayPool<byte>.Shared.Return(tags);
        ArrayPool<float>.Shared.Return(named);
    }

    private static void Collect(
        ReadOnlySpan<char> text,
        ReadOnlySpan<Word> words,
        byte[] tags,
        float[] named,
        List<Finding> rules,
        List<Finding> findings
    )
    {
        var rule = 0;
        for (var i = 0; i < words.Length; i++)
        {
            if (tags[i] != ChainTagger.First)
            {
                continue;
            }

            var last = i;
            var sure = named[i];
            while (last + 1 < words.Length && tags[last + 1] == ChainTagger.Further && !EndsSentence(words, last + 1))
            {
                sure = Math.Max(sure, named[++last]);
            }

            var end = last;
            while (end > i && words[end] is { IsWord: false, Shape: not WordShape.Digits })
            {
                end--;
            }

            while (rule < rules.Count && rules[rule].End <= words[i].Start)
            {
                rule++;
            }

            // A rule reads on to postcode and city; the model sometimes stops before, as some of its sets do.
            var within = rule < rules.Count && rules[rule].Start <= words[i].Start && rules[rule].End >= words[end].End;
            if (!within && (words[i].IsWord || words[i].Shape == WordShape.Digits) && !IsInCode(text, words[i].Start, words[end].End))
            {
                findings.Add(
                    new Finding(
                        words[i].Start,
                        words[end].End,
                        PiiType.Address,
                        Detector,
                        Math.Round(Math.Clamp(sure, 0.6, 0.95), 2),
                        "context"
                    )
                );
            }

            i = last;
        }
    }

    /// <summary>It begins or ends inside a word: "HG8145V5 SN 48575443A1B2", a serial number.</summary>
    private static bool IsInCode(ReadOnlySpan<char> text, int start, int end) =>
        (start > 0 && char.IsLetterOrDigit(text[start - 1]))
        || (end < text.Length && char.IsAsciiLetterOrDigit(text[end]) && char.IsAsciiLetterOrDigit(text[end - 1]));

    /// <summary>A dot behind a longer word, with a word behind it.</summary>
    private static bool EndsSentence(ReadOnlySpan<Word> words, int at) =>
        words[at] is { Shape: WordShape.Sign, Key: '.' }
        && words[at - 1].IsWord
        && words[at - 1].End - words[at - 1].Start > 4
        && at + 1 < words.Length
        && words[at + 1].IsWord;

    private static void AddRules(ReadOnlySpan<Word> words, float[] named, List<Finding> rules, List<Finding> findings, int before)
    {
        var model = findings.Count;
        var next = before;
        var at = 0;
        foreach (var rule in rules)
        {
            while (next < model && findings[next].End <= rule.Start)
            {
                next++;
            }

            if (next < model && findings[next].Start < rule.End)
            {
                continue;
            }

            while (at < words.Length && words[at].End <= rule.Start)
            {
                at++;
            }

            var sure = 0f;
            for (var i = at; i < words.Length && words[i].Start < rule.End; i++)
            {
                sure = Math.Max(sure, named[i]);
            }

            if (sure >= Veto)
            {
                findings.Add(rule);
            }
        }
    }

    private static void Open(Span<Word> words, int first, int last)
    {
        for (var i = Math.Max(0, first - Reach); i <= Math.Min(words.Length - 1, last + Reach); i++)
        {
            words[i].IsOpen |= words[i].Shape != WordShape.Value;
        }
    }

    private static bool HasCandidate(ReadOnlySpan<Word> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (IsCandidate(words, i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCandidate(ReadOnlySpan<Word> words, int at) =>
        words[at].Shape == WordShape.Digits && (Touches(words, at, -1) || Touches(words, at, 1) || IsPostcode(words, at));

    /// <summary>"my zip code is 610".</summary>
    private static bool IsPostcode(ReadOnlySpan<Word> words, int at)
    {
        for (var i = at - 1; i >= Math.Max(0, at - 3); i--)
        {
            if (words[i].IsWord && PostcodeWords.Contains(words[i].Key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A capitalized word that is no month, right beside or behind one sign.</summary>
    private static bool Touches(ReadOnlySpan<Word> words, int at, int step)
    {
        var i = at + step;
        if ((uint)i < (uint)words.Length && words[i].Shape is WordShape.Sign or WordShape.LineEnd)
        {
            i += step;
        }

        return (uint)i < (uint)words.Length
            && words[i].IsCapital
            && words[i].Shape != WordShape.Initial
            && (words[i].Facts & WordFacts.Month) == 0;
    }
}
