namespace Raum.Redaction;

/// <summary>Two streets that cross are where something happened, and nobody's home: "Av. Alemania con Dinamarca, Temuco", "Ecke Hauptstraße und Lindenweg".</summary>
internal static class Crossing
{
    private const int Reach = 24;

    private static readonly WordSet Signs = Cues.Set("con esquina esq ecke corner angle angolo hoek cruce junction kreuzung");

    /// <summary>Somebody's all the same: "Vivo en Av. Alemania con Dinamarca".</summary>
    private static readonly WordSet Homes = Cues.Set(
        "vivo vive vivimos viven moro mora moramos resido reside live lives living wohne wohnt wohnen abito abita abitiamo habite habitons habitent woon woont wonen address direccion domicilio"
    );

    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        var value = text[start..end];
        if (value.ContainsAnyInRange('0', '9') || value.Contains('\n'))
        {
            return false;
        }

        for (var at = 0; Lexicon.NextWord(value, ref at, out var word); )
        {
            if (Signs.Contains(value[word..at]) && !IsName(value, at))
            {
                return !WordsBefore.Any(text, start, Reach, Homes);
            }
        }

        return false;
    }

    /// <summary>"Corner {Cottage", "Junction {Road", "Hoek {van Holland".</summary>
    private static bool IsName(ReadOnlySpan<char> value, int at)
    {
        if (at + 1 >= value.Length || value[at] != ' ')
        {
            return false;
        }

        var next = value[(at + 1)..AddressWords.NameEnd(value, at + 1)];
        return AddressWords.Houses.Contains(next) || AddressWords.Streets.Contains(next) || next is "van";
    }
}
