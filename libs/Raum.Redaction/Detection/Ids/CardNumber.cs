namespace Raum.Redaction;

/// <summary>Payment card numbers by issuer prefix and check digit.</summary>
internal static class CardNumber
{
    /// <summary>No card number has fewer digits.</summary>
    public const int Fewest = 12;

    /// <summary>True for 13 to 19 ASCII digits of a known issuer whose check digit is right.</summary>
    /// <remarks>Source: ISO/IEC 7812-1:2017, annex B (Luhn). One random digit run in ten passes the check digit alone, so the prefix counts too (PII-4).</remarks>
    public static bool IsValid(ReadOnlySpan<char> digits) => digits.Length is >= 13 and <= 19 && HasIssuer(digits) && PassesLuhn(digits);

    /// <summary>True for digits, 12 to 19, that an issuer may have given out, behind a word that says card.</summary>
    public static bool IsLikely(ReadOnlySpan<char> digits) => (digits.Length > Fewest && HasIssuer(digits)) || PassesLuhn(digits);

    public static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            sum +=
                i % 2 == 0 ? digit
                : digit > 4 ? (digit * 2) - 9
                : digit * 2;
        }

        return sum % 10 == 0;
    }

    private static bool HasIssuer(ReadOnlySpan<char> digits)
    {
        var four = ((digits[0] - '0') * 1000) + ((digits[1] - '0') * 100) + ((digits[2] - '0') * 10) + digits[3] - '0';
        return four / 1000 == 4 && digits.Length is 13 or 16 or 19
            || four / 100 is >= 51 and <= 55 && digits.Length == 16
            || four is >= 2221 and <= 2720 && digits.Length == 16
            || four / 100 is 34 or 37 && digits.Length == 15
            || four / 10 is >= 300 and <= 305 && digits.Length is 14 or 16
            || four / 100 is 36 or 38 or 39 && digits.Length is 14 or 16
            || four == 6011 && digits.Length is 16 or 19
            || four / 10 is >= 644 and <= 649 && digits.Length is 16 or 19
            || four / 100 is 65 or 62 or 60 or 81 or 82 && digits.Length is >= 16 and <= 19
            || four is >= 3528 and <= 3589 && digits.Length is >= 16 and <= 19
            || four / 100 is 50 or 56 or 57 or 58 or 63 or 67 or 68 or 69
            || four is 2131 or 1800 && digits.Length == 15
            || four is >= 2200 and <= 2204 && digits.Length is >= 16 and <= 19;
    }
}
