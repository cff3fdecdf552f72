namespace Raum.Redaction;

/// <summary>The rest of a street whose name has no capitals, its number and its door: "Calle portero del" in "Calle portero del cura 94, 2, B".</summary>
internal static class AddressDoor
{
    private const int MostWords = 6;

    /// <summary>Where the number or door ends behind a find that begins with a kind of street and has no number yet; its end when there is none.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int end)
    {
        var kind = AddressWords.NameEnd(text, start);
        if (kind - start < 2 || kind > end || !AddressWords.StreetsBefore.Contains(text[start..kind]))
        {
            return end;
        }

        if (!text[start..end].ContainsAnyInRange('0', '9'))
        {
            var number = Number(text, end);
            if (number == end)
            {
                return end;
            }

            end = number;
        }

        return Doors(text, end);
    }

    private static int Number(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        for (var words = 0; words < MostWords && at + 1 < text.Length; words++)
        {
            var from = at + (text[at] is ',' or '.' ? 1 : 0);
            if (from + 1 >= text.Length || text[from] != ' ')
            {
                return end;
            }

            from++;
            var digits = DigitsEnd(text, from);
            if (digits > from)
            {
                return digits - from > 4 ? end : LetterEnd(text, digits);
            }

            at = AddressWords.NameEnd(text, from);
            if (at == from || (text[from - 2] is ',' or '.' && from - 2 > end))
            {
                return end;
            }
        }

        return end;
    }

    /// <summary>", 2, B", ", 11A", ", 3 C": up to a sign or the end of the line.</summary>
    private static int Doors(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        for (var doors = 0; doors < 3; doors++)
        {
            var from = at + (at < text.Length && text[at] is ',' or '.' ? 1 : 0);
            from += from < text.Length && text[from] == ' ' ? 1 : 0;
            var digits = DigitsEnd(text, from);
            if (from == at || digits - from > 2)
            {
                break;
            }

            var last = LetterEnd(text, digits);
            if (last == from)
            {
                break;
            }

            at = last;
        }

        return at == end || at == text.Length || text[at] is '.' or '\n' or '\r' or ',' or ';' or ')' ? at : end;
    }

    private static int DigitsEnd(ReadOnlySpan<char> text, int from)
    {
        var at = from;
        while (at < text.Length && at - from < 6 && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Behind one letter that is a word of its own or ends the number.</summary>
    private static int LetterEnd(ReadOnlySpan<char> text, int at) =>
        at < text.Length && char.IsAsciiLetter(text[at]) && (at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1])) ? at + 1 : at;
}
