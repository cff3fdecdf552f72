namespace Raum.Redaction;

/// <summary>Ids that the word beside them gives away: behind it, before it, several after one.</summary>
/// <remarks>Linear: a bounded stretch around each cue is read.</remarks>
internal static class CuedId
{
    private const int Reach = 80;
    private const int MostFillers = 5;

    private static readonly WordSet Numbers = Cues.Set("number no nr num numero nummer n numer number: card karte id");

    /// <summary>Make an "ID" that of a person.</summary>
    private static readonly WordSet OfPeople = Cues.Set(
        "national photo voter state government tax personal thai turkish refugee citizen patient foreign residence health"
    );

    private static readonly WordSet Residences = Cues.Set("residencia");
    private static readonly WordSet Clinical = Cues.Set("clinica clinico");

    /// <summary>Of a patient: "N.º de historia clínica: 00731946", not a clinic.</summary>
    private static readonly WordSet Records = Cues.Set(
        "historia historial processo proceso expediente prontuario cartella fascicolo ficha"
    );
    private static readonly WordSet Buildings = Cues.Set(
        "building planning construction construire demolir amenager construccion construcao obra obras costruire edilizio edilizia bouw"
    );

    private static readonly WordSet Titles = Cues.Set(
        "titulo titulos autorizacao autorizacion permiso permisos permesso visto visado visa tarjeta cartao cartão carta certificado tie"
    );

    /// <summary>KR: six for the day of birth, seven behind.</summary>
    private const int DigitsOfKorea = 13;

    private static readonly WordSet Things = Cues.Set(
        "order ticket transaction device customer user account meeting session case product item request job apple steam player game member client booking reference tracking message invoice payment contract policy"
    );

    public static int Read(ReadOnlySpan<char> text, int start, int at, CueKind kind, List<Finding> findings)
    {
        Work.Add(Reach);
        LaterId.Passports(text, start, at, findings);
        var word = text[start..at];
        var isWeak = kind == CueKind.WeakId;
        if (isWeak && (word[0] | 0x20) == 'r' && Residences.Contains(word) && !IsTitleOf(text, start))
        {
            return at;
        }

        if (isWeak && at < text.Length && text[at] == '/' && word is "SIP")
        {
            // "SIP/2.0", the protocol; else a card of Valencia's health service.
            return at;
        }

        if (isWeak && Clinical.Contains(word))
        {
            if (!Records.Contains(NameContext.SpanBefore(text, start, out _)))
            {
                return at;
            }

            isWeak = false;
        }

        if (isWeak && word.Equals("ni", StringComparison.OrdinalIgnoreCase) && InsuranceNumber.Find(text, at) is { End: > 0 } insurance)
        {
            Add(findings, insurance.Start, insurance.End);
            return insurance.End;
        }

        if (isWeak && word is "pid")
        {
            // Of a process; a patient's stands in capitals.
            return at;
        }

        if (isWeak && word.Length == 2 && !IsTwoLetters(text, start, at))
        {
            return at;
        }

        if (
            (isWeak || word.Length == 2)
            && at + 1 < text.Length
            && text[at] == '-'
            && char.IsAsciiDigit(text[at + 1])
            && char.IsUpper(text[start])
            && IdToken.DigitsOf(text[at..IdToken.End(text, at + 1)]) is not (8 or 9)
        )
        {
            // "SIN-2024-0091827": the number of a file, but "SIN-046-454-286".
            return at;
        }

        if (isWeak && (word[0] | 0x20) is 'p' or 'l' && IsOfBuilding(text, start, at))
        {
            return at;
        }

        var (from, end) = Behind(text, at, isWeak, isWeak && word.Length <= 3 && char.IsLower(word[0]));
        if (
            end > 0
            && word.Length == 3
            && IdToken.DigitsOf(text[from..end]) != DigitsOfKorea
            && word.Equals("rrn", StringComparison.OrdinalIgnoreCase)
        )
        {
            // A bank's number of a payment.
            return at;
        }

        var isAcronym = word.Length == 3 && char.IsUpper(word[1]);
        if (end == 0 && (!isWeak || word.Length > 5 || isAcronym) && DistantId.Find(text, at) is { End: > 0 } distant)
        {
            (from, end) = distant;
        }

        if (end == 0)
        {
            (from, end) = isWeak && !isAcronym ? default : IdsAround.Before(text, start);
            (from, end) = end == 0 ? LaterId.Find(text, start, at) : (from, end);
            (from, end) = end == 0 ? LaterId.Licence(text, start, at) : (from, end);
            (from, end) = end == 0 && !isWeak ? IdAnswer.Find(text, at) : (from, end);
            if (end > 0)
            {
                Add(findings, from, end);
            }
            else if (word.Equals("patente", StringComparison.OrdinalIgnoreCase))
            {
                // In Argentina, of a car.
                NumberPlate.Read(text, at, findings);
            }

            return at;
        }

        if (
            end + 3 <= text.Length
            && end - from == DigitsOfKorea
            && text[end] == ' '
            && text[from] is '1' or '2'
            && CodeDigits.Run(text, from) == end
            && CodeDigits.Run(text, end + 1) == end + 3
        )
        {
            // FR NIR and its key: "2910275123456 78".
            end += 3;
        }

        if (
            from > at + 2
            && text[from - 1] == ' '
            && char.IsAsciiLetterUpper(text[from - 2])
            && text[from - 3] is ' ' or ':'
            && char.IsAsciiDigit(text[from])
        )
        {
            // "passport A 3077 1942"
            from -= 2;
        }

        Add(findings, from, end);
        return IdsAround.More(text, from, end, findings);
    }

    /// <summary>"título de residência", not where somebody lives.</summary>
    private static bool IsTitleOf(ReadOnlySpan<char> text, int start)
    {
        var of = NameContext.SpanBefore(text, start, out var sameLine);
        return sameLine
            && of is "de" or "di" or "DE" or "De"
            && Titles.Contains(NameContext.SpanBefore(text, start - 1 - of.Length, out sameLine))
            && sameLine;
    }

    /// <summary>"permis de construire", "building permit", "licencia de obras": of a house.</summary>
    private static bool IsOfBuilding(ReadOnlySpan<char> text, int start, int at)
    {
        if (Buildings.Contains(NameContext.SpanBefore(text, start, out _)))
        {
            return true;
        }

        var next = at;
        for (var words = 0; words < 2 && next + 1 < text.Length && text[next] == ' '; words++)
        {
            var end = ValueToken.WordEnd(text, next + 1);
            if (Buildings.Contains(text[(next + 1)..end]))
            {
                return true;
            }

            next = end;
        }

        return false;
    }

    /// <summary>"Aufenthaltstitel, Nummer T220001293".</summary>
    private static bool IsNumberNext(ReadOnlySpan<char> text, int at)
    {
        at = ValueToken.Spaces(text, at);
        var end = ValueToken.WordEnd(text, at);
        return end > at && Numbers.Contains(text[at..end]);
    }

    public static void Add(List<Finding> findings, int start, int end) =>
        findings.Add(new Finding(start, end, PiiType.Id, "cue", 0.88, "cue"));

    /// <summary>"ID" of a person or a card, "NI", "DL", "KV" with a word for a number behind them.</summary>
    private static bool IsTwoLetters(ReadOnlySpan<char> text, int start, int at)
    {
        var word = text[start..at];
        var next = at;
        while (next < text.Length && text[next] is ' ' or '-')
        {
            next++;
        }

        var last = ValueToken.WordEnd(text, next);
        var before = NameContext.SpanBefore(text, start, out _);
        if (word.Equals("id", StringComparison.OrdinalIgnoreCase))
        {
            return OfPeople.Contains(before)
                || (
                    !Things.Contains(before)
                    && last > next
                    && text[next..last] is "card" or "number" or "no" or "document"
                    && !char.IsDigit(text[start])
                );
        }

        if (word.Equals("ip", StringComparison.OrdinalIgnoreCase))
        {
            // IP address: no; "IP: 67475839483" is a French patient's.
            return char.IsUpper(word[0])
                && at + 2 < text.Length
                && text[at] == ':'
                && IdToken.DigitsOf(text[(at + 2)..Math.Min(text.Length, at + 10)]) == 8;
        }

        return (char.IsUpper(word[0]) && char.IsUpper(word[1]) || (word is "dl" && last > next && Numbers.Contains(text[next..last])))
            && (
                DriverLicence.IsOne(text, start, at)
                || (last > next && Numbers.Contains(text[next..last]))
                || (at < text.Length && text[at] is '#' or ':')
            );
    }

    private static (int Start, int End) Behind(ReadOnlySpan<char> text, int at, bool isWeak, bool lower)
    {
        var cue = at;
        var marked = false;
        for (var fillers = 0; fillers <= MostFillers; fillers++)
        {
            while (
                at < text.Length
                    && at - cue < Reach
                    && text[at]
                        is ' '
                            or ':'
                            or '='
                            or '#'
                            or '"'
                            or '\''
                            or '’'
                            or '('
                            or '.'
                            or '-'
                            or '–'
                            or '*'
                            or '`'
                            or '/'
                            or '„'
                            or '“'
                            or '«'
                            or ')'
                            or 'º'
                            or '<'
                            or '>'
                            or '|'
                            or '°'
                            or '\u00a0'
                || (at < text.Length && at - cue < Reach && text[at] == ',' && IsNumberNext(text, at + 1))
            )
            {
                marked |= text[at] is ':' or '=' or '#' or '°' or 'º';
                at++;
            }

            var end = IdToken.End(text, at);
            if (end == at)
            {
                return default;
            }

            var word = ValueToken.WordEnd(text, at);
            if (
                word > at && !text[at..end].ContainsAnyInRange('0', '9')
                || (word < end && text[word] is '.' or '°' or 'º' && CueVocabulary.Fillers.Contains(text[at..word]))
            )
            {
                word = word == at ? end : word;
                if (!CueVocabulary.Fillers.ContainsValue(text[at..word]))
                {
                    return default;
                }

                marked |= Numbers.Contains(text[at..word]) || CueVocabulary.Says.Contains(text[at..word]);
                at = word;
                continue;
            }

            return IsId(text[at..end], isWeak, lower, marked) && !IdsAround.IsDate(text, at) ? (at, end) : default;
        }

        return default;
    }

    private static bool IsId(ReadOnlySpan<char> token, bool isWeak, bool lower, bool marked)
    {
        var digits = IdToken.DigitsOf(token);
        var upper = 0;
        foreach (var c in token)
        {
            upper += char.IsUpper(c) ? 1 : 0;
        }

        if (isWeak)
        {
            return token.Length >= 7
                && (lower ? marked && digits >= 7 : digits >= 7 || (digits >= 5 && (marked || upper > 0)) || (digits >= 4 && upper >= 2));
        }

        return (token.Length >= 5 && digits >= 4) || (token.Length is >= 8 and <= 10 && digits >= 2 && upper + digits == token.Length);
    }
}
