namespace Raum.Redaction;

/// <summary>Further national ids that are told by their form and a date or check digit in it, without a word before them.</summary>
/// <remarks>
/// SE personnummer (Luhn), FI henkilötunnus (mod 31), NO fødselsnummer (two check digits), RO CNP (mod 11), CN resident identity number (GB 11643, mod 11), KR resident
/// registration number (date), PK CNIC and AE Emirates ID (groups), IN PAN of a person, HK identity card, GB driving licence (date), CL RUT and AR CUIL (mod 11), DE pension insurance number (date), PT cartão de cidadão (groups), ES NUSS (mod 97).
/// Bare digits are taken only where date and check digits together leave hardly any other number.
/// </remarks>
internal static class CheckedId
{
    private const string FinnishMarks = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static readonly System.Buffers.SearchValues<char> LicenceNames = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ9"
    );
    private const string ChineseMarks = "10X98765432";

    /// <summary>Has no sign and no letter, as the number of an article (EAN-13) has none.</summary>
    public const string Cnp = "cnp";

    public static string? Judge(ReadOnlySpan<char> plain, int digits, ReadOnlySpan<char> written, int separators) =>
        plain.Length switch
        {
            10 when digits == 10 && separators == 1 && written[^5] is '-' && IsSwedish(plain) => "personnummer",
            12 when digits == 12 && separators == 1 && written[^5] is '-' && IsCentury(plain) && IsSwedish(plain[2..]) => "personnummer",
            10 when digits >= 9 && separators == 1 && written[6] == '-' && IsFinnish(plain[..6], plain[6..9], plain[9]) => "hetu",
            11 when digits >= 9 && separators == 0 && plain[6] is >= 'A' and <= 'F' && IsFinnish(plain[..6], plain[7..10], plain[10]) =>
                "hetu",
            11 when digits == 11 && separators is 0 or 1 && IsNorwegian(plain) => "fodselsnummer",
            13 when digits == 13 && separators == 0 && IsRomanian(plain) => Cnp,
            18 when digits >= 17 && separators == 0 && IsChinese(plain) => "resident-id",
            13
                when digits == 13
                    && separators == 1
                    && written[6] == '-'
                    && plain[6] is >= '1' and <= '8'
                    && IsDate(plain[2..4], plain[4..6]) => "rrn",
            13 when digits == 13 && separators == 2 && written[5] == '-' && written[13] == '-' => "cnic",
            15
                when digits == 15
                    && separators == 3
                    && plain.StartsWith("784")
                    && written[3] == '-'
                    && written[8] == '-'
                    && written[16] == '-' => "emirates-id",
            16 when separators == 0 && IsBritishLicence(plain) => "driving-licence",
            8 or 9 when separators == 3 && written[^2] == '-' && written[^6] == '.' && written[^10] == '.' && IsChilean(plain) => "rut",
            11 when digits == 11 && separators == 2 && written[2] == '-' && written[^2] == '-' && IsArgentine(plain) => "cuil",
            12
                when digits == 12
                    && separators == 2
                    && written[2] == '/'
                    && written[11] == '/'
                    && Number(plain[..10]) % 97 == Number(plain[10..]) => "nuss",
            12 when digits == 10 && separators == 2 && written[8] == ' ' && IsDigits(plain[..9]) && char.IsAsciiDigit(plain[11]) =>
                "cartao-de-cidadao",
            12 when digits == 11 && char.IsAsciiLetter(plain[8]) && separators is 0 or 3 && IsDate(plain[4..6], plain[2..4]) =>
                "pension-number",
            _ => FormedId.Judge(plain, digits, written, separators),
        };

    /// <summary>IN PAN: five letters, the fourth a P for a person, four digits and a letter. It has fewer digits than the other ids.</summary>
    public static bool IsPan(ReadOnlySpan<char> text, int digit, out int start)
    {
        start = digit - 5;
        return start >= 0
            && digit + 5 <= text.Length
            && text[start + 3] == 'P'
            && !text.Slice(start, 5).ContainsAnyExceptInRange('A', 'Z')
            && !text.Slice(digit, 4).ContainsAnyExceptInRange('0', '9')
            && char.IsAsciiLetterUpper(text[digit + 4])
            && (start == 0 || !(char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-'))
            && (digit + 5 == text.Length || !(char.IsLetterOrDigit(text[digit + 5]) || text[digit + 5] is '_' or '-'));
    }

    /// <summary>HK identity card: one or two letters, six digits and the check digit in brackets (mod 11): "A123456(3)".</summary>
    /// <param name="digit">The first digit.</param>
    public static bool IsHongKong(ReadOnlySpan<char> text, int digit, out int start)
    {
        const int Length = 9;
        start = digit > 1 && char.IsAsciiLetter(text[digit - 2]) ? digit - 2 : digit - 1;
        if (
            start < 0
            || digit + Length > text.Length
            || text[digit + 6] != '('
            || text[digit + 8] != ')'
            || !char.IsAsciiLetter(text[digit - 1])
            || !IsDigits(text.Slice(digit, 6))
            || (start > 0 && char.IsLetterOrDigit(text[start - 1]))
        )
        {
            return false;
        }

        // A letter that is not there counts as 36, A as 10, as the check digit too.
        var check = char.ToUpperInvariant(text[digit + 7]);
        var sum = (digit - start == 2 ? Letter(text[digit - 2]) : 36) * 9 + (Letter(text[digit - 1]) * 8);
        for (var i = 0; i < 6; i++)
        {
            sum += (text[digit + i] - '0') * (7 - i);
        }

        return (char.IsAsciiDigit(check) || check == 'A') && (sum + (check == 'A' ? 10 : check - '0')) % 11 == 0;

        static int Letter(char c) => (c | 0x20) - 'a' + 10;
    }

    private static bool IsCentury(ReadOnlySpan<char> id) => id[..2] is "19" or "20";

    private static bool IsSwedish(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < id.Length; i++)
        {
            var value = (id[i] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0 && IsDate(id[2..4], id[4..6]);
    }

    private static bool IsFinnish(ReadOnlySpan<char> date, ReadOnlySpan<char> number, char mark) =>
        IsDigits(date)
        && IsDigits(number)
        && IsDate(date[2..4], date[..2])
        && FinnishMarks[(int)(((Number(date) * 1000) + Number(number)) % 31)] == mark;

    private static bool IsNorwegian(ReadOnlySpan<char> id) =>
        IsDate(id[2..4], id[..2])
        && Weighted(id, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
        && Weighted(id, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;

    private static bool IsRomanian(ReadOnlySpan<char> id) =>
        id[0] is >= '1' and <= '8'
        && IsDate(id[3..5], id[5..7])
        && Number(id[7..9]) is >= 1 and <= 52
        && Weighted(id, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 is var rest
        && (rest == 10 ? 1 : rest) == id[12] - '0';

    private static bool IsChinese(ReadOnlySpan<char> id) =>
        IsDigits(id[..17])
        && Number(id[6..10]) is >= 1900 and <= 2100
        && IsDate(id[10..12], id[12..14])
        && ChineseMarks[Weighted(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] == id[17];

    /// <summary>Five letters of the name, then decade, month (plus 50 for women), day and year of birth, two initials and three signs.</summary>
    private static bool IsBritishLicence(ReadOnlySpan<char> id) =>
        id[0] is >= 'A' and <= 'Z'
        && !id[..5].ContainsAnyExcept(LicenceNames)
        && IsDigits(id[5..11])
        && Number(id[6..8]) % 50 is >= 1 and <= 12
        && Number(id[8..10]) is >= 1 and <= 31
        && char.IsAsciiLetter(id[11])
        && (char.IsAsciiLetter(id[12]) || id[12] == '9')
        && char.IsAsciiDigit(id[13])
        && char.IsAsciiLetter(id[15]);

    private static bool IsChilean(ReadOnlySpan<char> id)
    {
        var number = id[..^1];
        if (!IsDigits(number))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            sum += (number[^(i + 1)] - '0') * ((i % 6) + 2);
        }

        return (11 - (sum % 11)) switch
        {
            11 => id[^1] == '0',
            10 => id[^1] == 'K',
            var check => id[^1] - '0' == check,
        };
    }

    private static bool IsArgentine(ReadOnlySpan<char> id) =>
        id[..2] is "20" or "23" or "24" or "27"
        && Weighted(id, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11 is var rest
        && (rest == 0 ? 0 : 11 - rest) == id[10] - '0';

    private static int Weighted(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsDate(ReadOnlySpan<char> month, ReadOnlySpan<char> day) =>
        Number(month) is >= 1 and <= 12 && Number(day) is >= 1 and <= 31;

    private static long Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, System.Globalization.NumberStyles.None, null, out var number) ? number : 0;
}
