namespace Raum.Redaction;

/// <summary>The parts of an address between commas, read backwards: "Apartment 5", "The Tannery", "Watercourse Road".</summary>
internal static class AddressParts
{
    public const int Longest = 40;

    /// <summary>May stand between the names of a place: "Graigue na Manach".</summary>
    private static readonly WordSet Small = Cues.Set("of na an the upper lower");

    /// <summary>Before spaces and one comma or line end.</summary>
    public static int BeforeSeparator(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end > 0 && at - end < 3 && text[end - 1] is ' ' or ',' or ':')
        {
            end--;
        }

        return end;
    }

    /// <summary>Where the words begin that stand before a comma and have capitals or figures: "Apartment 5", "Co. Kildare"; its end when there are none.</summary>
    public static int Start(ReadOnlySpan<char> text, int end, bool isSmall)
    {
        Work.Add(Longest);
        var from = end;
        for (var at = end; end - at < Longest; )
        {
            var word = at;
            while (word > 0 && end - word < Longest && (char.IsLetterOrDigit(text[word - 1]) || text[word - 1] is '\'' or '’' or '-'))
            {
                word--;
            }

            if (word == at)
            {
                break;
            }

            var name = text[word..at];
            var isName = isSmall ? !StreetWords.NoNames.Contains(name) : char.IsUpper(name[0]) || char.IsAsciiDigit(name[0]);
            if (!isName && (isSmall || from == end || !Small.Contains(name)))
            {
                break;
            }

            from = isName ? word : from;
            if (word < 2 || text[word - 1] != ' ')
            {
                break;
            }

            // "Co. Kildare", "St. Mary's Terrace"
            at = word - 1 - (text[word - 2] == '.' && word > 4 && text[word - 5] is ' ' or ',' ? 1 : 0);
            if (isSmall && char.IsAsciiDigit(name[0]))
            {
                break;
            }
        }

        return from;
    }
}
