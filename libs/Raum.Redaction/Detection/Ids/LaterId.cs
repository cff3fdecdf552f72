namespace Raum.Redaction;

/// <summary>An id in the sentence behind its cue, where its check digit is right: "The letter shows a SIN that isn't mine. Mine is 560 915 522."</summary>
/// <remarks>For ids that are bare digits: CA SIN (Luhn), NL BSN (11-proof), PT NIF (mod 11), DE Steuer-ID (ISO 7064 mod 11, 10), BR CPF. Reads a bounded stretch behind a cue.</remarks>
internal static class LaterId
{
    private const int Reach = 160;
    private const int MostSigns = 4;
    private const int MostDigits = 11;

    private const int ReachOfList = 320;

    private static readonly WordSet PassportWords = Cues.Set(
        "passport passports reisepass reisepasse passeport passeports pasaporte pasaportes passaporto passaporti passaporte passaportes paspoort paspoorten"
    );

    private static readonly WordSet Sins = Cues.Set("sin nas");
    private static readonly WordSet Bsns = Cues.Set("bsn burgerservicenummer");
    private static readonly WordSet Nifs = Cues.Set("nif contribuinte");
    private static readonly WordSet TaxIds = Cues.Set("steuer steuerid idnr steueridentifikationsnummer identifikationsnummer");
    private static readonly WordSet Cpfs = Cues.Set("cpf");
    private static readonly WordSet Cedulas = Cues.Set("cedula dni");

    /// <summary>"El número sigue siendo el mismo, 31.147.882".</summary>
    private static readonly WordSet Sames = Cues.Set("mismo misma same meme gleiche gleich stesso mesmo dezelfde hetzelfde");

    /// <summary>The first such id that is said to be somebody's behind a cue that ends at <paramref name="at"/>; its end is 0 when there is none.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<char> text, int start, int at)
    {
        var cue = text[start..at];
        var kind =
            Sins.Contains(cue) ? 'S'
            : Bsns.Contains(cue) ? 'B'
            : Nifs.Contains(cue) ? 'N'
            : TaxIds.Contains(cue) ? 'T'
            : Cpfs.Contains(cue) ? 'C'
            : Cedulas.Contains(cue) ? 'D'
            : '\0';
        if (kind == '\0')
        {
            return default;
        }

        Work.Add(Reach);
        Span<char> digits = stackalloc char[MostDigits];
        var limit = Math.Min(text.Length, at + Reach);
        while (at < limit && text[at..limit].IndexOfAnyInRange('0', '9') is >= 0 and var found)
        {
            var first = at + found;
            var (end, count) = Number(text, first, digits);
            if (
                count > 0
                && (first == 0 || !(char.IsLetterOrDigit(text[first - 1]) || text[first - 1] is '-' or '.' or '/' or '#'))
                && (kind == 'D' ? Cedula.Dotted(text, first) == end : IsValid(kind, digits[..count]))
                && NameContext.SpanBefore(text, first, out _) is var before
                && (CueVocabulary.Says.Contains(before) || Sames.Contains(before) || Theirs.Has(before))
            )
            {
                return (first, end);
            }

            at = end;
        }

        return default;
    }

    /// <summary>Numbers of passports in a list behind a word for them: "los pasaportes del grupo: … PAF402218 … XDC118740", "Il documento vecchio è il n. YB4402817".</summary>
    public static void Passports(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        if (!PassportWords.Contains(text[start..at]))
        {
            return;
        }

        Work.Add(ReachOfList);
        var limit = Math.Min(text.Length, at + ReachOfList);
        while (at < limit && text[at..limit].IndexOfAnyInRange('0', '9') is >= 0 and var found)
        {
            var digit = at + found;
            var end = CodeDigits.Run(text, digit);
            var first = digit;
            while (first > at && char.IsAsciiLetterUpper(text[first - 1]))
            {
                first--;
            }

            if (
                (digit - first is 2 or 3 && end - digit is 6 or 7 || digit - first == 1 && end - digit is 7 or 8)
                && (first == 0 || text[first - 1] is ' ' or '\n' or '(' or ':' or '\t')
                && (end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] == '-'))
                && !Redaction.Cues.CallsOtherNumber(text, first)
            )
            {
                CuedId.Add(findings, first, end);
            }

            at = Math.Max(end, at + 1);
        }
    }

    /// <summary>A German driving licence in the turn behind the question for it, by its form: "B072RRE2I55" (§ 25 FeV, annex 8).</summary>
    public static (int Start, int End) Licence(ReadOnlySpan<char> text, int start, int at)
    {
        if (
            !text[start..at].StartsWith("führerschein", StringComparison.OrdinalIgnoreCase)
            && !text[start..at].StartsWith("fuehrerschein", StringComparison.OrdinalIgnoreCase)
        )
        {
            return default;
        }

        Work.Add(Reach);
        var limit = Math.Min(text.Length, at + Reach);
        while (at < limit)
        {
            var end = at;
            var (digits, capitals) = (0, 0);
            for (; end < text.Length && (char.IsAsciiDigit(text[end]) || char.IsAsciiLetterUpper(text[end])); end++)
            {
                digits += char.IsAsciiDigit(text[end]) ? 1 : 0;
                capitals += char.IsAsciiDigit(text[end]) ? 0 : 1;
            }

            if (
                end - at == MostDigits
                && digits > 3
                && capitals > 1
                && !char.IsLetterOrDigit(text[at - 1])
                && (end == text.Length || !char.IsLetterOrDigit(text[end]))
            )
            {
                return (at, end);
            }

            at = end + 1;
        }

        return default;
    }

    /// <summary>The digits of a number with single signs between; none where it has more than an id.</summary>
    private static (int End, int Count) Number(ReadOnlySpan<char> text, int at, Span<char> digits)
    {
        var (count, signs) = (0, 0);
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                if (count == MostDigits)
                {
                    return (CodeDigits.Run(text, at), 0);
                }

                digits[count++] = text[at];
            }
            else if (text[at] is ' ' or '-' or '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) && signs < MostSigns)
            {
                signs++;
            }
            else
            {
                break;
            }
        }

        return (at, at < text.Length && char.IsLetter(text[at]) ? 0 : count);
    }

    private static bool IsValid(char kind, ReadOnlySpan<char> id) =>
        kind switch
        {
            'S' => id.Length == 9 && CardNumber.PassesLuhn(id),
            'B' => id.Length == 9 && (Weighted(id) - (id[8] - '0')) % 11 == 0,
            'N' => id.Length == 9 && (Weighted(id) % 11 is var rest) && (rest < 2 ? 0 : 11 - rest) == id[8] - '0',
            'T' => id.Length == 11 && id[0] != '0' && Iso7064(id),
            _ => id.Length == 11 && NationalIdDetector.IsCpf(id),
        };

    /// <summary>The first eight digits times 9, 8, … 2.</summary>
    private static int Weighted(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 8; i++)
        {
            sum += (id[i] - '0') * (9 - i);
        }

        return sum;
    }

    private static bool Iso7064(ReadOnlySpan<char> id)
    {
        var product = 10;
        foreach (var c in id[..10])
        {
            var sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == id[10] - '0';
    }
}
