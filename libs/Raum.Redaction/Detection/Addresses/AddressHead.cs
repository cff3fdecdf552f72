namespace Raum.Redaction;

/// <summary>What stands before the beginning of an address and belongs to it: a unit, the name of a house, a street with its number, lines above.</summary>
internal static class AddressHead
{
    private const int MostSteps = 3;
    private const int LongestLine = 48;

    /// <summary>A letter in quotes names no house: <c>"R", Rua</c>.</summary>
    private const int ShortestQuote = 8;

    /// <summary>Begin the names of houses, with a capital.</summary>
    private static readonly WordSet NameArticles = Cues.Set("les le la los las el il os as der die das den het");

    public static int Read(ReadOnlySpan<char> text, int start)
    {
        start = StartOfWord(text, start);
        for (var steps = 0; steps < MostSteps; steps++)
        {
            Work.Add(LongestLine);
            var next = Step(text, start);
            if (next == start)
            {
                break;
            }

            start = next;
        }

        return start;
    }

    /// <summary>"Nant-y-Coed": a find never begins within a word.</summary>
    private static int StartOfWord(ReadOnlySpan<char> text, int start)
    {
        if (start < 2 || !char.IsLetter(text[start]) || text[start - 1] != '-' || !char.IsLetter(text[start - 2]))
        {
            return start;
        }

        var from = start;
        while (from > 0 && start - from < LongestLine && (char.IsLetter(text[from - 1]) || text[from - 1] == '-'))
        {
            from--;
        }

        return from;
    }

    private static int Step(ReadOnlySpan<char> text, int start)
    {
        var next = Unit(text, start);
        if (next < start)
        {
            return next;
        }

        next = PrepositionStreet.Read(text, start);
        next = next < start ? next : KindBefore(text, start);
        next = next < start ? next : HouseOrStreet(text, start);
        next = next < start ? next : NameBeforeNumber(text, start);
        return next < start ? next : AddressLineAbove.Read(text, start);
    }

    private static int Unit(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end > 0 && start - end < 2 && text[end - 1] is ' ' or ',')
        {
            end--;
        }

        var from = AddressWords.WordStart(text, end);
        if (end == start || from == end)
        {
            return start;
        }

        var comma = text[end] == ',';
        var word = text[from..end];
        if (char.IsAsciiDigit(word[0]))
        {
            // "455, rue King": a house number; "Unit 9, Mill Lane": the number of a unit.
            var before = from;
            while (before > 0 && from - before < 3 && text[before - 1] is ' ' or '.' or '#')
            {
                before--;
            }

            var unit = AddressWords.WordStart(text, before);
            if (before < from && unit < before && AddressWords.Units.Contains(text[unit..before]))
            {
                return unit;
            }

            return comma && word.Length <= 5 && char.IsLower(text[start]) ? from : start;
        }

        if (comma && AddressWords.Units.Contains(word) && from > 1)
        {
            // "3rd Floor, 12 Main Street"
            var ordinal = AddressWords.WordStart(text, from - 1);
            return char.IsAsciiDigit(text[ordinal]) ? ordinal : start;
        }

        return start;
    }

    /// <summary>"Irarrázaval 3450 depto 1102": a number with a unit behind it is a house number, and its street stands before it.</summary>
    private static int NameBeforeNumber(ReadOnlySpan<char> text, int start)
    {
        var digits = start;
        while (digits < text.Length && digits - start < 6 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (start < 4 || text[start - 1] != ' ' || digits == start || digits + 2 > text.Length || text[digits] is not (' ' or ','))
        {
            return start;
        }

        var unit = digits + (text[digits] == ',' ? 2 : 1);
        if (unit >= text.Length || !AddressWords.Units.Contains(text[unit..AddressWords.NameEnd(text, unit)]))
        {
            return start;
        }

        var first = start;
        for (var words = 0; words < 3 && first > 1 && text[first - 1] == ' '; words++)
        {
            var word = WordBefore(text, first - 1);
            if (
                word == first - 1
                || !char.IsUpper(text[word])
                || (NameWords.Of(text[word..(first - 1)]) & (WordFacts.Word | WordFacts.Proper)) == WordFacts.Word
            )
            {
                break;
            }

            first = word;
        }

        return first;
    }

    /// <summary>"Borgo ", "vul. " before the name of a street, "Gut " before that of a house.</summary>
    private static int KindBefore(ReadOnlySpan<char> text, int start)
    {
        if (start < 3 || text[start - 1] != ' ' || !char.IsUpper(text[start]))
        {
            return start;
        }

        var end = BeforeArticle(text, start);
        end -= text[end - 2] == '.' ? 2 : 1;
        var from = AddressWords.WordStart(text, end);
        if (
            from == end
            || (
                end == start - 1
                && text[from..end] is not "Gran"
                && AddressWords.StreetsBefore.Contains(text[start..AddressWords.NameEnd(text, start)])
            )
        )
        {
            return start;
        }

        var word = text[from..end];
        return
            // "ul. Długa", "Al. Jerozolimskie"; not "al Apartado de Correos"
            (
                (word.Length > 2 || text[end] == '.' || char.IsUpper(word[0]))
                && word.Length > 1
                && (AddressWords.StreetsBefore.Contains(word) || word is "Gran")
            )
            || (word is "The" && IsLead(text, from))
            || (IsLead(text, from) && char.IsUpper(word[0]) && text[end] == ' ' && AddressWords.Homes.Contains(word))
            // "Bât. B2, étage 3"
            || (end == start - 2 && IsLead(text, from) && char.IsAsciiDigit(text[start + 1]) && AddressWords.Units.Contains(word))
            ? from
            : start;
    }

    /// <summary>"Résidence Les {Tilleuls".</summary>
    private static int BeforeArticle(ReadOnlySpan<char> text, int start)
    {
        var article = AddressWords.WordStart(text, start - 1);
        return
            article > 2 && text[article - 1] == ' ' && start - article is > 2 and < 5 && NameArticles.Contains(text[article..(start - 1)])
            ? article
            : start;
    }

    /// <summary>"The Old Net Loft, ", "22 Balblair Yard, " before a street or city.</summary>
    private static int HouseOrStreet(ReadOnlySpan<char> text, int start)
    {
        if (start < 8 || text[start - 1] != ' ' || text[start - 2] is not ',')
        {
            return start;
        }

        if (text[start - 3] is '"' or '”' or '“')
        {
            // "Tigh na Mara", in quotes
            var least = Math.Max(0, start - LongestLine);
            var quote = text[least..(start - 3)].LastIndexOfAny('"', '“', '„');
            return
                quote < 0
                || start - least - quote < ShortestQuote
                || text[least..start].Contains('\n')
                || !char.IsUpper(text[least + quote + 1])
                ? start
                : least + quote + 1;
        }

        return Named(text, start - 2, start, AddressWords.Units.Contains(text[start..AddressWords.NameEnd(text, start)]) ? 1 : 2);
    }

    /// <summary>One to five words with capitals up to a place that are a house or a street with its number.</summary>
    private static int Named(ReadOnlySpan<char> text, int end, int none, int fewest)
    {
        var from = end;
        var first = end;
        var isHouse = false;
        for (var words = 0; words < 5; words++)
        {
            var word = WordBefore(text, from);
            if (word == from)
            {
                break;
            }

            if (char.IsAsciiDigit(text[word]))
            {
                // "22 Balblair Yard": a short number begins it.
                if (words >= fewest && from - word <= 5 && IsLead(text, word))
                {
                    return word;
                }

                break;
            }

            if (!char.IsUpper(text[word]))
            {
                if (words == 0 || word == 0 || text[word - 1] != ' ' || !StreetWords.Articles.Contains(text[word..from]))
                {
                    break;
                }

                // "Condomínio Solar {das Palmeiras"
                from = word - 1;
                continue;
            }

            isHouse |= (words == 0 ? AddressWords.Houses : AddressWords.Homes).Contains(text[word..from]);
            first = word;
            if (word == 0 || text[word - 1] != ' ')
            {
                break;
            }

            from = word - 1;
        }

        return isHouse || WelshHouse.Is(text[first..end]) ? first : none;
    }

    private static int WordBefore(ReadOnlySpan<char> text, int end)
    {
        var from = end;
        while (from > 0 && end - from < 24 && (char.IsLetterOrDigit(text[from - 1]) || text[from - 1] is '\'' or '’' or '-'))
        {
            from--;
        }

        return from;
    }

    /// <summary>It begins a line, a field or a phrase.</summary>
    private static bool IsLead(ReadOnlySpan<char> text, int at) =>
        at == 0
        || text[at - 1] is '\n' or '"' or '“' or '(' or '\t'
        || (at > 1 && text[at - 1] == ' ' && (text[at - 2] is ':' or '|' or ',' or '>' or ';' || char.IsLower(text[at - 2])));
}
