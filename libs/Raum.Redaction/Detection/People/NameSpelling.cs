using System.Buffers;
using System.Text;

namespace Raum.Redaction;

/// <summary>Spellings that stand for the same name: ä and ae, ø and oe, ß and ss, with an apostrophe and without.</summary>
internal static class NameSpelling
{
    /// <summary>The reason of a form that counts only where the text has such a letter: "Rosi" is not Rossi, "Großmann" is Grossmann.</summary>
    public const string WithLetter = "umlaut";

    private static readonly SearchValues<char> Letters = SearchValues.Create("äöüæøåœßÄÖÜÆØÅŒẞ");

    private static readonly SearchValues<char> Apostrophes = SearchValues.Create("'’");

    /// <summary>The name in its other spellings, each with the reason that its forms carry, if any.</summary>
    public static IEnumerable<(string Name, string? Reason)> Variants(string name)
    {
        if (name.AsSpan().ContainsAny(Letters))
        {
            yield return (Spelled(name), null);
        }

        if (name.AsSpan().ContainsAny(Apostrophes))
        {
            yield return (name.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal), null);
        }

        var folded = name.ToLowerInvariant();
        var contracted = folded
            .Replace("ae", "a", StringComparison.Ordinal)
            .Replace("oe", "o", StringComparison.Ordinal)
            .Replace("ue", "u", StringComparison.Ordinal)
            .Replace("ss", "s", StringComparison.Ordinal);
        if (contracted.Length != folded.Length)
        {
            yield return (contracted, WithLetter);
        }
    }

    /// <summary>True when a form may stand for the name here.</summary>
    public static bool Fits(ReadOnlySpan<char> written, string reason) => reason != WithLetter || written.ContainsAny(Letters);

    private static string Spelled(string name)
    {
        var spelled = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            _ = char.ToLowerInvariant(c) switch
            {
                'ä' or 'æ' => spelled.Append("ae"),
                'ö' or 'ø' or 'œ' => spelled.Append("oe"),
                'ü' => spelled.Append("ue"),
                'å' => spelled.Append("aa"),
                'ß' or 'ẞ' => spelled.Append("ss"),
                _ => spelled.Append(c),
            };
        }

        return spelled.ToString();
    }
}
