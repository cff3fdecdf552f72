namespace Raum.Redaction;

/// <summary>Figures behind words that are no address: a branch of a bank, a postcode of the tax office's, how many are affected.</summary>
internal static class NoAddress
{
    private const int LongestCount = 5;

    /// <summary>Are counted behind a street: "chemin du Port, 214 {foyers concernés".</summary>
    private static readonly WordSet Counted = Cues.Set(
        "foyers clients abonnes logements habitants maisons personnes viviendas hogares clientes abonados vecinos usuarios personas haushalte haushalten kunden wohnungen anwohner personen homes customers households properties premises "
            + "clienti utenti famiglie abitazioni casas moradores lares familias huishoudens klanten woningen adressen metros meters metres metri"
    );

    public static bool Is(ReadOnlySpan<char> text, int start, int end) =>
        IsMinutes(text, start)
        || IsBranch(text[start..end])
        || IsFiscal(text, start, end)
        || IsNumbered(text, start, end)
        || IsCount(text, start, end);

    /// <summary>Numbers that belong to an address.</summary>
    private static readonly WordSet OfHouses = Cues.Set(
        "nummer hausnummer huisnummer wohnungsnummer turnummer topnummer stiegennummer postnummer straatnummer strassennummer appartementnummer busnummer"
    );

    /// <summary>"17:{40 Grenze St. Margrethen": the rest of a time.</summary>
    private static bool IsMinutes(ReadOnlySpan<char> text, int start) =>
        start > 1
        && start + 1 < text.Length
        && text[start - 1] == ':'
        && char.IsAsciiDigit(text[start - 2])
        && char.IsAsciiDigit(text[start]);

    /// <summary>"ag. 1182 c/c 40917-6 Bradesco".</summary>
    private static bool IsBranch(ReadOnlySpan<char> value)
    {
        if (value.Length < 8 || value[0] is not ('a' or 'A'))
        {
            return false;
        }

        var word = AddressWords.NameEnd(value, 0);
        return value[..word] is "ag" or "Ag" or "AG" or "agência" or "Agência" or "agencia" or "Agencia"
            && value.Contains("c/c", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>"CP fiscal: 72160".</summary>
    private static bool IsFiscal(ReadOnlySpan<char> text, int start, int end) =>
        end - start == 5
        && !text[start..end].ContainsAnyExceptInRange('0', '9')
        && NameContext.SpanBefore(text, start, out _).Equals("fiscal", StringComparison.OrdinalIgnoreCase);

    /// <summary>"Kundennummer: 13262", "Klantnummer: 14203".</summary>
    private static bool IsNumbered(ReadOnlySpan<char> text, int start, int end)
    {
        if (text[start..end].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var label = NameContext.SpanBefore(text, start, out _);
        return label.EndsWith("nummer", StringComparison.OrdinalIgnoreCase) && !OfHouses.Contains(label);
    }

    /// <summary>The only number of a street is that of what is counted.</summary>
    private static bool IsCount(ReadOnlySpan<char> text, int start, int end)
    {
        if (end + 4 >= text.Length || text[end] != ' ' || !char.IsLetter(text[end + 1]) || !char.IsAsciiDigit(text[end - 1]))
        {
            return false;
        }

        var number = AddressWords.WordStart(text, end);
        return number > start + 4
            && end - number <= LongestCount
            && text[number - 1] == ' '
            && text[number - 2] == ','
            && !text[start..number].ContainsAnyInRange('0', '9')
            && Counted.Contains(text[(end + 1)..AddressWords.NameEnd(text, end + 1)]);
    }
}
