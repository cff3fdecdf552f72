namespace Raum.Redaction;

/// <summary>The sentence or field that begins behind postcode and city is no part of the address.</summary>
internal static class AddressSentence
{
    /// <summary>"9051 Gent. Rijksregisternr", "20099 Hamburg: Heizung": a sentence that begins behind postcode and city.</summary>
    public static int Before(ReadOnlySpan<char> text, int start, int end)
    {
        var digits = 0;
        var hasCode = false;
        for (var at = start; at < end; at++)
        {
            digits = char.IsAsciiDigit(text[at]) ? digits + 1 : 0;
            hasCode |= digits >= 4;
            if (hasCode && text[at] is '.' or ':' && at + 2 < end && text[at + 1] == ' ' && char.IsLetter(text[at + 2]))
            {
                var word = AddressWords.WordStart(text, at);
                if (
                    at - word >= (text[at] == ':' ? 3 : 4)
                    && char.IsLetter(text[word])
                    && !(text[at] == ':' ? AddressWords.Fields.Contains(text[word..at]) : IsAbbreviated(text[word..at]))
                )
                {
                    return at;
                }
            }
        }

        var last = AddressWords.WordStart(text, end);
        return last > start + 2 && text[last - 2] == ',' && AddressWords.Weekdays.Contains(text[last..end])
            ? AddressCuts.TrimmedEnd(text, start, last)
            : end;
    }

    /// <summary>"Depto. B", "Edif. Torre": its dot ends no sentence.</summary>
    private static bool IsAbbreviated(ReadOnlySpan<char> word) =>
        AddressWords.Units.Contains(word) || AddressWords.Homes.Contains(word) || AddressWords.IsStreet(word);
}
