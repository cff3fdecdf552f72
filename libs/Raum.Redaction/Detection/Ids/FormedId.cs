namespace Raum.Redaction;

/// <summary>Ids whose form is not telling enough alone: a word of their subject stands before them, or their check digit is right.</summary>
/// <remarks>DE KVNR (§ 290 SGB V, mod 10) near a word for a health insurance, IT CIE near one for a document, BE card number (mod 97), MX RFC of a person (SAT: date and check digit, or behind "RFC").</remarks>
internal static class FormedId
{
    private const string Kvnr = "kvnr";

    /// <summary>Its check digit is wrong, or was mistyped.</summary>
    private const string LikeRfc = "like-rfc";
    private const int Near = 70;
    private const int Far = 160;

    private const string RfcValues = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ";

    private static readonly WordSet HealthWords = Cues.Set(
        "vers versichert versicherte versicherter versicherten versichertennr versichertennummer versicherung versicherungsnr versicherungsnummer krankenversichert krankenversicherung krankenkasse krankenkassen kasse kk kv gkv kvnr egk "
            + "aok barmer tk dak ikk bkk hek hkk kkh knappschaft techniker gesundheitskarte mitversichert familienversichert patient patientin"
    );

    private static readonly WordSet DocumentWords = Cues.Set(
        "cie documento documenti carta identita rilasciata rilasciato elettronica smarrita"
    );

    private static readonly WordSet Rfcs = Cues.Set("rfc");

    public static string? Judge(ReadOnlySpan<char> plain, int digits, ReadOnlySpan<char> written, int separators) =>
        plain.Length switch
        {
            10 when digits == 9 && separators == 0 && char.IsAsciiLetterUpper(written[0]) && IsKvnr(plain) => Kvnr,
            12 when digits == 12 && separators == 2 && written[3] == '-' && written[11] == '-' && IsBelgianCard(plain) => "be-card",
            13 when digits is >= 6 and <= 9 && separators == 0 && IsLikeRfc(plain) => RfcMark(plain) == plain[12] ? "rfc" : LikeRfc,
            _ => null,
        };

    /// <summary>False for what only looks like an id of a kind that nothing before it speaks of.</summary>
    public static bool IsCalledSo(ReadOnlySpan<char> text, int at, string reason) =>
        reason switch
        {
            Kvnr => WordsBefore.Any(text, at, Near, HealthWords),
            LikeRfc => WordsBefore.Any(text, at, Far, Rfcs),
            _ => true,
        };

    /// <summary>"CA71934KD" near a word for a document. It has fewer digits than the other ids.</summary>
    /// <param name="digit">The first digit.</param>
    public static bool IsItalianCard(ReadOnlySpan<char> text, int digit) =>
        digit > 1
        && digit + 7 <= text.Length
        && text[digit - 2] == 'C'
        && char.IsAsciiLetterUpper(text[digit - 1])
        && !text.Slice(digit, 5).ContainsAnyExceptInRange('0', '9')
        && char.IsAsciiLetterUpper(text[digit + 5])
        && char.IsAsciiLetterUpper(text[digit + 6])
        && (digit == 2 || !(char.IsLetterOrDigit(text[digit - 3]) || text[digit - 3] is '_' or '-'))
        && (digit + 7 == text.Length || !(char.IsLetterOrDigit(text[digit + 7]) || text[digit + 7] is '_' or '-'))
        && WordsBefore.Any(text, digit - 2, Near, DocumentWords);

    /// <summary>The letter counts as two figures; every second figure counts twice.</summary>
    private static bool IsKvnr(ReadOnlySpan<char> id)
    {
        if (!char.IsAsciiLetter(id[0]))
        {
            return false;
        }

        var letter = id[0] - 'A' + 1;
        var sum = (letter / 10) + Twice(letter % 10);
        for (var i = 1; i < 9; i++)
        {
            sum += i % 2 == 1 ? id[i] - '0' : Twice(id[i] - '0');
        }

        return sum % 10 == id[9] - '0';

        static int Twice(int figure) => figure > 4 ? (2 * figure) - 9 : 2 * figure;
    }

    private static bool IsBelgianCard(ReadOnlySpan<char> id)
    {
        var rest = long.Parse(id[..10], System.Globalization.CultureInfo.InvariantCulture) % 97;
        return (rest == 0 ? 97 : rest) == int.Parse(id[10..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool IsLikeRfc(ReadOnlySpan<char> id) =>
        !id[..4].ContainsAnyExceptInRange('A', 'Z')
        && !id[4..10].ContainsAnyExceptInRange('0', '9')
        && ((id[6] - '0') * 10) + id[7] - '0' is >= 1 and <= 12
        && ((id[8] - '0') * 10) + id[9] - '0' is >= 1 and <= 31
        && (char.IsAsciiDigit(id[12]) || id[12] == 'A');

    private static char RfcMark(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 12; i++)
        {
            sum += RfcValues.IndexOf(id[i], StringComparison.Ordinal) * (13 - i);
        }

        return (11 - (sum % 11)) switch
        {
            11 => '0',
            10 => 'A',
            var mark => (char)('0' + mark),
        };
    }
}
