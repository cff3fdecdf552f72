namespace Raum.Redaction;

/// <summary>A phone number behind an address, or its first digits, are no part of it: "5731 KT Mierlo, {0492}-66 10 84", "Leeds LS1 4AB, {01904 555 123}".</summary>
internal static class AddressPhone
{
    private const int Fewest = 9;
    private const int Longest = 20;
    private const int Code = 5;

    public static int Before(ReadOnlySpan<char> text, int start, int end)
    {
        if (end <= start || !char.IsAsciiDigit(text[end - 1]))
        {
            return end;
        }

        var (from, digits) = (end, 0);
        for (var at = end; at > start && end - at < Longest && IsPart(text[at - 1]); at--)
        {
            if (char.IsAsciiDigit(text[at - 1]))
            {
                (from, digits) = (at - 1, digits + 1);
            }
        }

        if (text[from] != '0' || from < start + Fewest || !(text[from - 1] == ' ' || text[from - 1] == '\n'))
        {
            return end;
        }

        for (var at = end; at < text.Length && at - end < Longest && IsPart(text[at]); at++)
        {
            digits += char.IsAsciiDigit(text[at]) ? 1 : 0;
        }

        var first = CodeDigits.Run(text, from);
        if (first - from == Code && first < text.Length && text[first] == ' ' && digits >= Code + Fewest)
        {
            // "08008 933123456": a postcode before it.
            return first;
        }

        return digits >= Fewest ? AddressCuts.TrimmedEnd(text, start, from) : end;
    }

    private static bool IsPart(char c) => char.IsAsciiDigit(c) || c is ' ' or '-' or '/' or '.';
}
