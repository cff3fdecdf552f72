namespace Raum.Redaction;

/// <summary>What firms and authorities are called in short, where a text says so: "Regional Insurance Trust Alliance (RITA)".</summary>
internal static class ShortForms
{
    private const int Shortest = 3;
    private const int Longest = 8;

    /// <summary>So many words of the long form have to be words: "Rita Irene Thea Adler (RITA)" is a person.</summary>
    private const int LeastPlain = 2;

    /// <summary>True for capitals in brackets that are the first letters of the words before them, small words aside.</summary>
    public static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        ref readonly var brief = ref words[at];
        if (
            brief.Shape != WordShape.Capitals
            || brief.End - brief.Start is < Shortest or > Longest
            || at < 1 + Shortest
            || at + 1 >= words.Length
            || words[at - 1] is not { Shape: WordShape.Sign, Key: '(' }
            || words[at + 1] is not { Shape: WordShape.Sign, Key: ')' or ',' or ';' }
        )
        {
            return false;
        }

        var letter = brief.End - 1;
        var plain = 0;
        for (var i = at - 2; i >= 0 && letter >= brief.Start; i--)
        {
            ref readonly var word = ref words[i];
            if (!word.IsWord ? word is not { Shape: WordShape.Sign, Key: '-' or '&' } : word.Known != 0)
            {
                return false;
            }

            if (word.IsWord && char.ToUpperInvariant(text[word.Start]) == text[letter])
            {
                letter--;
                plain += IsPlain(word) ? 1 : 0;
            }
            else if (word.IsCapital)
            {
                return false;
            }
        }

        return letter < brief.Start && plain >= LeastPlain;
    }

    private static bool IsPlain(in Word word) =>
        word.Shape == WordShape.Title
        && (word.Facts & WordFacts.Given) == 0
        && ((word.Facts & (WordFacts.Word | WordFacts.Organization)) != 0 || word.Dictionaries != 0);
}
