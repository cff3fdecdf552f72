namespace Raum.Redaction;

/// <summary>What stands before a street and is no part of it: "Aufgang {Karl-Marx-Allee 141", "z. Zt. {Forsthaus", "Filiale {Schillerplatz 5", <c>"R", {Rua</c>.</summary>
internal static class AddressLead
{
    private const int MostWords = 3;
    private const int LongestQuote = 4;

    /// <summary>Parts of houses, shops and times that are no address.</summary>
    private static readonly WordSet Places = Cues.Set(
        "aufgang treppenhaus hauseingang objekt liegenschaft immobilie wohnhaus wohnobjekt mietobjekt filiale niederlassung portiek filiaal pand sucursal zt zzt derzeit momentan aktuell hausnummer "
            + "parkplatz tiefgarage baustelle grundstuck heizung aufzug lieferung abholung treppenaufgang mehrfamilienhaus haus"
    );

    public static int After(ReadOnlySpan<char> text, int start, int end)
    {
        var quote = text[start..Math.Min(end, start + LongestQuote)].IndexOfAny('"', '”', '“');
        if (quote > 0 && start + quote + 3 < end && text[start + quote + 1] == ',' && text[start + quote + 2] == ' ')
        {
            return start + quote + 3;
        }

        var from = start;
        var at = start;
        for (var words = 0; words < MostWords && at < end; words++)
        {
            var last = AddressWords.NameEnd(text, at);
            if (last == at)
            {
                break;
            }

            var isPlace = Places.Contains(text[at..last]);
            last += last < end && text[last] == '.' ? 1 : 0;
            if (last + 1 >= end || text[last] is not (' ' or ':'))
            {
                break;
            }

            at = last + 1;
            from = isPlace && IsStreet(text[at..end]) ? at : from;
        }

        return from;
    }

    /// <summary>A name in one or two words, and its number: "Karl-Marx-Allee 141", "Lange Reihe 22"; a lone number is that of the place: "Haus 3".</summary>
    private static bool IsStreet(ReadOnlySpan<char> rest)
    {
        var stop = rest.IndexOfAny(',', '\n');
        var part = stop < 0 ? rest : rest[..stop];
        return part.IndexOfAnyInRange('0', '9') > 4;
    }
}
