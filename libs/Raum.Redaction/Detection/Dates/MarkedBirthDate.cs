namespace Raum.Redaction;

/// <summary>Birth dates and years that a sign marks: "°1986", "°12/03/1986", "*12.03.1984 in Wien"; and dates in brackets behind a relative.</summary>
/// <remarks>Linear: looks at each sign once.</remarks>
internal sealed class MarkedBirthDate : IDetector
{
    private static readonly System.Buffers.SearchValues<char> Signs = System.Buffers.SearchValues.Create("°*");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (units.Has('('))
        {
            OfRelatives(text, findings);
        }

        for (var from = 0; text[from..].IndexOfAny(Signs) is >= 0 and var found; )
        {
            var at = from + found;
            from = at + 1;
            var start = from;
            start += start < text.Length && text[start] == ' ' && text[at] == '*' && at > 0 && text[at - 1] == '(' ? 1 : 0;
            if (start >= text.Length || !char.IsAsciiDigit(text[start]) || (at > 0 && text[at - 1] is not (' ' or '(' or ',' or '\n')))
            {
                continue;
            }

            var end = WrittenDate.End(text, start);
            if (end > 0 ? !WrittenDate.HasYearBefore(text[start..end], CuedBirthDate.LastYear) : text[at] == '*')
            {
                continue;
            }

            end = end > 0 ? end : WrittenDate.YearEnd(text, start, CuedBirthDate.LastYear);
            if (end > 0 && !(end < text.Length && text[end] == '*'))
            {
                findings.Add(new Finding(start, end, PiiType.BirthDate, "birth-date", 0.9, "sign"));
            }
        }
    }

    /// <summary>"meine Tochter (05.12.2011)", "Danylo tem 9 anos (11.03.2016)".</summary>
    private static void OfRelatives(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (var from = 0; text[from..].IndexOf('(') is >= 0 and var found; )
        {
            var open = from + found;
            from = open + 1;
            if (
                open > 2
                && from < text.Length
                && char.IsAsciiDigit(text[from])
                && text[open - 1] == ' '
                && WrittenDate.End(text, from) is > 0 and var end
                && end < text.Length
                && text[end] == ')'
                && WrittenDate.IsDay(text[from..end])
                && (
                    (NameWords.Cues(NameContext.SpanBefore(text, open, out _)) & WordFacts.Kin) != 0
                        ? WrittenDate.HasYearBefore(text[from..end], CuedBirthDate.LastYear)
                        // Small children have an age, too.
                        : SaidAge.Before(text, open)
                )
            )
            {
                findings.Add(new Finding(from, end, PiiType.BirthDate, "birth-date", 0.9, "relative"));
            }
        }
    }
}
