using System.Buffers;

namespace Raum.Redaction;

/// <summary>Tells where none of the words stands that say street in front of its name: then the expression for such streets need not read.</summary>
internal static class StreetKinds
{
    private const int Prefix = 3;

    /// <summary>How the expression's words begin; two signs where the third may be any.</summary>
    private const string Prefixes =
        "cal c/ c. av pla pza pas pº cam ron tra car ctr glo rua r. pra lar ala est via pia cor vic rue cha bou che ave imp str qua clo bec";

    /// <summary>Of each word a part that is rare in other words.</summary>
    private static readonly SearchValues<string> Parts = SearchValues.Create(
        [
            "alle",
            "C/",
            "c/",
            "C.",
            "CALLE",
            "vda",
            "venida",
            "Av",
            "av",
            "laza",
            "za",
            "aseo",
            "amino",
            "onda",
            "raves",
            "arrer",
            "arretera",
            "tra",
            "lorieta",
            "ua ",
            "R.",
            "argo",
            "lameda",
            "strada",
            "ia",
            "iazza",
            "orso",
            "icolo",
            "vico ",
            "ue ",
            "venue",
            "hauss",
            "oulevard",
            "hemin",
            "mpasse",
            "uai",
            "lace",
            "Clos",
            "clos",
            "raceta",
            "eco ",
        ],
        StringComparison.Ordinal
    );

    /// <summary>A bit for each three folded signs, of five bits each, with which one of the words may begin.</summary>
    private static readonly uint[] Beginnings = Build();

    public static bool MayBeIn(ReadOnlySpan<char> text, UnitMap units, int start, int end)
    {
        if (!HasBeginning(text, units.Letters, start, end))
        {
            return false;
        }

        // Signs beyond ASCII apart from the others: with them the search for all would be slow.
        var street = text[start..end];
        return street.ContainsAny(Parts) || street.ContainsAny('º', 'ç');
    }

    private static bool HasBeginning(ReadOnlySpan<char> text, UnitRuns letters, int start, int end)
    {
        for (var at = start; letters.Next(ref at, out var word) && word < end; )
        {
            if (word + Prefix > text.Length)
            {
                return true;
            }

            var key = KeyOf(text[word], text[word + 1], text[word + 2]);
            if ((Beginnings[key >> 5] & (1u << (key & 31))) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int KeyOf(char first, char second, char third) =>
        ((Folding.Fold(first) & 31) << 10) | ((Folding.Fold(second) & 31) << 5) | (Folding.Fold(third) & 31);

    private static uint[] Build()
    {
        var bits = new uint[32 * 32];
        foreach (var prefix in Prefixes.Split(' '))
        {
            var key = KeyOf(prefix[0], prefix[1], prefix.Length < Prefix ? '\0' : prefix[2]);
            bits[key >> 5] |= prefix.Length < Prefix ? uint.MaxValue : 1u << (key & 31);
        }

        return bits;
    }
}
