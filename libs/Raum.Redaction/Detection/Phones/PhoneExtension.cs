namespace Raum.Redaction;

/// <summary>What is dialled behind a phone number.</summary>
internal static class PhoneExtension
{
    /// <summary>Where the number ends with its "ext. 12", "x12", "Durchwahl 12".</summary>
    public static int End(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < 3 && text[at] is ' ' or ',')
        {
            at++;
        }

        foreach (
            var word in (ReadOnlySpan<string>)
                ["extension", "durchwahl", "interno", "ramal", "anexo", "toestel", "poste", "ext.", "ext", "int.", "dw", "x", "#"]
        )
        {
            if (text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                var digit = at + word.Length;
                while (digit < text.Length && digit - at < 12 && text[digit] is ' ' or '.' or ':')
                {
                    digit++;
                }

                var last = digit;
                while (last < text.Length && last - digit < 6 && char.IsAsciiDigit(text[last]))
                {
                    last++;
                }

                return last > digit ? last : end;
            }
        }

        return end;
    }
}
