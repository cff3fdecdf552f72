using System.Buffers;

namespace Raum.Redaction;

/// <summary>Codes that are for everybody: "code SUMMER20", "20 % off with the code SPRING-24".</summary>
/// <remarks>The code of a voucher or gift card is money of one person, and digits alone may be a one-time code: neither is left.</remarks>
internal static class PromotionCode
{
    /// <summary>How far around a code a word about prices is looked for, on its line.</summary>
    private const int Reach = 48;

    private const int MostDigits = 3;
    private const int FewestLetters = 4;

    private static readonly WordSet Plain = Cues.Set("code codigo codice kode");

    private static readonly SearchValues<string> Prices = SearchValues.Create(
        [
            "rabatt",
            "discount",
            "promo",
            "coupon",
            "% off",
            "remise",
            "réduction",
            "descuento",
            "cupón",
            "desconto",
            "cupom",
            "sconto",
            "korting",
            "black friday",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <param name="start">Where the cue begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="value">What stands behind it.</param>
    public static bool Is(ReadOnlySpan<char> text, int start, int end, in Finding value) =>
        value.Start >= end
        && Plain.Contains(text[start..end])
        && (
            IsSlogan(text[value.Start..value.End]) || (HasFewDigits(text[value.Start..value.End]) && IsAboutPrices(text, start, value.End))
        );

    /// <summary>"MATCH25": capitals, then a few digits or none.</summary>
    private static bool IsSlogan(ReadOnlySpan<char> value)
    {
        var letters = value.IndexOfAnyExceptInRange('A', 'Z');
        letters = letters < 0 ? value.Length : letters;
        return letters >= FewestLetters && value.Length - letters <= MostDigits && !value[letters..].ContainsAnyExceptInRange('0', '9');
    }

    private static bool HasFewDigits(ReadOnlySpan<char> value)
    {
        var digits = 0;
        foreach (var c in value)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits <= MostDigits && digits < value.Length;
    }

    private static bool IsAboutPrices(ReadOnlySpan<char> text, int start, int end)
    {
        var from = Math.Max(0, start - Reach);
        var line = text[from..start].LastIndexOf('\n');
        from += line + 1;
        var near = text[from..Math.Min(text.Length, end + Reach)];
        var stop = near[(end - from)..].IndexOf('\n');
        near = stop < 0 ? near : near[..(end - from + stop)];
        return near.ContainsAny(Prices);
    }
}
