namespace Raum.Redaction;

/// <summary>What follows the end of an address: the rest of a city with hyphens, "(MI)", "am Wörthersee", a region, a country, a city behind its postcode.</summary>
internal static class AddressTail
{
    private const int MostSteps = 5;
    private const int LongestCode = 10;

    /// <summary>Where the address ends that was found up to a place. Looks at a bounded number of letters.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int end)
    {
        end = RestOfWord(text, end);
        end = NameBehindKind(text, start, end);
        end = AddressDoor.Read(text, start, end);
        end = AddressRegion.Rest(text, start, end);
        end = LongCity.Read(text, end);
        end = WithBracket(text, start, end);
        for (var steps = 0; steps < MostSteps; steps++)
        {
            Work.Add(LongestCode);
            var next = Step(text, start, end);
            if (next == end)
            {
                break;
            }

            end = next;
        }

        return StateSign.Read(text, start, WithBracket(text, start, end));
    }

    /// <summary>The bracket of "Napoli (NA)" belongs to it.</summary>
    private static int WithBracket(ReadOnlySpan<char> text, int start, int end) =>
        end < text.Length && text[end] == ')' && text[start..end].LastIndexOf('(') > text[start..end].LastIndexOf(')') ? end + 1 : end;

    private static int Step(ReadOnlySpan<char> text, int start, int end)
    {
        if (CodeBehindIn.Read(text, start, end) is var behind && behind > end)
        {
            return behind;
        }

        var code = CodeLength(text, start, end);
        if (
            start + 3 < end
            && text[end - 2] == ' '
            && text[end - 1] is 'i' or 'a'
            && end + 2 < text.Length
            && text[end] == '.'
            && char.IsUpper(text[end + 2])
        )
        {
            // "Langnau i. E."
            return end + 3 == text.Length || !char.IsLetter(text[end + 3]) ? end + 3 : end;
        }

        if (code == 5 && char.IsLower(text[start]) && end + 1 < text.Length && char.IsLower(text[end + 1]))
        {
            // "plaza mayor 7\n37002 {salamanca"
            return LowerCasePlace.City(text, end);
        }

        var city = CityBehind(text, end, code > 0, end - start == code);
        if (city > end)
        {
            return city;
        }

        var next = HasCode(text[start..end]) ? PlaceNote.Read(text, end) : NextLine(text, end);
        next = next > end ? next : AddressCountry.Read(text, end);
        next = next > end ? next : DashedPlace.Read(text, start, end);
        return next > end ? next : NamedCode.Read(text, end);
    }

    /// <summary>"VAULX-EN-VELIN", "Saint-Denis": a find never ends within a word.</summary>
    private static int RestOfWord(ReadOnlySpan<char> text, int end)
    {
        if (
            end < 3
            || end + 1 >= text.Length
            || !char.IsLetter(text[end - 1])
            || !char.IsLetter(text[end - 2])
            || text[end] != '-'
            || !char.IsLetter(text[end + 1])
        )
        {
            return end;
        }

        return AddressWords.NameEnd(text, end + 1);
    }

    /// <summary>"2350, boul. Laurier": the name of a street behind its kind.</summary>
    private static int NameBehindKind(ReadOnlySpan<char> text, int start, int end)
    {
        var kind = AddressWords.WordStart(text, end);
        if (
            kind <= start
            || end + 2 >= text.Length
            || text[end] != '.'
            || text[end + 1] != ' '
            || !char.IsUpper(text[end + 2])
            || !AddressWords.StreetsBefore.Contains(text[kind..end])
        )
        {
            return end;
        }

        return AddressWords.NameEnd(text, end + 2);
    }

    /// <summary>The postcode at the end of a find, in letters; 0 when there is none. House numbers count less: five digits, four behind a comma or line end, and forms with a sign.</summary>
    private static int CodeLength(ReadOnlySpan<char> text, int start, int end)
    {
        var from = end;
        while (from > start && end - from < LongestCode && (char.IsAsciiDigit(text[from - 1]) || text[from - 1] == '-'))
        {
            from--;
        }

        var code = text[from..end];
        if (from > start && char.IsLetterOrDigit(text[from - 1]))
        {
            return 0;
        }

        var sign = code.IndexOf('-');
        var isCode =
            sign < 0 ? code.Length is 4 or 5
            : code.LastIndexOf('-') != sign ? false
            : (sign, code.Length - sign - 1) is (4, 3) or (5, 3) or (2, 3);
        return isCode ? code.Length : 0;
    }

    /// <summary>A city behind the postcode, and a listed one behind a comma.</summary>
    private static int CityBehind(ReadOnlySpan<char> text, int end, bool isCode, bool isAlone)
    {
        var from = end;
        while (from < text.Length && from - end < 2 && text[from] is ' ' or ',')
        {
            from++;
        }

        var last = AddressWords.NameEnd(text, from);
        if (from == end || last - from < 3 || !char.IsUpper(text[from]))
        {
            return end;
        }

        if (last + 1 < text.Length && text[last] == ' ' && char.IsAsciiDigit(text[last + 1]))
        {
            // A street with its number: an address goes on there.
            return end;
        }

        if (isCode && text[end] == ' ')
        {
            var whole = PlaceEnd(text, from);
            last = whole > 0 ? whole : last;
            if (isAlone && (whole == 0 || (text[..end].LastIndexOf('\n') is var line && line + 7 < end)))
            {
                return end;
            }
        }

        var facts = NameWords.Of(text[from..AddressWords.NameEnd(text, from)]);
        return
            (isCode && text[end] != ',' && ((facts & WordFacts.Word) == 0 || IsListedCity(text, end, from, last, facts)))
            || (text[end] == ',' && (facts & WordFacts.Proper) != 0 && !AddressWords.Weekdays.Contains(text[from..last]))
            ? last
            : end;
    }

    /// <summary>"28041 Madrid", "84013 Cava de' Tirreni": a word of the language that is a place, behind five digits.</summary>
    private static bool IsListedCity(ReadOnlySpan<char> text, int end, int from, int last, WordFacts facts) =>
        end > 5
        && !text[(end - 5)..end].ContainsAnyExceptInRange('0', '9')
        && ((facts & WordFacts.Proper) != 0 || text[from..last].Contains(" de", StringComparison.Ordinal));

    /// <summary>One to four words of a place where a sign or the line ends behind them; 0 otherwise.</summary>
    public static int PlaceEnd(ReadOnlySpan<char> text, int from)
    {
        var at = from;
        for (var words = 0; words < 4; words++)
        {
            var last = AddressWords.NameEnd(text, at);
            if (last == at || !(char.IsUpper(text[at]) || last - at <= 3))
            {
                return 0;
            }

            if (last + 2 < text.Length && words > 0 && text[last] is '\'' or '’')
            {
                // "Cava de' Tirreni"
                at = last + 2;
                continue;
            }

            if (words > 0 && AddressWords.Contacts.Contains(text[at..last]))
            {
                // "41013 Sevilla Tel."
                return at - 1;
            }

            if (last + 1 >= text.Length || text[last + 1] == '(' || text[last] is '\n' or '\r' or ',' or '.' or ';' or ')' or '|' or '\t')
            {
                return char.IsUpper(text[at]) ? last : 0;
            }

            if (text[last] != ' ')
            {
                return 0;
            }

            at = last + 1;
        }

        return 0;
    }

    /// <summary>The next line is postcode and city and nothing else.</summary>
    private static int NextLine(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < 6 && text[at] is ' ' or ',' or '\r' or '\n' or '>')
        {
            at++;
        }

        var digits = at;
        while (digits < text.Length && digits - at < 6 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return text[end..at].Count('\n') == 1 && PlaceLine.TryRead(text, at, at, digits, out var place) ? place.End : end;
    }

    /// <summary>Four digits in a row: a postcode, as a rule.</summary>
    public static bool HasCode(ReadOnlySpan<char> address)
    {
        var run = 0;
        foreach (var c in address)
        {
            run = char.IsAsciiDigit(c) ? run + 1 : 0;
            if (run >= 4)
            {
                return true;
            }
        }

        return false;
    }
}
