namespace Raum.Redaction;

/// <summary>A postcode that says to be one, behind a street or city: ", CEP 59300-000", " - CP 03100", " PLZ: 50667".</summary>
internal static class NamedCode
{
    private static readonly WordSet Words = Cues.Set("cep cp plz zip postcode postleitzahl");

    /// <summary>The end of the code; the place itself where none follows.</summary>
    public static int Read(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < 3 && text[at] is ' ' or ',' or '-' or '–' or '\n')
        {
            at++;
        }

        var isDotted = text[at..].StartsWith("C.P.", StringComparison.OrdinalIgnoreCase);
        var last = isDotted ? at + 4 : AddressWords.NameEnd(text, at);
        if (at == end || last - at < 2 || !(isDotted || Words.Contains(text[at..last])))
        {
            return end;
        }

        last += last < text.Length && text[last] is ':' or '.' ? 1 : 0;
        if (last >= text.Length || text[last] != ' ')
        {
            return end;
        }

        var digits = last + 1;
        while (digits < text.Length && digits - last < 7 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        var count = digits - last - 1;
        if (count is 4 or 5 && digits < text.Length && text[digits] == '-')
        {
            var tail = digits + 1;
            while (tail < text.Length && tail - digits < 4 && char.IsAsciiDigit(text[tail]))
            {
                tail++;
            }

            digits = tail - digits == 4 ? tail : digits;
        }

        return count is 4 or 5 ? digits : end;
    }
}
