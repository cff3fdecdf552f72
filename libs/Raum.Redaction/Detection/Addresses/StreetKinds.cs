namespace Raum.Redaction;

/// <summary>Tells where none of the words stands that say street in front of its name: then the expression for such streets need not read.</summary>
internal static class StreetKinds
{
    private const int Longest = 10;

    /// <summary>"Calle de las {Flores", "calle {12 nº 4": a small word, an apostrophe or a dot may stand before the name.</summary>
    private const int LongestBetween = 10;

    /// <summary>The expression's words, folded; of "c/", "c." and "r." the letter.</summary>
    private static readonly WordSet Kinds = Cues.Set(
        "calle c avda avenida av plaza pza paseo pº camino ronda travesia carrer carretera ctra glorieta rua r travessa praca largo alameda estrada via viale "
            + "piazza corso vicolo vico rue chaussee boulevard chemin avenue impasse piazzale strada quai place clos praceta calcada beco"
    );

    public static bool MayBeIn(ReadOnlySpan<char> text, UnitMap units, int start, int end)
    {
        var letters = units.Letters;
        for (var at = start; letters.Next(ref at, out var word) && word < end; )
        {
            var behind = text[at..Math.Max(at, Math.Min(at + LongestBetween, end))];
            if (IsKind(text, word, at) && (HasCapital(behind) || behind.ContainsAnyInRange('0', '9')))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKind(ReadOnlySpan<char> text, int start, int end)
    {
        var word = text[start..end];
        return (word.Length <= Longest && Kinds.Contains(word) && (word.Length > 1 || (end < text.Length && text[end] is '/' or '.')))
            // "CalleMayor 12", and all in capitals
            || HasCapital(word[1..]);
    }

    private static bool HasCapital(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is (>= 'A' and <= 'Z') or (>= 'À' and <= 'Þ'))
            {
                return true;
            }
        }

        return false;
    }
}
