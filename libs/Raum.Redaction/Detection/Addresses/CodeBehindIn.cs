namespace Raum.Redaction;

/// <summary>Postcode and city behind a small word: "Nürnberger Str. 230 {in 90762 Fürth", "Kerkweg 81 {in 3648 BL Wilnis", "rue Hoche 4 {à 1050 Ixelles".</summary>
internal static class CodeBehindIn
{
    /// <summary>The end of the city; the find's own where none follows.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int end)
    {
        var at = Code(text, start, end);
        if (at == 0)
        {
            return end;
        }

        var city = Digits(text, at) + 1;
        city += city + 2 < text.Length && char.IsAsciiLetterUpper(text[city + 1]) && text[city + 2] == ' ' ? 3 : 0;
        return AddressTail.PlaceEnd(text, city) is > 0 and var whole ? whole : AddressWords.NameEnd(text, city);
    }

    /// <summary>Where the postcode begins behind a find that ends with its number; 0 where none does.</summary>
    public static int Code(ReadOnlySpan<char> text, int start, int end)
    {
        if (end + 8 >= text.Length || end - start < 6 || text[end] != ' ' || !IsSmall(text, end + 1, out var at))
        {
            return 0;
        }

        var digits = Digits(text, at);
        if (
            !text[AddressWords.WordStart(text, end)..end].ContainsAnyInRange('0', '9')
            || digits - at is not (4 or 5)
            || digits + 3 >= text.Length
            || !char.IsUpper(text[digits + 1])
        )
        {
            return 0;
        }

        var name = AddressWords.NameEnd(text, digits + 1);
        // "in 1200 Metern", but "in 06108 Halle"
        var facts = NameWords.Of(text[(digits + 1)..name]);
        return (facts & WordFacts.Word) == 0 || (facts & WordFacts.Proper) != 0 ? at : 0;
    }

    private static bool IsSmall(ReadOnlySpan<char> text, int from, out int at)
    {
        var last = AddressWords.NameEnd(text, from);
        at = last + 1;
        return at + 6 < text.Length
            && text[last] == ' '
            && char.IsAsciiDigit(text[at])
            && text[from..last] is "in" or "à" or "a" or "en" or "em" or "te";
    }

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < 6 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end;
    }
}
