namespace Raum.Redaction;

/// <summary>National ids that hold a birth date or have a check digit of their own, in the form that is written on the card.</summary>
/// <remarks>
/// MX CURP (RENAPO), CH AHV (EAN-13), BE Rijksregister (mod 97), SG NRIC (weights of the ICA), MY MyKad (JPN place codes), ZA ID (Luhn), QC RAMQ (month plus 50 for women).
/// </remarks>
internal static class DatedId
{
    private const string SingaporeCitizen = "JZIHGFEDCBA";
    private const string SingaporeForeigner = "XWUTRQPNMLK";

    public static string? Judge(ReadOnlySpan<char> plain, int digits, ReadOnlySpan<char> written, int separators) =>
        plain.Length switch
        {
            18 when separators == 0 && IsCurp(plain) => "curp",
            13 when digits == 13 && separators == 3 && written[3] == '.' && plain.StartsWith("756") && IsEan(plain) => "ahv",
            13 when digits == 13 && IsSouthAfrican(plain, written, separators) => "za-id",
            11 when digits == 11 && separators == 4 && written[2] == '.' && written[8] == '-' && IsBelgian(plain) => "rijksregister",
            9 when digits == 7 && separators == 0 && IsSingaporean(plain) => "nric",
            12 when digits == 12 && separators == 2 && written[6] == '-' && written[9] == '-' && IsMalaysian(plain) => "mykad",
            12 when digits == 8 && separators == 2 && written[4] == ' ' && written[9] == ' ' && IsQuebec(plain, written) => "ramq",
            _ => null,
        } ?? CheckedId.Judge(plain, digits, written, separators);

    private static bool IsCurp(ReadOnlySpan<char> id) =>
        !id[..4].ContainsAnyExceptInRange('A', 'Z')
        && !id[4..10].ContainsAnyExceptInRange('0', '9')
        && IsMonthAndDay(Number(id[6..8]), Number(id[8..10]))
        && id[10] is 'H' or 'M' or 'X'
        && !id[11..16].ContainsAnyExceptInRange('A', 'Z')
        && char.IsAsciiDigit(id[17]);

    private static bool IsEan(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 12; i++)
        {
            sum += (id[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }

        return (10 - (sum % 10)) % 10 == id[12] - '0';
    }

    /// <summary>In one piece, or as on the card: "770119 5419 086", "770119 5419 08 6".</summary>
    private static bool IsSouthAfrican(ReadOnlySpan<char> id, ReadOnlySpan<char> written, int separators)
    {
        if (separators > 0 && !(separators is 2 or 3 && written[6] == ' ' && written[11] == ' ' && (separators == 2 || written[14] == ' ')))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < id.Length; i++)
        {
            var value = (id[i] - '0') * (i % 2 == 0 ? 1 : 2);
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0 && id[10] is '0' or '1' && id[11] is '8' or '9' && IsMonthAndDay(Number(id[2..4]), Number(id[4..6]));
    }

    /// <summary>Who is born from 2000 on has a 2 before the number that is divided.</summary>
    private static bool IsBelgian(ReadOnlySpan<char> id)
    {
        var number = Number(id[..9]);
        var check = Number(id[9..]);
        return IsMonthAndDay(Number(id[2..4]), Number(id[4..6]))
            && (97 - (number % 97) == check || 97 - ((number + 2_000_000_000L) % 97) == check);
    }

    private static bool IsSingaporean(ReadOnlySpan<char> id)
    {
        if (id[0] is not ('S' or 'T' or 'F' or 'G') || id[1..8].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        ReadOnlySpan<byte> weights = [2, 7, 6, 5, 4, 3, 2];
        var sum = id[0] is 'T' or 'G' ? 4 : 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (id[i + 1] - '0') * weights[i];
        }

        return (id[0] is 'S' or 'T' ? SingaporeCitizen : SingaporeForeigner)[sum % 11] == id[8];
    }

    private static bool IsMalaysian(ReadOnlySpan<char> id) =>
        IsMonthAndDay(Number(id[2..4]), Number(id[4..6])) && Number(id[6..8]) is (>= 1 and <= 16) or (>= 21 and <= 59) or 71 or 72 or 82;

    /// <summary>Three letters of the family name and one of the given name. "VISA 4111 1111" begins a card number.</summary>
    private static bool IsQuebec(ReadOnlySpan<char> id, ReadOnlySpan<char> written) =>
        !written[..4].ContainsAnyExceptInRange('A', 'Z')
        && !(id[..4] is "VISA" or "CARD" or "AMEX" or "BANK")
        && !id[4..].ContainsAnyExceptInRange('0', '9')
        && IsMonthAndDay(Number(id[6..8]) % 50, Number(id[8..10]));

    private static bool IsMonthAndDay(long month, long day) => month is >= 1 and <= 12 && day is >= 1 and <= 31;

    private static long Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, System.Globalization.NumberStyles.None, null, out var number) ? number : 0;
}
