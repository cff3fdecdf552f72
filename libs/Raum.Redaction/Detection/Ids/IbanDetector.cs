namespace Raum.Redaction;

/// <summary>International bank account numbers, in groups or in one piece.</summary>
/// <remarks>Source: ISO 13616-1 (structure, mod 97) and the SWIFT IBAN registry (lengths).</remarks>
internal sealed class IbanDetector : IDetector
{
    /// <summary>With the spaces between its groups.</summary>
    private const int Longest = 64;

    /// <summary>"IBAN lautet: ".</summary>
    private const int LongestCue = 28;

    /// <summary>Shorter ones look like numbers of other things.</summary>
    private const int FewestOfWhole = 18;

    private const int FewestOfApart = 10;

    /// <summary>Of its country and of a bank.</summary>
    private const int MostLetters = 2 + 4;

    /// <summary>Number something else: "reference PT50 0035 …".</summary>
    private static readonly WordSet Others = Cues.Set(
        "order orders reference references ref tracking serial parcel shipment referenz bestellung auftrag sendung seriennummer seriennr commande colis suivi serie pedido referencia envio ordine riferimento spedizione seriale encomenda colis paket pakket parcel pacco paquete sku article artikel artikelnummer code numero "
            + "bestelling referentie zending serienummer"
    );

    private static readonly Dictionary<int, int> Lengths = BuildLengths();

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<char> plain = stackalloc char[34];
        var numbers = units.Digits;
        for (var at = 0; numbers.Next(ref at, out var run); )
        {
            // Only the first digit of a run stands behind letters.
            // "nl 91 abna 0417 …"
            var apart = run > 2 && at - run == 2 && text[run - 1] == ' ' ? 1 : 0;
            var start = run - 2 - apart;
            if (start < 0 || at - run < 2 || !char.IsAsciiLetter(text[start]) || !char.IsAsciiLetter(text[start + 1]))
            {
                continue;
            }

            if (
                (start > 0 && char.IsLetterOrDigit(text[start - 1]) && !text[..start].EndsWith("IBAN", StringComparison.OrdinalIgnoreCase))
                || !Lengths.TryGetValue(Country(text[start], text[start + 1]), out var length)
            )
            {
                continue;
            }

            if (Collect(text, start, plain[..length], out var isWrapped) is not (> 0 and var end))
            {
                continue;
            }

            if (apart > 0 && IdToken.DigitsOf(text[start..end]) < FewestOfApart)
            {
                // "de 10 mm": a word.
                continue;
            }

            if (PassesMod97(plain[..length]))
            {
                findings.Add(new Finding(start, end, PiiType.Iban, "iban", 0.99, "mod-97"));
                AccountHolder.Before(text, start, findings);
                at = end;
            }
            else if (
                !isWrapped
                && (
                    IsCued(text, start)
                    || (
                        (IsGrouped(text[start..end]) || IsWhole(text[start..end]))
                        && !Others.Contains(NameContext.SpanBefore(text, start, out _))
                    )
                )
            )
            {
                // With a slip in it, it still tells whose account is meant.
                findings.Add(new Finding(start, end, PiiType.Iban, "iban", 0.9, "form"));
                at = end;
            }
        }
    }

    /// <summary>In groups of four and of its country's length, as nothing else is written: "NL42 INGB 0007 3318 29".</summary>
    private static bool IsGrouped(ReadOnlySpan<char> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (i % 5 == 4 ? value[i] != ' ' : value[i] == ' ' || char.IsAsciiLetterLower(value[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>In one piece, with no more letters than the code of a bank has: "ES8601823340460201774852", "NL42INGB0007331829".</summary>
    private static bool IsWhole(ReadOnlySpan<char> value)
    {
        var letters = 0;
        foreach (var c in value)
        {
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterUpper(c))
            {
                return false;
            }

            letters += char.IsAsciiDigit(c) ? 0 : 1;
        }

        return value.Length >= FewestOfWhole && char.IsAsciiDigit(value[3]) && letters <= MostLetters;
    }

    /// <summary>"IBAN: PT50 …".</summary>
    private static bool IsCued(ReadOnlySpan<char> text, int start)
    {
        var near = text[Math.Max(0, start - LongestCue)..start];
        var cue = near.LastIndexOf("IBAN", StringComparison.OrdinalIgnoreCase);
        return cue >= 0 && !near[(cue + 4)..].ContainsAny('.', '\n', ';') && !near[(cue + 4)..].ContainsAnyInRange('0', '9');
    }

    /// <summary>The place after the last unit, or 0 when the text does not hold that many.</summary>
    /// <param name="isWrapped">A line end stands in it, with quote marks behind it or not: only its check digits can tell that the rest belongs to it.</param>
    private static int Collect(ReadOnlySpan<char> text, int start, Span<char> plain, out bool isWrapped)
    {
        isWrapped = false;
        var count = 0;
        var at = start;
        for (; at < text.Length && count < plain.Length; at++)
        {
            var c = text[at];
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain[count++] = char.ToUpperInvariant(c);
            }
            else if (c is '\r' or '\n' or '>')
            {
                isWrapped = true;
            }
            else if (c is not (' ' or '-' or '.' or '+') || (c != ' ' && !char.IsAsciiLetterOrDigit(text[at - 1])) || at - start > Longest)
            {
                return 0;
            }
        }

        return count == plain.Length && (at == text.Length || !char.IsLetterOrDigit(text[at]) || text[at..].StartsWith("BIC")) ? at : 0;
    }

    internal static bool PassesMod97(ReadOnlySpan<char> plain)
    {
        var rest = 0;
        for (var i = 0; i < plain.Length; i++)
        {
            var c = plain[(i + 4) % plain.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return rest == 1;
    }

    private static int Country(char first, char second) => ((first & 0xDF) << 8) | (second & 0xDF);

    private static Dictionary<int, int> BuildLengths()
    {
        const string Registry =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 "
            + "HU28 IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MA28 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 MZ25 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 "
            + "RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 DZ26 AO25 BJ28 BF28 CM27 CV25 CF27 TD27 KM27 CG27 CI28 GA27 GQ27 GW25 MG27 ML28 NE28 SN28 TG28";
        var lengths = new Dictionary<int, int>();
        foreach (var entry in Registry.Split(' '))
        {
            lengths[Country(entry[0], entry[1])] = ((entry[2] - '0') * 10) + entry[3] - '0';
        }

        return lengths;
    }
}
