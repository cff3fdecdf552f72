namespace Raum.Redaction;

/// <summary>"M." before a name, which is a title in French and an initial elsewhere.</summary>
internal static class Monsieur
{
    private static readonly WordSet Before = Cues.Set("chef directeur gerant patron voisin mari conseiller collegue");

    /// <summary>The first word of the name: "le dossier de M. d'Aubigny", "i. A. Nowak".</summary>
    public static int Behind(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        last > first + 1
        && words[first] is { Shape: WordShape.Initial, Known: 0 }
        && words[first + 1] is { Shape: WordShape.Sign, Key: '.' }
        && (
            (text[words[first].Start] == 'M' && OtherPerson.IsFrench(NameContext.SpanBefore(text, words[first].Start, out _)))
            || (text[words[first].Start] == 'A' && text[..words[first].Start].EndsWith("i. "))
        )
            ? first + 2
            : first;

    /// <summary>Where "Brunel" begins in "mon chef M. Brunel".</summary>
    public static int Behind(ReadOnlySpan<char> text, int start, int end) =>
        end > start + 4
        && text[start..].StartsWith("M. ", StringComparison.Ordinal)
        && NameContext.SpanBefore(text, start, out _) is var before
        && (OtherPerson.IsFrench(before) || Before.Contains(before))
            ? start + 3
            : start;
}
