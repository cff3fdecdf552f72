using System.Buffers;

namespace Raum.Redaction;

/// <summary>Cuts a text into words: once; what detectors find, or what is masked, is then put into a copy of them.</summary>
internal static class WordReader
{
    /// <summary>The key of a word of letters.</summary>
    public static uint KeyOf(ReadOnlySpan<char> word) => KeyOf(Lexicon.Hash(word));

    private static uint KeyOf(ulong hash) => (uint)(hash ^ (hash >> 32)) | 0x100;

    /// <summary>The words of a text, nothing noted about what surrounds them.</summary>
    public static WordList Plain(ReadOnlySpan<char> text)
    {
        var words = new WordList((text.Length / 4) + 16);
        Tokens(text, 0, text.Length, words);
        return words;
    }

    /// <summary>The same words with values in them, and with what their surroundings say.</summary>
    /// <param name="values">What other detectors have found, in any order, which is put right: such a place is one word.</param>
    public static WordList Read(ReadOnlySpan<char> text, WordList plain, List<Finding> values)
    {
        var words = new WordList(plain.Count + values.Count + 8);
        var from = new Source(plain);
        var at = 0;
        FindingOrder.Sort(values, FindingOrder.LongestFirst);
        foreach (var value in values)
        {
            if (value.Start < at || text[value.Start] is ' ' or '\t' or '\r')
            {
                continue;
            }

            // A value may begin or end inside what looks like one word.
            from.CopyTo(text, at, value.Start, 0, words);
            ref var word = ref words.Add();
            word.Start = value.Start;
            word.End = at = value.End;
            word.Shape = WordShape.Value;
            word.Key = (uint)value.Type + 1;
            word.Marks = SpaceBefore(text, value.Start);
        }

        from.CopyTo(text, at, text.Length, 0, words);
        Work.Add(words.Count + values.Count);
        WordMarker.Mark(text, words.Span, values);
        return words;
    }

    /// <summary>The words of a masked text, from those of the text that was masked.</summary>
    public static WordList Masked(MaskedText masked, WordList plain)
    {
        ReadOnlySpan<char> text = masked.Text;
        var words = new WordList(plain.Count + (masked.Spans.Count * 6) + 8);
        var from = new Source(plain);
        var at = 0;
        var shift = 0;
        for (var i = 0; i < masked.Spans.Count; i++)
        {
            var span = masked.Spans[i];
            var start = masked.Occurrences[i].Start;
            from.CopyTo(text, at, start, shift, words);
            at = start + span.Placeholder.Length;
            Tokens(text, start, at, words);
            shift = at - span.End;
        }

        from.CopyTo(text, at, text.Length, shift, words);
        return words;
    }

    private static void Tokens(ReadOnlySpan<char> text, int at, int end, WordList words)
    {
        var limited = text[..end];
        while (at < end)
        {
            if (limited[at] is ' ' or '\t' or '\r')
            {
                at++;
                continue;
            }

            ref var word = ref words.Add();
            word.Start = at;
            at = One(limited, at, ref word);
            word.End = at;
            word.Marks = word.Shape == WordShape.LineEnd ? WordMarks.None : SpaceBefore(text, word.Start);
        }
    }

    private static WordMarks SpaceBefore(ReadOnlySpan<char> text, int at) =>
        at > 0 && text[at - 1] is ' ' or '\t' ? WordMarks.SpaceBefore : 0;

    /// <summary>Words that are taken over, in their order.</summary>
    private struct Source(WordList words)
    {
        private int _next;

        /// <summary>Copies the words from <paramref name="at"/> to <paramref name="end"/>, places of <paramref name="text"/>, and reads those anew that are cut there.</summary>
        /// <param name="shift">How much further on they stand in the text than they did.</param>
        public void CopyTo(ReadOnlySpan<char> text, int at, int end, int shift, WordList to)
        {
            var from = words.Span;
            while (_next < from.Length && from[_next].End + shift <= at)
            {
                _next++;
            }

            if (_next < from.Length && from[_next].Start + shift < at)
            {
                var cut = Math.Min(from[_next].End + shift, end);
                Tokens(text, at, cut, to);
                at = cut;
                if (cut == end)
                {
                    return;
                }

                _next++;
            }

            var first = _next;
            while (_next < from.Length && from[_next].End + shift <= end)
            {
                _next++;
            }

            to.Add(from[first.._next], shift);
            if (_next < from.Length && from[_next].Start + shift < end)
            {
                Tokens(text, from[_next].Start + shift, end, to);
            }
        }
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
        int lower;
        var letters = 0;
        var end = at;
        // Nearly every letter is one of ASCII, which a bit makes lower case.
        for (; end < text.Length && (uint)((text[end] | 0x20) - 'a') < 26u; end++)
        {
            upper += (~text[end] >> 5) & 1;
            hash = Lexicon.HashOn(hash, (char)(text[end] | 0x20));
        }

        lower = end - at - upper;
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
            else
            {
                letters += char.IsLetter(c) ? 1 : 0;
            }

            hash = Lexicon.HashStep(hash, c);
        }

        word.HasSigns = upper + lower + letters != end - at;
        word.Facts = NameWords.OfHash(hash);
        word.Key = KeyOf(hash);
        word.Class = WordClasses.Of(hash);
        word.Shape =
            upper + lower == 0 ? WordShape.Caseless
            : upper == 0 ? WordShape.Lower
            : end - at == 1 ? WordShape.Initial
            : lower == 0 ? WordShape.Capitals
            : upper == 1 && char.IsUpper(text[at]) ? WordShape.Title
            : WordShape.Mixed;
        if ((word.Shape != WordShape.Lower || (word.Facts & WordFacts.AnyName) != 0) && end - at is > 2 and < 24)
        {
            word.Dictionaries = DictionaryWords.Of(hash);
        }

        return end;
    }
}
