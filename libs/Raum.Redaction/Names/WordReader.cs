using System.Buffers;

namespace Raum.Redaction;

/// <summary>Cuts a text into words, and notes for each what its surroundings say. One pass over the text, two over the words.</summary>
internal static class WordReader
{
    /// <summary>The words of a text. The array is from the shared pool: the caller gives it back.</summary>
    /// <param name="values">What other detectors have found, in any order: such a place is one word.</param>
    public static Word[] Read(ReadOnlySpan<char> text, List<Finding> values, out int count)
    {
        var words = ArrayPool<Word>.Shared.Rent((text.Length / 3) + 16);
        count = 0;
        var ends = values.Count == 0 ? [] : Places(values);
        var value = 0;
        for (var at = 0; at < text.Length; )
        {
            while (value < ends.Count && ends[value].Start < at)
            {
                value++;
            }

            if (text[at] is ' ' or '\t' or '\r')
            {
                at++;
                continue;
            }

            if (count == words.Length)
            {
                words = Grow(words);
            }

            ref var word = ref words[count++];
            word = default;
            word.Start = at;
            if (value < ends.Count && ends[value].Start == at)
            {
                word.Shape = WordShape.Value;
                word.Key = (uint)ends[value].Type + 1;
                at = ends[value].End;
            }
            else
            {
                // A value may begin inside what looks like one word.
                var limit = value < ends.Count ? ends[value].Start : text.Length;
                at = One(text[..limit], at, ref word);
            }

            word.End = at;
        }

        WordMarker.Mark(text, words.AsSpan(0, count), values);
        return words;
    }

    private static List<Finding> Places(List<Finding> values)
    {
        var sorted = new List<Finding>(values);
        sorted.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        return sorted;
    }

    private static Word[] Grow(Word[] words)
    {
        var larger = ArrayPool<Word>.Shared.Rent(words.Length * 2);
        words.CopyTo(larger, 0);
        ArrayPool<Word>.Shared.Return(words);
        return larger;
    }

    internal static int One(ReadOnlySpan<char> text, int at, ref Word word)
    {
        var c = text[at];
        if (c == '\n')
        {
            word.Shape = WordShape.LineEnd;
            word.Key = 1;
            return at + 1;
        }

        if (char.IsAsciiDigit(c))
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            word.Shape = WordShape.Digits;
            word.Key = (uint)Math.Min(end - at, 6);
            return end;
        }

        if (char.IsSurrogate(c))
        {
            // Nearly always an emoji.
            word.Shape = WordShape.Sign;
            word.Key = 0xFFFF;
            return at + (at + 1 < text.Length && char.IsSurrogatePair(c, text[at + 1]) ? 2 : 1);
        }

        if (!char.IsLetter(c))
        {
            word.Shape = WordShape.Sign;
            word.Key = c;
            return at + 1;
        }

        return Letters(text, at, ref word);
    }

    private static int Letters(ReadOnlySpan<char> text, int at, ref Word word)
    {
        var hash = Lexicon.HashStart;
        var upper = 0;
        var lower = 0;
        var end = at;
        for (; end < text.Length; end++)
        {
            var c = text[end];
            if (c is >= 'a' and <= 'z')
            {
                lower++;
            }
            else if (c is >= 'A' and <= 'Z')
            {
                upper++;
            }
            else if (
                c < 0x80
                || !(
                    char.IsLetter(c)
                    || char.IsSurrogate(c)
                    || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark
                )
            )
            {
                break;
            }
            else if (char.IsUpper(c))
            {
                upper++;
            }
            else if (char.IsLower(c))
            {
                lower++;
            }

            hash = Lexicon.HashStep(hash, c);
        }

        word.Facts = NameWords.OfHash(hash);
        word.Key = (uint)(hash ^ (hash >> 32)) | 0x100;
        word.Shape =
            upper + lower == 0 ? WordShape.Caseless
            : upper == 0 ? WordShape.Lower
            : end - at == 1 ? WordShape.Initial
            : lower == 0 ? WordShape.Capitals
            : upper == 1 && char.IsUpper(text[at]) ? WordShape.Title
            : WordShape.Mixed;
        return end;
    }
}
