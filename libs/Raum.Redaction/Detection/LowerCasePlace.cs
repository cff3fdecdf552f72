namespace Raum.Redaction;

/// <summary>Postcode and city behind a street in lower case: ", bristol bs6 7tu", ", 69003 lyon", " tulsa ok 74105".</summary>
internal static class LowerCasePlace
{
    private const int MostWords = 3;

    /// <summary>Where the address ends; where the street does when no postcode follows.</summary>
    public static int End(ReadOnlySpan<char> text, int street)
    {
        var at = street;
        for (var words = 0; words <= MostWords; words++)
        {
            at += at < text.Length && text[at] == ',' ? 1 : 0;
            if (at + 1 >= text.Length || text[at] != ' ')
            {
                break;
            }

            at++;
            if (Code(text, at) is > 0 and var code)
            {
                return words == 0 ? City(text, code) : code;
            }

            var end = AddressWords.NameEnd(text, at);
            if (end == at)
            {
                break;
            }

            at = end;
        }

        return street;
    }

    /// <summary>"bs6 7tu", "1016 ea", "4050-262", "69003"; 0 when there is none.</summary>
    private static int Code(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-'))
        {
            end++;
        }

        var code = text[at..end];
        if (code.Length is < 2 or > 8 || !code.ContainsAnyInRange('0', '9'))
        {
            return 0;
        }

        if (char.IsAsciiLetter(code[0]))
        {
            // British: one or two letters, a figure or two.
            return
                code.Length <= 4
                && end + 4 <= text.Length
                && text[end] == ' '
                && char.IsAsciiDigit(text[end + 1])
                && char.IsAsciiLetter(text[end + 2])
                && char.IsAsciiLetter(text[end + 3])
                && (end + 4 == text.Length || !char.IsLetterOrDigit(text[end + 4]))
                ? end + 4
                : 0;
        }

        var isNumber = !code.ContainsAnyExceptInRange('0', '9');
        if (isNumber && code.Length == 4)
        {
            return
                end + 3 <= text.Length
                && text[end] == ' '
                && char.IsAsciiLetter(text[end + 1])
                && char.IsAsciiLetter(text[end + 2])
                && (end + 3 == text.Length || !char.IsLetterOrDigit(text[end + 3]))
                ? end + 3
                : end;
        }

        return (isNumber && code.Length == 5) || (code is [_, _, _, _, '-', _, _, _] && !code[5..].ContainsAnyExceptInRange('0', '9')) ? end : 0;
    }

    /// <summary>The word behind a postcode.</summary>
    private static int City(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 >= text.Length || text[end] != ' ')
        {
            return end;
        }

        var last = AddressWords.NameEnd(text, end + 1);
        var word = text[(end + 1)..last];
        return word.Length > 2 && (NameWords.Of(word) & WordFacts.Word) == 0 ? last : end;
    }
}
