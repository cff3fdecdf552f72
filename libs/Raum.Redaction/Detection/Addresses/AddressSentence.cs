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
                    // "28001 Madrid. Piso 3"
                    && !AddressWords.Units.Contains(text[(at + 2)..AddressWords.NameEnd(text, at + 2)])
                    && !(text[at] == ':' ? AddressWords.Fields.Contains(text[word..at]) : IsAbbreviated(text[word..at]))
                )
                {
                    return text[at] == ':' ? BeforeLabel(text, start, word, at) : at;
                }
            }
        }

        var last = AddressWords.WordStart(text, end);
        return last > start + 2 && text[last - 2] == ',' && AddressWords.Weekdays.Contains(text[last..end])
            ? AddressCuts.TrimmedEnd(text, start, last)
            : end;
    }

    /// <summary>"28046 Madrid {E-mail:": the label of the next field goes too.</summary>
    private static int BeforeLabel(ReadOnlySpan<char> text, int start, int word, int at)
    {
        word -= word > start + 2 && text[word - 1] == '-' ? 2 : 0;
        return AddressWords.Contacts.Contains(text[word..at]) ? AddressCuts.TrimmedEnd(text, start, word) : at;
    }

    /// <summary>"Depto. B", "Edif. Torre": its dot ends no sentence.</summary>
    private static bool IsAbbreviated(ReadOnlySpan<char> word) =>
        AddressWords.Units.Contains(word)
        || AddressWords.Homes.Contains(word)
        || AddressWords.Houses.Contains(word)
        || AddressWords.IsStreet(word);
}
