using System.Collections.Frozen;
using System.Globalization;
using Raum.Redaction;

namespace Raum.Jobs.Knowledge;

/// <summary>The words of a text as they are searched by: without case, accents and endings, as numbers. Placeholders and words that say nothing are no words.</summary>
/// <remarks>
/// A word is cut after its sixth letter, a cheap stand-in for a stemmer that treats the supported languages alike. FNV-1a with 32 bits: the same number in every process, and
/// two words that share one only rank a little wrong. Time is linear in the text.
/// </remarks>
internal static class SearchWords
{
    private const int Stem = 6;
    private const int Longest = 32;
    private const string Placeholder = "[REDACTED_";
    private const int LongestPlaceholder = 40;

    private static readonly FrozenSet<string> Stops = StopWords.All;

    /// <summary>Every word in its order, repeated as often as it stands there.</summary>
    public static List<uint> Of(string text)
    {
        var words = new List<uint>();
        var stops = Stops.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> word = stackalloc char[Longest];
        var length = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                if (length < Longest)
                {
                    word[length++] = Folding.Fold(text[i]);
                }

                continue;
            }

            // An accent on its own belongs to the letter before it.
            if (i < text.Length && length > 0 && char.GetUnicodeCategory(text[i]) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            Add(word[..length], stops, words);
            length = 0;
            if (i < text.Length && text[i] == '[')
            {
                i = BehindMark(text, i);
            }
        }

        return words;
    }

    private static void Add(ReadOnlySpan<char> word, FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> stops, List<uint> words)
    {
        if (word.Length < 2 || stops.Contains(word))
        {
            return;
        }

        // A number says something as a whole only.
        var stem = word.Length > Stem && !word.ContainsAnyInRange('0', '9') ? word[..Stem] : word;
        var hash = 2_166_136_261u;
        foreach (var unit in stem)
        {
            hash = (hash ^ unit) * 16_777_619u;
        }

        words.Add(hash);
    }

    /// <summary>The end of the placeholder or mark that begins here; the same place where none does.</summary>
    private static int BehindMark(string text, int at)
    {
        var rest = text.AsSpan(at, Math.Min(text.Length - at, LongestPlaceholder));
        if (!rest.StartsWith(Placeholder, StringComparison.Ordinal) && !rest.StartsWith(Guidance.Mark, StringComparison.Ordinal))
        {
            return at;
        }

        var end = rest.IndexOf(']');
        return end < 0 ? at : at + end;
    }
}
