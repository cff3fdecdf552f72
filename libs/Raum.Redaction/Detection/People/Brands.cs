namespace Raum.Redaction;

/// <summary>Shops and products of a long list, many of which are called like people. The name model sees it, and it decides what the model is unsure of.</summary>
internal static class Brands
{
    private const int MostWords = 4;
    private const int LongestWord = 24;

    /// <summary>Up to this far around a find the brand may reach: "Jean Louis David", of which "Louis David" was found.</summary>
    private const int Around = 2;

    /// <summary>True when this text is one brand, whatever its case.</summary>
    public static bool Has(ReadOnlySpan<char> text)
    {
        var hash = Lexicon.HashStart;
        var words = 0;
        for (var at = 0; Lexicon.NextWord(text, ref at, out var start); words++)
        {
            hash = words > 0 ? Lexicon.HashStep(hash, ' ') : hash;
            for (var i = start; i < at; i++)
            {
                hash = Lexicon.HashStep(hash, text[i]);
            }
        }

        return words is > 0 and <= MostWords && (NameWords.OfHash(hash) & WordFacts.Brand) != 0;
    }

    /// <summary>How many words the brand has that covers these words, with others around it; 0 when there is none, or when all its words are of people of the ticket.</summary>
    public static int Covering(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        Work.Add(Around * Around);
        for (var from = Math.Max(0, first - Around); from <= first; from++)
        {
            if (!words[from].IsCapital)
            {
                continue;
            }

            for (var to = Math.Min(words.Length - 1, last + Around); to >= last; to--)
            {
                if (words[to].IsWord && words[to].End - words[from].Start <= 40 && Has(text[words[from].Start..words[to].End]))
                {
                    var count = 0;
                    var others = 0;
                    for (var i = from; i <= to; i++)
                    {
                        count += words[i].IsWord ? 1 : 0;
                        others += words[i].IsWord && words[i].Known == 0 ? 1 : 0;
                    }

                    return others > 0 ? count : 0;
                }
            }
        }

        return 0;
    }

    /// <summary>
    /// The listed brand or place of several words around one word, when a word of it is nobody's of this name: "Magazine Luiza", "Mercedes Benz", "Carolina Herrera" with a Carlos
    /// Herrera. Null when there is none. Reads at most <see cref="MostWords"/> words.
    /// </summary>
    public static (int Start, int End)? Enclosing(ReadOnlySpan<char> text, int start, int end, Identity identity)
    {
        Work.Add(MostWords * MostWords);
        Span<int> starts = stackalloc int[MostWords];
        Span<int> ends = stackalloc int[MostWords];
        (starts[0], ends[0]) = (start, end);
        var before = 1;
        while (before < MostWords && WordBefore(text, starts[before - 1]) is >= 0 and var from)
        {
            starts[before++] = from;
        }

        var behind = 1;
        while (behind < MostWords && WordBehind(text, ends[behind - 1]) is > 0 and var to)
        {
            ends[behind++] = to;
        }

        for (var words = MostWords; words > 1; words--)
        {
            for (var left = Math.Min(words, before) - 1; left >= 0 && words - left <= MostWords; left--)
            {
                var right = words - 1 - left;
                if (right < behind && IsOther(text[starts[left]..ends[right]], identity))
                {
                    return (starts[left], ends[right]);
                }
            }
        }

        return null;
    }

    private static bool IsOther(ReadOnlySpan<char> words, Identity identity) =>
        (NameWords.Of(words) & WordFacts.Proper) != 0 || Has(words) ? NameParts.Of(words).Any(part => !identity.HasPart(part)) : false;

    /// <summary>Where the capitalized word before this place begins, with one space or hyphen between; -1 when there is none.</summary>
    private static int WordBefore(ReadOnlySpan<char> text, int start)
    {
        if (start < 3 || text[start - 1] is not (' ' or '-'))
        {
            return -1;
        }

        var from = start - 1;
        while (from > 0 && start - from < LongestWord && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        return from < start - 1 && char.IsUpper(text[from]) ? from : -1;
    }

    private static int WordBehind(ReadOnlySpan<char> text, int end)
    {
        if (end + 2 > text.Length || text[end] is not (' ' or '-') || !char.IsUpper(text[end + 1]))
        {
            return 0;
        }

        var to = end + 1;
        while (to < text.Length && to - end < LongestWord && char.IsLetter(text[to]))
        {
            to++;
        }

        return to;
    }
}
