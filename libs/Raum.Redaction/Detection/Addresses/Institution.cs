using System.Buffers;

namespace Raum.Redaction;

/// <summary>Hospitals, universities and institutes in Spanish, before whose street no home is meant: "Hospital Virgen del Rocío. Avda. Manuel Siurot, s/n. 41013 Sevilla".</summary>
/// <remarks>Clinical reports end with such lines of their authors. Their street is masked, their city is public.</remarks>
internal static class Institution
{
    private const int Reach = 90;

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["Hospital", "Universi", "Clínic", "Instituto", "Facultad", "Servicio de", "Forense", "Servei"],
        StringComparison.Ordinal
    );

    /// <summary>Somebody speaks of himself, and no author is named: "Trabajo en el Hospital La Paz. Vivo en …".</summary>
    private static readonly WordSet Own = Cues.Set("vivo vivimos vive resido reside mi mio mia");

    /// <summary>True where one stands on the line before this place.</summary>
    public static bool StandsBefore(ReadOnlySpan<char> text, int start)
    {
        Work.Add(Reach);
        var from = Math.Max(0, start - Reach);
        var before = text[from..start];
        return before[(before.LastIndexOf('\n') + 1)..].ContainsAny(Names) && !WordsBefore.Any(text, start, Reach, Own);
    }
}
