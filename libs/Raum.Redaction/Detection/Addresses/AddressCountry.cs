namespace Raum.Redaction;

/// <summary>A country, state or province behind an address.</summary>
internal static class AddressCountry
{
    /// <summary>", Ireland", " / Österreich" on the next line, ", Tamil Nadu", ", Lagos State".</summary>
    public static int Read(ReadOnlySpan<char> text, int end)
    {
        var at = AfterSeparator(text, end, out var isApart);
        if (at == end || at >= text.Length || !char.IsUpper(text[at]))
        {
            return end;
        }

        var last = AddressWords.NameEnd(text, at);
        if (last + 1 < text.Length && text[last] == ' ' && char.IsUpper(text[last + 1]))
        {
            var second = AddressWords.NameEnd(text, last + 1);
            var name = text[at..second];
            if (isApart && (AddressWords.LongCountries.ContainsValue(name) || AddressWords.LongRegions.ContainsValue(name)))
            {
                return second;
            }
        }

        if (isApart && AddressRegion.Read(text, at) is var region && region > at)
        {
            return region;
        }

        var word = text[at..last];
        return isApart && IsWhole(text, last) && (AddressWords.Countries.Contains(word) || AddressWords.Regions.Contains(word))
            ? last
            : end;
    }

    /// <summary>Nothing but a sign or a line end follows: "Jordan called" is no country.</summary>
    private static bool IsWhole(ReadOnlySpan<char> text, int at) =>
        at == text.Length
        || text[at] is '.' or ',' or ';' or '\n' or '\r' or ')' or '|' or '\t' or '!' or '?' or '"' or ':'
        || IsLower(text, at);

    private static bool IsLower(ReadOnlySpan<char> text, int at) => at + 1 < text.Length && text[at] == ' ' && char.IsLower(text[at + 1]);

    private static int AfterSeparator(ReadOnlySpan<char> text, int end, out bool isApart)
    {
        var at = end;
        while (at < text.Length && at - end < 6 && text[at] is ' ' or ',' or '\n' or '\r' or '>' or '|')
        {
            if (text[at] == '\n' && text[end..at].Contains('\n'))
            {
                isApart = false;
                return end;
            }

            at++;
        }

        isApart = text[end..at].ContainsAny(',', '\n', '|');
        return at;
    }
}
