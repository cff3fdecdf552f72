namespace Raum.Redaction;

/// <summary>A word that touches the number of a phone, and is no part of a longer token: "Tel.0612345678", "Mobile-07700900118", "call me at #07700 900118", "0170 1234567danke", "07700900118/Jane".</summary>
internal static class PhoneLabel
{
    /// <summary>Fewer letters may belong to a code: "07700900118AB".</summary>
    private const int ShortestWord = 3;

    /// <summary>True where the number stands but for such words, and is called a phone's; a name that touches it needs no such word.</summary>
    public static bool Touches(ReadOnlySpan<char> text, int start, int end)
    {
        var isName = IsNameBefore(text, start);
        var mark = isName || IsMark(text, start);
        var last = ValueToken.WordEnd(text, end);
        var isWord = last - end >= ShortestWord && !text[end..last].ContainsAnyInRange('A', 'Z');
        var isNameBehind = IsNameBehind(text, end);
        // With the sign or the letters away it stands.
        return (mark || isWord || isNameBehind)
            && NumberDetector.Stands(
                text[(mark ? start : 0)..(isWord || isNameBehind ? end : text.Length)],
                mark ? 0 : start,
                mark ? end - start : end
            )
            && ((isName || !mark) && !isWord || Cues.CallsPhone(text, start));
    }

    /// <summary>A sign behind the word, which is no part of a link or of another token.</summary>
    private static bool IsMark(ReadOnlySpan<char> text, int start)
    {
        if (start < 2 || text[start - 1] is not ('.' or '-' or '/' or '#' or '_'))
        {
            return false;
        }

        var word = AddressWords.WordStart(text, start - 1);
        return word == start - 1 ? text[start - 1] == '#' : Begins(text, word);
    }

    /// <summary>"Jane/07700900118".</summary>
    private static bool IsNameBefore(ReadOnlySpan<char> text, int start)
    {
        if (start < ShortestWord + 1 || text[start - 1] is not ('-' or '/'))
        {
            return false;
        }

        var word = AddressWords.WordStart(text, start - 1);
        return Begins(text, word) && IsName(text[word..(start - 1)]);
    }

    /// <summary>"07700900118-Jane".</summary>
    private static bool IsNameBehind(ReadOnlySpan<char> text, int end) =>
        end + ShortestWord < text.Length
        && text[end] is '-' or '/'
        && ValueToken.WordEnd(text, end + 1) is var last
        && IsName(text[(end + 1)..last]);

    private static bool IsName(ReadOnlySpan<char> word) =>
        word.Length >= ShortestWord
        && char.IsUpper(word[0])
        && char.IsLower(word[^1])
        && (NameWords.Of(word) & (WordFacts.Given | WordFacts.Surname)) != 0;

    private static bool Begins(ReadOnlySpan<char> text, int word) =>
        word == 0 || text[word - 1] is ' ' or '\n' or '\t' or '(' or ',' or ';' or '|' or ':';
}
