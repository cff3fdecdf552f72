namespace Raum.Redaction;

/// <summary>Notes for each word what its surroundings say: lines, sentences, runs of capitals, brands, what the rest of the text has.</summary>
internal static class WordMarker
{
    private const int MostLineWords = 7;
    private const WordFacts Names = WordFacts.AnyName;

    private const byte Lower = 1;
    private const byte Capital = 2;
    private const byte Address = 4;

    public static void Mark(ReadOnlySpan<char> text, Span<Word> words, List<Finding> values)
    {
        using var seen = new SeenWords(words.Length);
        foreach (var value in values)
        {
            if (value.Type == PiiType.Email)
            {
                Parts(text[value.Start..value.End], seen);
            }
        }

        var inGerman = Lines(text, words, seen);
        Surroundings(text, words, seen, inGerman);
    }

    /// <summary>Brands and places of several words: "Hugo Boss", "New York". Gives the place of the first word behind the one that may begin here.</summary>
    private static int Phrase(ReadOnlySpan<char> text, Span<Word> words, int first)
    {
        var hash = HashOn(Lexicon.HashStart, text, words[first]);
        var last = first;
        var listed = false;
        for (var k = first + 1; k < Math.Min(words.Length, first + 5) && words[k].Start - words[k - 1].End <= 1; k++)
        {
            if (words[k].Shape == WordShape.Sign && words[k].Key is '-' or '\'' or '’' or '&')
            {
                continue;
            }

            if (!words[k].IsWord)
            {
                break;
            }

            hash = HashOn(Lexicon.HashStep(hash, ' '), text, words[k]);
            var facts = NameWords.OfHash(hash);
            if ((facts & (WordFacts.Proper | WordFacts.Brand)) != 0)
            {
                last = k;
                listed = (facts & WordFacts.Proper) == 0;
            }
        }

        for (var k = first; last > first && k <= last; k++)
        {
            words[k].Phrase = (byte)((k == first ? 1 : 2) + (listed ? 2 : 0));
        }

        return last + 1;
    }

    private static ulong HashOn(ulong hash, ReadOnlySpan<char> text, in Word word)
    {
        foreach (var c in text[word.Start..word.End])
        {
            hash = Lexicon.HashStep(hash, c);
        }

        return hash;
    }

    private static void Parts(ReadOnlySpan<char> address, SeenWords seen)
    {
        var local = address[..Math.Max(0, address.IndexOf('@'))];
        for (var at = 0; at < local.Length; )
        {
            var word = default(Word);
            var start = at;
            at = WordReader.One(local, at, ref word);
            if (word.IsWord && at - start >= 3)
            {
                seen.Add(word.Key, Address);
            }
        }
    }

    /// <summary>Sentence and line starts, words in the line, sign-offs above, brands, and which words have a capital. True when the text is in German.</summary>
    private static bool Lines(ReadOnlySpan<char> text, Span<Word> words, SeenWords seen)
    {
        var (all, german) = (0, 0);
        var behindPhrase = 0;
        var signed = 0;
        for (var first = 0; first < words.Length; )
        {
            var last = first;
            var count = 0;
            var starts = true;
            var facts = WordFacts.None;
            var line = signed > 0 ? WordMarks.Signed : 0;
            for (; last < words.Length && words[last].Shape != WordShape.LineEnd; last++)
            {
                ref var word = ref words[last];
                word.Marks = (word.Marks & WordMarks.SpaceBefore) | line | (starts ? WordMarks.SentenceStart : 0);
                if (!word.IsWord)
                {
                    starts = IsStart(word, starts);
                    continue;
                }

                count++;
                facts |= word.Facts;
                german += (word.Facts & WordFacts.German) != 0 ? 1 : 0;
                if (word.Shape != WordShape.Lower)
                {
                    seen.Add(word.Key, !starts && word.Shape == WordShape.Title ? Capital : (byte)0);
                    if ((word.Facts & WordFacts.PhraseStart) != 0 && word.IsCapital && last >= behindPhrase)
                    {
                        behindPhrase = Phrase(text, words, last);
                    }
                }

                starts = false;
            }

            if (last > first)
            {
                words[first].Marks |= WordMarks.LineStart;
                words[last - 1].Marks |= WordMarks.LineEnd;
            }

            foreach (ref var word in words[first..last])
            {
                word.LineWords = (byte)Math.Min(count, MostLineWords);
            }

            all += count;

            // Empty lines between a sign-off and its name do not count.
            signed =
                (facts & WordFacts.SignOff) != 0 && count <= 6 ? 2
                : count > 0 ? signed - 1
                : signed;
            first = last + 1;
        }

        return german > 1 && german * 12 > all;
    }

    /// <summary>True when a sentence begins behind this word: a sign that ends one, or one that opens something where it begins.</summary>
    private static bool IsStart(in Word word, bool starts) =>
        word.Shape == WordShape.Sign
        && (
            word.Key is '.' or '!' or '?' or ':'
            || (starts && word.Key is '"' or '\'' or '(' or '*' or '«' or '“' or '„' or '¿' or '¡' or '-' or '>')
        );

    /// <summary>What the rest of the text has, runs of capitalized words, and which words the model looks at: those that may be names, and their neighbours.</summary>
    private static void Surroundings(ReadOnlySpan<char> text, Span<Word> words, SeenWords seen, bool inGerman)
    {
        var behindRun = 0;
        for (var i = 0; i < words.Length; i++)
        {
            ref var word = ref words[i];
            word.InGerman = inGerman;
            word.Facts |= DictionaryWords.Has(inGerman, word.Dictionaries) ? WordFacts.Dictionary : 0;
            if (i >= behindRun)
            {
                word.RunFirst = word.RunLast = i;
            }

            if (!word.IsWord)
            {
                word.Kind = word.KindOf();
                continue;
            }

            // A word in lower case matters where it stands with a capital, too.
            var isLower = word.Shape == WordShape.Lower;
            var known = isLower ? seen.AddTo(word.Key, Lower) : seen.Of(word.Key);
            word.Marks |=
                ((known & Capital) != 0 && (isLower || (word.Marks & WordMarks.SentenceStart) != 0) ? WordMarks.CapitalElsewhere : 0)
                | ((known & Address) != 0 ? WordMarks.InAddress : 0);
            word.Kind = word.KindOf();
            if (
                word.Shape is not (WordShape.Lower or WordShape.Caseless)
                || ((word.Facts & Names) != 0 && (word.Facts & WordFacts.Word) == 0)
                || (word.Marks & (WordMarks.InAddress | WordMarks.CapitalElsewhere)) != 0
            )
            {
                Open(words, i);
            }

            if (i >= behindRun && word.IsCapital)
            {
                behindRun = Run(text, words, i);
            }
        }

        foreach (ref var word in words)
        {
            if (word.IsWord && word.Shape != WordShape.Lower && (seen.Of(word.Key) & Lower) != 0)
            {
                word.Marks |= WordMarks.LowerElsewhere;
            }
        }
    }

    /// <summary>Notes the run of capitalized words that begins here; gives the place behind it.</summary>
    private static int Run(ReadOnlySpan<char> text, Span<Word> words, int first)
    {
        var last = first;
        while (last + 1 < words.Length && Next(text, words, last) is > 0 and var step)
        {
            last += step;
        }

        for (var k = first; k <= last; k++)
        {
            words[k].RunFirst = first;
            words[k].RunLast = last;
        }

        return last + 1;
    }

    private static void Open(Span<Word> words, int at)
    {
        for (var i = Math.Max(0, at - 1); i <= Math.Min(words.Length - 1, at + 1); i++)
        {
            words[i].IsOpen |= words[i].Shape is not (WordShape.LineEnd or WordShape.Value or WordShape.Digits);
        }

        // "J.", "Jean-Luc", "van der Berg": what may stand inside a name.
        for (
            var i = at + 1;
            i < Math.Min(words.Length, at + 4)
                && (words[i] is { Shape: WordShape.Sign, Key: '.' or '-' or '\'' or '’' } || (words[i].Facts & WordFacts.Particle) != 0);
            i++
        )
        {
            words[i].IsOpen = true;
        }
    }

    /// <summary>How many words on the run goes on: one for the next capital, more over a hyphen, an apostrophe, an initial's dot or particles.</summary>
    private static int Next(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        ref readonly var next = ref words[at + 1];
        if (next.IsCapital)
        {
            return 1;
        }

        for (var step = 1; step <= 3 && at + step + 1 < words.Length; step++)
        {
            ref readonly var between = ref words[at + step];
            var bridge =
                between.Shape == WordShape.Sign
                    ? between.Key is '-' or '\'' or '’' or '.' && between.Start == words[at + step - 1].End
                    : (between.Facts & WordFacts.Particle) != 0 && between.Shape == WordShape.Lower;
            if (!bridge || (between.Key == '.' && words[at].Shape != WordShape.Initial))
            {
                return 0;
            }

            if (words[at + step + 1].IsCapital)
            {
                return step + 1;
            }
        }

        return 0;
    }
}
