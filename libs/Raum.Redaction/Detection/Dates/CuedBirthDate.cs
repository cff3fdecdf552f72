namespace Raum.Redaction;

/// <summary>Birth dates behind or before the word for them, and as the answer to a question for one some lines above.</summary>
/// <remarks>Linear: a bounded stretch around each cue is read.</remarks>
internal static class CuedBirthDate
{
    private const int Reach = 90;
    private const int MostWords = 6;

    /// <summary>An answer stands within so many signs.</summary>
    private const int AnswerReach = 200;

    /// <summary>Who was born later does not write; a later year is that of an order.</summary>
    public const int LastYear = 2020;

    /// <summary>"Geburtsdatum des Kindes: …": whose it is, and no less a birth date.</summary>
    private static readonly WordSet Owners = Cues.Set(
        "child children kind kinds kindes kinder enfant enfants nino nina hijo hija menor crianca filho filha bambino bambina figlio figlia minore patient patienten patientin paciente paziente insured "
            + "versicherten assure assuree asegurado asegurada segurado segurada assicurato verzekerde titular titulaire holder karteninhabers applicant antragstellers mieters student pupil schulers eleve aluno alumno alumna leerling partner partners conjoint conyuge spouse wife husband"
    );

    private static readonly WordSet Parties = Cues.Set("birthday geburtstag anniversaire verjaardag cumpleanos compleanno aniversario");

    /// <summary>"came into the world on".</summary>
    private static readonly WordSet Worlds = Cues.Set("world mundo welt wereld");
    private static readonly WordSet IntoThe = Cues.Set("the al ao die de");

    /// <summary>"12.05.1984 instead of 12.06.1984".</summary>
    private static readonly WordSet Instead = Cues.Set("instead statt anstatt lieu invece plaats");

    private static readonly WordSet Years = Cues.Set("in en em nel im jahr year anno ano annee l de het jaar the");

    private static readonly WordSet Behinds = Cues.Set(
        "is my the her his date of dates birth ist mein meine sein ihr das der geburtsdatum est ma la mon date de naissance es mi fecha fue el e il la mia data di nascita mijn geboortedatum minha sua s born d o am as"
    );

    public static int Read(ReadOnlySpan<char> text, int start, int at, CueKind kind, List<Finding> findings)
    {
        if (kind == CueKind.Born && IsNegation(text, start, at))
        {
            return at;
        }

        if (kind == CueKind.Born && Worlds.Contains(text[start..at]) && !IntoThe.Contains(NameContext.SpanBefore(text, start, out _)))
        {
            return at;
        }

        Work.Add(AnswerReach);
        var (from, end) = Behind(text, at, kind, Parties.Contains(text[start..at]));
        if (end == 0)
        {
            (from, end) = Before(text, start, kind);
            if (end > 0)
            {
                Add(findings, from, end);
                return at;
            }
        }

        if (end == 0 && kind == CueKind.BirthDate)
        {
            (from, end) = BirthDateAnswer.Answer(text, at, AnswerReach, true);
        }

        if (end == 0)
        {
            return at;
        }

        Add(findings, from, end);
        return More(text, end, findings);
    }

    /// <summary>French "ne" without its accent, but not "ne le", "ne en".</summary>
    private static bool IsNegation(ReadOnlySpan<char> text, int start, int at) =>
        at - start == 2
        && text[start] == 'n'
        && text[start + 1] == 'e'
        && !(text[at..].StartsWith(" le ") || text[at..].StartsWith(" en ") || text[at..].StartsWith("(e)"));

    private static void Add(List<Finding> findings, int start, int end) =>
        findings.Add(new Finding(start, end, PiiType.BirthDate, "birth-date", 0.95, "cue"));

    private static (int Start, int End) Behind(ReadOnlySpan<char> text, int at, CueKind kind, bool party)
    {
        var limit = Math.Min(text.Length, at + Reach);
        var near = true;
        // A birthday of this year is celebrated, but not "Geburtstag: 14.3.87".
        var direct = !party;
        var isLabel = at < text.Length && text[at] == ':';
        for (var words = 0; at < limit && words <= MostWords; )
        {
            var c = text[at];
            if (char.IsAsciiDigit(c))
            {
                var end = WrittenDate.End(text, at);
                end = end > 0 || kind != CueKind.BirthDate ? end : WrittenDate.PackedEnd(text, at, LastYear);
                end = end > 0 || kind != CueKind.Born || !near ? end : WrittenDate.YearEnd(text, at, LastYear);
                return
                    end > 0
                    && !IsTime(text, end)
                    && (
                        direct
                        || WrittenDate.HasYearBefore(text[at..end], LastYear)
                        || (kind == CueKind.Born && WrittenDate.HasShortYear(text[at..end]))
                        || (isLabel && words == 0)
                    )
                    ? (at, end)
                    : default;
            }

            if (
                c is '?' or '!' or ';' or '['
                || (c == '.' && !IsShortDate(text, at) && at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]) && words > 0)
                || (c == '\n' && words > 0)
            )
            {
                return default;
            }

            if (!char.IsLetter(c))
            {
                at++;
                continue;
            }

            var last = ValueToken.WordEnd(text, at);
            var word = text[at..last];
            if (CueVocabulary.Months.Contains(word))
            {
                var end = WrittenDate.End(text, at);
                end = end > 0 || kind != CueKind.Born ? end : WrittenDate.MonthAndYearEnd(text, at, LastYear);
                if (end > 0 && (direct || WrittenDate.HasYearBefore(text[at..end], LastYear)))
                {
                    return (at, end);
                }
            }

            if (SpokenDate.End(text, at) is > 0 and var spoken)
            {
                return (at, spoken);
            }

            if (BirthDateAnswer.Others.Contains(word))
            {
                return default;
            }

            // "Geburtsdatum des Kindes: 09.06.2023"
            if (kind == CueKind.BirthDate && last < text.Length && text[last] == ':' && Owners.Contains(word))
            {
                direct = true;
                words++;
                at = last;
                continue;
            }

            near &= Years.Contains(word) || CueVocabulary.Fillers.Contains(word);
            direct &= near || char.IsUpper(word[0]);
            words++;
            at = last;
        }

        return default;
    }

    /// <summary>"Geb.-Dat. 30.08.1947".</summary>
    private static bool IsShortDate(ReadOnlySpan<char> text, int dot) =>
        dot > 3 && text[(dot - 3)..dot].Equals("dat", StringComparison.OrdinalIgnoreCase) && !char.IsLetter(text[dot - 4]);

    /// <summary>Of a message, no birth date: "Please send your date of birth:\n{2026-05-12 08:14} Ann: 12.03.1984".</summary>
    private static bool IsTime(ReadOnlySpan<char> text, int end) =>
        end + 3 < text.Length
        && text[end] is 'T' or ' '
        && char.IsAsciiDigit(text[end + 1])
        && (text[end + 2] == ':' || text[end + 3] == ':');

    /// <summary>"12. März 1984 geboren", "12/03/1984 is my date of birth".</summary>
    private static (int Start, int End) Before(ReadOnlySpan<char> text, int cue, CueKind kind)
    {
        var at = cue;
        for (var words = 0; words < 7; words++)
        {
            while (at > 0 && text[at - 1] is ' ' or ',' or '(' or '-' or '\'' or '.')
            {
                at--;
            }

            if (at == 0 || cue - at > 40)
            {
                return default;
            }

            if (char.IsAsciiDigit(text[at - 1]))
            {
                var start = WrittenDate.StartBefore(text, at);
                return start >= 0 && WrittenDate.IsDay(text[start..at]) ? (start, at) : default;
            }

            var last = at;
            while (at > 0 && char.IsLetter(text[at - 1]))
            {
                at--;
            }

            if (at < last && words == 0 && kind == CueKind.Born && BeforePlace(text, at) is > 0 and var place)
            {
                // "3. März 1981 in Graz geboren"
                at = place;
                continue;
            }

            if (at == last || !Behinds.Contains(text[at..last]))
            {
                return default;
            }
        }

        return default;
    }

    /// <summary>Where "in" begins before the name of a place; 0 where it does not stand there.</summary>
    private static int BeforePlace(ReadOnlySpan<char> text, int place)
    {
        var word = NameContext.SpanBefore(text, place, out var sameLine);
        return sameLine && (word is "in" or "zu" or "bei" or "te") ? place - 1 - word.Length : 0;
    }

    /// <summary>Dates of others beside the first: "A, B and C", "and my son's (06-01-2019)".</summary>
    private static int More(ReadOnlySpan<char> text, int end, List<Finding> findings)
    {
        while (true)
        {
            Work.Add(Reach);
            var (start, last) = Next(text, end);
            if (last == 0)
            {
                (start, last) = BirthDateAnswer.Answer(text, end, Reach, false);
            }

            if (last == 0)
            {
                return end;
            }

            Add(findings, start, last);
            end = last;
        }
    }

    private static (int Start, int End) Next(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        for (var words = 0; words < 4; )
        {
            while (at < text.Length && at - end < 24 && text[at] is ' ' or ',' or '/' or '&' or '+')
            {
                at++;
            }

            if (at >= text.Length || at == end)
            {
                return default;
            }

            if (char.IsAsciiDigit(text[at]))
            {
                var last = WrittenDate.End(text, at);
                return last > 0 && WrittenDate.IsDay(text[at..last]) && WrittenDate.HasYearBefore(text[at..last], LastYear)
                    ? (at, last)
                    : default;
            }

            var word = ValueToken.WordEnd(text, at);
            if (word == at || (word - at > 4 && !Instead.Contains(text[at..word])) || BirthDateAnswer.Others.Contains(text[at..word]))
            {
                return default;
            }

            words++;
            at = word;
        }

        return default;
    }
}
