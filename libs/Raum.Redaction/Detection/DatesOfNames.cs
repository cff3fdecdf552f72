namespace Raum.Redaction;

/// <summary>Birth dates beside names in lists of people: "Mr Gareth Pugh-Jones (14.02.1969)", "Ornella Zanchetta, 14/07/1976".</summary>
/// <remarks>Linear: a bounded stretch behind each name is read.</remarks>
internal static class DatesOfNames
{
    private const int Longest = 24;

    /// <summary>Such dates, once names are known.</summary>
    public static List<Finding> In(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Work.Add(findings.Count);
        var dates = new List<Finding>();
        foreach (var finding in findings)
        {
            if (finding.Type == PiiType.Name && Date(text, finding.End) is var (start, end))
            {
                dates.Add(new Finding(start, end, PiiType.BirthDate, "birth-date", 0.85, "beside-name"));
            }
        }

        return dates;
    }

    private static (int Start, int End)? Date(ReadOnlySpan<char> text, int name)
    {
        if (name + 3 >= text.Length)
        {
            return null;
        }

        var opened = text[name] == ' ' && text[name + 1] == '(';
        var listed = text[name] is ',' or ';' && text[name + 1] == ' ';
        var start = name + 2;
        if (
            !(opened || listed)
            || !char.IsAsciiDigit(text[start])
            || WrittenDate.End(text, start) is not (> 0 and var end)
            || end - start > Longest
        )
        {
            return null;
        }

        var closes = opened ? end < text.Length && text[end] == ')' : end == text.Length || text[end] is '\n' or '\r';
        return closes && WrittenDate.IsDay(text[start..end]) && WrittenDate.HasYearBefore(text[start..end], CuedBirthDate.LastYear)
            ? (start, end)
            : null;
    }
}
