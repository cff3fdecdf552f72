using System.Globalization;

namespace Raum.Redaction;

/// <summary>Letters and digits in another dress, and what they stand for: bold and script ones, circled and squared ones, digits of all scripts, ligatures.</summary>
/// <remarks>
/// The part of NFKC (UAX #15) in which a value can hide, and the squared forms that look the same; by ranges, since without ICU the runtime does not normalize. One unit for one or
/// two, but for <see cref="Ligature"/>.
/// </remarks>
internal static class CompatibilityForms
{
    private const int Alphabet = 26;

    /// <summary>Letters of the block of letterlike symbols, from U+2102; a space where it has none that is meant here.</summary>
    private const string Letterlike = "C       gHHHh IILl N   PQRRR      Z   Z K BC eEF Mo    i           Ddeij";
    private const char FirstLetterlike = '\u2102';

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
    private const char FirstLigature = '\uFB00';
    private const char LastLigature = '\uFB06';

    /// <summary>The letters that one unit stands for, as in texts of PDFs: "Hoﬀmann"; null where it is none.</summary>
    public static string? Ligature(char c) => c is >= FirstLigature and <= LastLigature ? Ligatures[c - FirstLigature] : null;

    /// <summary>How many units a text has more once its ligatures are written out.</summary>
    public static int Longer(ReadOnlySpan<char> text)
    {
        var longer = 0;
        for (var at = 0; text[at..].IndexOfAnyInRange(FirstLigature, LastLigature) is >= 0 and var found; at += found + 1)
        {
            longer += Ligatures[text[at + found] - FirstLigature].Length - 1;
        }

        return longer;
    }

    /// <summary>The unit that stands for the one at this place, itself where it is plain.</summary>
    public static char Of(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        return c switch
        {
            '\u00B2' or '\u00B3' or '\u00B9' or (>= '\u2070' and <= '\u2089') => IsRaised(text, at - 1) || IsRaised(text, at + 1)
                ? Digit(c)
                : c,
            < '\u0660' => c,
            >= '\u2100' and <= '\u2149' => c - FirstLetterlike is >= 0 and var place && Letterlike[place] != ' ' ? Letterlike[place] : c,
            >= '\u2460' and <= '\u2473' or (>= '\u24EA' and <= '\u24FF') or (>= '\u2776' and <= '\u2793') => Digit(c),
            >= '\u24B6' and <= '\u24CF' => (char)('A' + c - '\u24B6'),
            >= '\u24D0' and <= '\u24E9' => (char)('a' + c - '\u24D0'),
            >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
            _ => char.IsDigit(c) ? Digit(c) : c,
        };
    }

    /// <summary>The letter or digit that a surrogate pair here stands for, and 2; 0 for other pairs, such as emoji.</summary>
    public static int Pair(ReadOnlySpan<char> text, int at, out char meant)
    {
        var pair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? OfPair(text[at], text[at + 1]) : null;
        meant = pair ?? default;
        return pair is null ? 0 : 2;
    }

    private static char? OfPair(char high, char low) =>
        high switch
        {
            '\uD835' when char.IsLowSurrogate(low) => char.ConvertToUtf32(high, low) switch
            {
                >= 0x1D400 and < 0x1D6A4 and var letter => OfAlphabets(letter - 0x1D400),
                >= 0x1D7CE and <= 0x1D7FF and var digit => (char)('0' + ((digit - 0x1D7CE) % 10)),
                _ => null,
            },
            '\uD83C' when char.IsLowSurrogate(low) => char.ConvertToUtf32(high, low) switch
            {
                >= 0x1F110 and <= 0x1F129 and var letter => (char)('A' + letter - 0x1F110),
                >= 0x1F130 and <= 0x1F149 and var letter => (char)('A' + letter - 0x1F130),
                >= 0x1F150 and <= 0x1F169 and var letter => (char)('A' + letter - 0x1F150),
                >= 0x1F170 and <= 0x1F189 and var letter => (char)('A' + letter - 0x1F170),
                _ => null,
            },
            _ => null,
        };

    private static char OfAlphabets(int place)
    {
        var letter = place % (2 * Alphabet);
        return (char)(letter < Alphabet ? 'A' + letter : 'a' + letter - Alphabet);
    }

    /// <summary>One raised digit is a power or a footnote ("m²"), several are a number.</summary>
    private static bool IsRaised(ReadOnlySpan<char> text, int at) =>
        at >= 0
        && at < text.Length
        && text[at] is '\u00B2' or '\u00B3' or '\u00B9' or (>= '\u2070' and <= '\u2089')
        && CharUnicodeInfo.GetDigitValue(text[at]) >= 0;

    private static char Digit(char c) => CharUnicodeInfo.GetDigitValue(c) is >= 0 and var digit ? (char)('0' + digit) : c;
}
