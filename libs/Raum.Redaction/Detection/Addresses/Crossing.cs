namespace Raum.Redaction;

/// <summary>Two streets that cross are where something happened, and nobody's home: "Av. Alemania con Dinamarca, Temuco", "Ecke Hauptstraße und Lindenweg".</summary>
internal static class Crossing
{
    private static readonly WordSet Signs = Cues.Set("con esquina esq ecke corner angle angolo hoek cruce junction kreuzung");

    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        var value = text[start..end];
        if (value.ContainsAnyInRange('0', '9'))
        {
            return false;
        }

        for (var at = 0; Lexicon.NextWord(value, ref at, out var word); )
        {
            if (Signs.Contains(value[word..at]))
            {
                return true;
            }
        }

        return false;
    }
}
