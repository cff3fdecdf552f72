namespace Raum.Redaction;

/// <summary>Shops and products of a long list, many of which are called like people. The name model does not see it: it decides what the model is unsure of.</summary>
internal static class Brands
{
    private const int MostWords = 4;

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

    /// <summary>How many words the brand has that covers these words, with others around it; 0 when there is none.</summary>
    public static int Covering(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
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
                    for (var i = from; i <= to; i++)
                    {
                        count += words[i].IsWord ? 1 : 0;
                    }

                    return count;
                }
            }
        }

        return 0;
    }
}
