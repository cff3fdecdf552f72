namespace Raum.Redaction;

/// <summary>Postcode and city, or a state, behind a dash: "via Paderno, 17 - 24068 Seriate BG", "Hauptstr. 12 – 79098 Freiburg", "Pirenópolis - GO"; behind a door also after a comma.</summary>
internal static class DashedPlace
{
    private const int ReachOfLead = 24;

    /// <summary>Brazil's states.</summary>
    private static readonly WordSet States = Cues.Set("ac al am ap ba ce df es go ma mg ms mt pa pb pe pi pr rj rn ro rr rs sc se sp to");

    private static readonly WordSet Floors = Cues.Set(
        "piso andar planta piano etage stock stockwerk og floor verdieping puerta derecha izquierda dcha izda"
    );

    private static readonly WordSet Rooms = Cues.Set("zimmer kamer room");

    private static readonly WordSet Measures = Cues.Set(
        "euro euros eur chf franken francs dollar dollars pesos reais gbp pfund quadratmeter qm liter stuck teile kwh watt kcal"
    );

    /// <summary>The end of the city; the place itself where no postcode and city follow.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int end)
    {
        if (IsState(text, end))
        {
            return end + 5;
        }

        if (Institution.StandsBefore(text, end))
        {
            return end;
        }

        // "chalet 14, 28290 Las Rozas", "Vivo en Calle Olmo 3. 28001 Madrid"
        var isPoint = end < text.Length && text[end] == '.' && WordsBefore.Any(text, start, ReachOfLead, AddressWords.Leads);
        var isComma =
            end > 0 && end < text.Length && (isPoint || text[end] == ',') && !AddressTail.HasCode(text[start..end]) && IsDoor(text, end);
        var at = end + (isComma ? 2 : 3);
        if (end + 8 >= text.Length || text[at - 1] != ' ' || (!isComma && (text[end] != ' ' || text[end + 1] is not ('-' or '–' or '—'))))
        {
            return end;
        }

        var digits = at;
        while (digits < text.Length && digits - at < 6 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        var isLong = digits - at == 5;
        if (digits - at == 4 && digits + 4 < text.Length && text[digits] == '-')
        {
            // "4050-262 Porto"
            isLong = true;
            digits += 4;
        }

        if (digits - at < 4 || digits + 3 > text.Length || text[digits] != ' ' || !char.IsUpper(text[digits + 1]))
        {
            return end;
        }

        var last = AddressWords.NameEnd(text, digits + 1);
        var facts = NameWords.Of(text[(digits + 1)..last]);
        if (isLong && AddressTail.PlaceEnd(text, digits + 1) is var whole && whole > last)
        {
            // "28290 Las Rozas", with a sign behind it
            return whole;
        }

        return isLong || (facts & WordFacts.Word) == 0 ? last : end;
    }

    /// <summary>It ends with a number or the letter of a door: "àtic 2a". A street that ends with its name is left as the model read it.</summary>
    private static bool IsDoor(ReadOnlySpan<char> text, int end) =>
        text[AddressWords.WordStart(text, end)..end].ContainsAnyInRange('0', '9')
        || text[..end].EndsWith("s/n", StringComparison.Ordinal)
        || (end > 2 && char.IsUpper(text[end - 1]) && text[end - 2] is ' ' or 'º' or 'ª');

    /// <summary>" - GO" behind the name of a city.</summary>
    private static bool IsState(ReadOnlySpan<char> text, int end) =>
        end > 2
        && end + 5 <= text.Length
        && text[end] == ' '
        && text[end + 1] is '-' or '–'
        && text[end + 2] == ' '
        && char.IsAsciiLetterUpper(text[end + 3])
        && char.IsAsciiLetterUpper(text[end + 4])
        && char.IsLower(text[end - 1])
        && States.Contains(text.Slice(end + 3, 2))
        && (end + 5 == text.Length || !char.IsLetterOrDigit(text[end + 5]));

    /// <summary>"Lindenweg 3 {- 2 Zimmer", "Hauptstraße 12 {- 1200 Euro": what is counted behind a dash is no place.</summary>
    public static int Before(ReadOnlySpan<char> text, int start, int end)
    {
        var dash = text[start..end].LastIndexOfAny('-', '–') + start;
        if (dash < start + 4 || dash + 4 > end || text[dash - 1] != ' ' || text[dash + 1] != ' ' || !char.IsAsciiDigit(text[dash + 2]))
        {
            return end;
        }

        var at = dash + 2;
        while (at < end && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at + 2 >= end || text[at] != ' ')
        {
            return end;
        }

        var word = text[(at + 1)..AddressWords.NameEnd(text, at + 1)];
        if (word.Length <= 2 || Floors.Contains(word))
        {
            return end;
        }

        // "- 8636 Wald": with four figures a name may be a city's, unless it is one of these.
        var isThing =
            at - dash < 6
                ? Rooms.Contains(word)
                    || (!AddressWords.Units.Contains(word) && (NameWords.Of(word) & (WordFacts.Word | WordFacts.Proper)) == WordFacts.Word)
                : Measures.Contains(word);
        return isThing ? dash - 1 : end;
    }
}
