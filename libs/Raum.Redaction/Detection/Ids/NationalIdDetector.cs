namespace Raum.Redaction;

/// <summary>National ids whose letters, groups or check digits are telling without a word before them.</summary>
/// <remarks>
/// US SSN (SSA ranges), UK NINO (HMRC NIM39110), ES DNI and NIE (mod 23), IT codice fiscale (DM 23/12/1976), FR NIR (mod 97), BR CPF (two check digits) in its written form; <see cref="DatedId"/> has those that hold a date.
/// Ids that are bare digits (CA SIN, DE Steuer-ID, PT NIF, NL BSN) need a cue: <see cref="CueDetector"/>.
/// </remarks>
internal sealed class NationalIdDetector : IDetector
{
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    private const string CodiceMonths = "ABCDEHLMPRST";

    /// <summary>The codice fiscale has the most letters before its first digit.</summary>
    private const int MostLettersFirst = 7;

    /// <summary>Letters of an id with a space behind them: "SAIM 8654 2218".</summary>
    private const int MostLettersApart = 4;

    /// <summary>No id has more letters and digits, more between them, or fewer digits.</summary>
    private const int Longest = 20;
    private const int MostSeparators = 7;
    private const int FewestDigits = 6;

    /// <summary>An Indian PAN has the fewest: "ABCDE1234F".</summary>
    private const int FewestOfAny = 4;

    /// <summary>Orders have numbers in such groups, too.</summary>
    private const string Ssn = "ssn";

    private const int ReachOfArticle = 120;
    private const int ReachOfWord = 40;

    private static readonly WordSet Orders = Redaction.Cues.Set(
        "order commande pedido bestellung auftrag ordine encomenda bestelling invoice facture factura rechnung fattura fatura ticket tracking sku serial article artikel"
    );

    /// <summary>"my SSN for the order: 118-40-2207".</summary>
    private static readonly WordSet Insurances = Redaction.Cues.Set("ssn social nino ni nin insurance");

    /// <summary>Say that a number is that of an article.</summary>
    private static readonly WordSet Articles = Redaction.Cues.Set("barcode barcodes ean gtin strichcode barres barras barre streepjescode");

    private const string NinoLast = "ABCD";
    private const string Nino = "nino";

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<char> plain = stackalloc char[Longest];
        var done = 0;
        var numbers = units.Digits;
        for (var digit = numbers.First(0); digit < text.Length; digit = numbers.First(done))
        {
            // Most numbers are short, and no other one stands beside them.
            done =
                numbers.Count(digit, Longest + MostSeparators) < FewestOfAny
                    ? WordEnd(text, digit)
                    : Around(text, numbers, digit, done, plain, findings);
        }
    }

    /// <summary>Tries the word around a digit, and the few letters that stand before it; gives the place to go on.</summary>
    private static int Around(ReadOnlySpan<char> text, UnitRuns numbers, int digit, int done, Span<char> plain, List<Finding> findings)
    {
        if (CheckedId.IsPan(text, digit, out var pan) && pan >= done)
        {
            findings.Add(new Finding(pan, digit + 5, PiiType.Id, "national-id", 0.95, "pan"));
            return digit + 5;
        }

        if (CheckedId.IsHongKong(text, digit, out var card) && card >= done)
        {
            findings.Add(new Finding(card, digit + 9, PiiType.Id, "national-id", 0.95, "hkid"));
            return digit + 9;
        }

        if (FormedId.IsItalianCard(text, digit) && digit - 2 >= done)
        {
            findings.Add(new Finding(digit - 2, digit + 7, PiiType.Id, "national-id", 0.9, "cie"));
            return digit + 7;
        }

        var start = digit;
        while (start > done && digit - start < MostLettersFirst && char.IsAsciiLetterOrDigit(text[start - 1]))
        {
            start--;
        }

        if (start == 0 || !char.IsLetterOrDigit(text[start - 1]))
        {
            var before = start - 1;
            while (before > done && start - before <= MostLettersApart && char.IsAsciiLetter(text[before - 1]))
            {
                before--;
            }

            var apart = start - before is 2 or 3 or MostLettersApart + 1 && (before == 0 || !char.IsLetterOrDigit(text[before - 1]));
            var at = apart ? before : start;
            var (end, reason) = At(text, numbers, at, plain);
            if (end == 0 && apart)
            {
                at = start;
                (end, reason) = At(text, numbers, at, plain);
            }

            if (end > 0 && !IsOther(text, at, reason))
            {
                findings.Add(new Finding(at, end, PiiType.Id, "national-id", 0.95, reason));
                return end;
            }
        }

        return WordEnd(text, digit);
    }

    private static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private static bool IsOther(ReadOnlySpan<char> text, int at, string reason) =>
        reason switch
        {
            CheckedId.Cnp => SaysArticle(text, at),
            Ssn or Nino => IsCalledOrder(text, at),
            _ => !FormedId.IsCalledSo(text, at, reason),
        };

    /// <summary>"commande 118-40-2207": only right behind such a word, since hardly anything else than a US number is written so.</summary>
    private static bool IsCalledOrder(ReadOnlySpan<char> text, int at) =>
        Orders.Contains(NameContext.SpanBefore(text, at, out _)) && !WordsBefore.Any(text, at, ReachOfWord, Insurances);

    private static bool SaysArticle(ReadOnlySpan<char> text, int at) => WordsBefore.Any(text, at, ReachOfArticle, Articles);

    private static (int End, string Reason) At(ReadOnlySpan<char> text, UnitRuns numbers, int at, Span<char> plain)
    {
        if (numbers.Count(at, Longest + MostSeparators) < FewestDigits)
        {
            return (0, "");
        }

        // Units with single separators between; an id ends where no letter or digit follows.
        var count = 0;
        var digits = 0;
        var separators = 0;
        for (var i = at; i < text.Length && count < plain.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetterOrDigit(c))
            {
                // A letter of ASCII loses its case by a bit.
                var isDigit = c <= '9';
                plain[count++] = isDigit ? c : (char)(c & ~0x20);
                digits += isDigit ? 1 : 0;
                if (
                    digits >= FewestDigits
                    && (i + 1 >= text.Length || !(char.IsLetterOrDigit(text[i + 1]) || text[i + 1] == '@'))
                    && Judge(plain[..count], digits, text[at..(i + 1)], separators) is { } reason
                )
                {
                    return (i + 1, reason);
                }
            }
            else if (
                c is ' ' or '-' or '.' or '/'
                && i + 1 < text.Length
                && char.IsAsciiLetterOrDigit(text[i + 1])
                && separators < MostSeparators
                && digits + MostLettersApart >= count
            )
            {
                separators++;
            }
            else
            {
                break;
            }
        }

        return (0, "");
    }

    private static string? Judge(ReadOnlySpan<char> plain, int digits, ReadOnlySpan<char> written, int separators) =>
        plain.Length switch
        {
            9 when digits == 9 && written.Length == 11 && written[3] == written[6] && written[3] is '-' && IsSsn(plain) => Ssn,
            9 when digits == 8 && separators <= 3 && char.IsAsciiLetter(plain[8]) && !IsDate(written) && Dni(plain[..8]) == plain[8] =>
                "dni",
            9 when digits == 7 && separators <= 3 && IsNie(plain) => "nie",
            9 when digits == 6 && IsNino(plain) && IsPaired(written) => Nino,
            11 when digits == 11 && written.Length == 14 && written[3] == '.' && written[7] == '.' && written[11] == '-' && IsCpf(plain) =>
                "cpf",
            15 when digits >= 14 && plain[0] is '1' or '2' && (IsNir(plain) || IsGroupedNir(written)) => "nir",
            16 when separators == 0 && digits == 7 && IsCodiceFiscale(plain) => "codice-fiscale",
            _ => DatedId.Judge(plain, digits, written, separators),
        };

    /// <summary>"14/08/2025 e ainda": a date and a word.</summary>
    private static bool IsDate(ReadOnlySpan<char> written) =>
        written.Length > 6 && written[2] == written[5] && written[2] is '/' or '.' or '-';

    private static bool IsSsn(ReadOnlySpan<char> id) =>
        id[0] != '9'
        && !id[..3].SequenceEqual("000")
        && !id[..3].SequenceEqual("666")
        && !id[3..5].SequenceEqual("00")
        && !id[5..].SequenceEqual("0000");

    private static char Dni(ReadOnlySpan<char> number) => DniLetters[Number(number) % 23];

    private static bool IsNie(ReadOnlySpan<char> id)
    {
        if (id[0] is not ('X' or 'Y' or 'Z') || !char.IsAsciiLetter(id[8]) || id[1..8].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        return DniLetters[(((id[0] - 'X') * 10_000_000) + Number(id[1..8])) % 23] == id[8];
    }

    private static bool IsNino(ReadOnlySpan<char> id) =>
        char.IsAsciiLetter(id[0])
        && char.IsAsciiLetter(id[1])
        && !"DFIQUV".Contains(id[0], StringComparison.Ordinal)
        && !"DFIQUVO".Contains(id[1], StringComparison.Ordinal)
        && !id[2..8].ContainsAnyExceptInRange('0', '9')
        && NinoLast.Contains(id[8], StringComparison.Ordinal);

    /// <summary>Signs stand between the pairs: "QQ 12 34 56 C", not "GH7-44120-B".</summary>
    private static bool IsPaired(ReadOnlySpan<char> written)
    {
        var units = 0;
        foreach (var c in written)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                units++;
            }
            else if (units % 2 > 0)
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsCpf(ReadOnlySpan<char> id) => !id.ContainsAnyExcept(id[0]) ? false : Check(id, 9) && Check(id, 10);

    private static bool Check(ReadOnlySpan<char> id, int at)
    {
        var sum = 0;
        for (var i = 0; i < at; i++)
        {
            sum += (id[i] - '0') * (at + 1 - i);
        }

        return sum * 10 % 11 % 10 == id[at] - '0';
    }

    private static bool IsNir(ReadOnlySpan<char> id)
    {
        var month = ((id[3] - '0') * 10) + id[4] - '0';
        if (month is < 1 or > 42 || id[7..].ContainsAnyExceptInRange('0', '9') || id[..6].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        // Corsica: 2A counts as 19, 2B as 18.
        var number = 0L;
        for (var i = 0; i < 13; i++)
        {
            number = (number * 10) + (id[i] is 'A' or 'B' ? 0 : id[i] - '0');
        }

        number -= id[6] switch
        {
            'A' => 10_000_000L / 10,
            'B' => 20_000_000L / 10,
            _ => 0,
        };
        return 97 - (number % 97) == Number(id[13..]);
    }

    /// <summary>"2 86 04 31 069 118 57": written so it is one with a slip in it, too.</summary>
    private static bool IsGroupedNir(ReadOnlySpan<char> written)
    {
        ReadOnlySpan<int> spaces = [1, 4, 7, 10, 14, 18];
        if (written.Length != 21 || written[5] > '1')
        {
            return false;
        }

        for (var i = 0; i < written.Length; i++)
        {
            if (spaces.Contains(i) ? written[i] != ' ' : !char.IsAsciiDigit(written[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Letters and digits in their places, a month's letter and a day, or 40 more for a woman: nothing else is written so, with a slip in the last letter or not.</summary>
    private static bool IsCodiceFiscale(ReadOnlySpan<char> id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsAsciiDigit(id[i]) != (i is 6 or 7 or 9 or 10 or 12 or 13 or 14))
            {
                return false;
            }
        }

        return CodiceMonths.Contains(id[8], StringComparison.Ordinal) && Number(id[9..11]) is (>= 1 and <= 31) or (>= 41 and <= 71);
    }

    private static int Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, System.Globalization.NumberStyles.None, null, out var number) ? number : 0;
}
