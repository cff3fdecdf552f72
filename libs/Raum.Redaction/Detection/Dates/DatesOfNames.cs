namespace Raum.Redaction;

/// <summary>Birth dates beside names in lists of people: "Mr Gareth Pugh-Jones (14.02.1969)", "Ornella Zanchetta, 14/07/1976".</summary>
/// <remarks>Linear: a bounded stretch behind each name is read.</remarks>
internal static class DatesOfNames
{
    /// <summary>The date of the next one in a list is no further away.</summary>
    private const int Beside = 40;

    /// <summary>Who was born before is grown up: such a date right behind a name is of nothing else, "Takumi Ishikawa, 15.04.1987, Japanese national".</summary>
    private const int LastOfGrown = 2008;

    /// <summary>So many lines of people with such dates are a list of birth dates.</summary>
    private const int FewestLines = 3;

    private const int LongestNumber = 6;

    private const string OfName = "beside-name";

    /// <summary>In brackets, as that of another one before: "Bautista (03/05/2017) y Olivia (19/11/2020)".</summary>
    private const string OfList = "beside-date";

    /// <summary>Such dates, once names are known.</summary>
    public static List<Finding> In(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Work.Add(findings.Count);
        var dates = new List<Finding>();
        foreach (var finding in findings)
        {
            if (finding.Type == PiiType.Name && Date(text, finding.End) is { } date)
            {
                dates.Add(date);
            }
            else if (finding.Type == PiiType.Id && DateOfId(text, finding) is { } other)
            {
                dates.Add(other);
            }
        }

        if (dates.Count > 0)
        {
            LeaveLone(dates);
        }

        OfLines(text, findings, dates);
        return dates;
    }

    /// <summary>A list of people with a date behind each, of a year in which nobody has an appointment: "1. Mila Reinhardt, 19.11.2014", "Oisín Fahy 30/09/2015".</summary>
    private static void OfLines(ReadOnlySpan<char> text, List<Finding> findings, List<Finding> dates)
    {
        var before = dates.Count;
        foreach (var finding in findings)
        {
            if (finding.Type == PiiType.Name && BeginsLine(text, finding.Start) && DateOfLine(text, finding.End) is { } date)
            {
                dates.Add(date);
            }
        }

        if (dates.Count - before < FewestLines)
        {
            dates.RemoveRange(before, dates.Count - before);
        }
    }

    /// <summary>Nothing but a number or a sign of lists stands before it.</summary>
    private static bool BeginsLine(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (
            at > 0
            && start - at < LongestNumber
            && (char.IsAsciiDigit(text[at - 1]) || text[at - 1] is '.' or ')' or ' ' or '-' or '*' or '•')
        )
        {
            at--;
        }

        return at == 0 || text[at - 1] == '\n';
    }

    private static Finding? DateOfLine(ReadOnlySpan<char> text, int name)
    {
        var start = name;
        while (start < text.Length && start - name < 3 && text[start] is ' ' or ',' or ';' or '\t' or '-' or '–' or '*')
        {
            start++;
        }

        return
            start > name
            && start < text.Length
            && char.IsAsciiDigit(text[start])
            && WrittenDate.End(text, start) is > 0 and var end
            && WrittenDate.IsDay(text[start..end])
            && WrittenDate.HasYearBefore(text[start..end], CuedBirthDate.LastYear)
            ? Found(start, end, OfName)
            : null;
    }

    /// <summary>A late date alone is that of anything: "Olivia (19/11/2023): called again".</summary>
    private static void LeaveLone(List<Finding> dates)
    {
        FindingOrder.Sort(dates, FindingOrder.ByStart);
        var last = int.MinValue;
        var count = 0;
        for (var i = 0; i < dates.Count; i++)
        {
            var date = dates[i];
            if (date.Reason == OfName || date.Start - Beside < last)
            {
                last = date.End;
                dates[count++] = date;
            }
        }

        dates.RemoveRange(count, dates.Count - count);
    }

    /// <summary>"passport PAB417702, 11/04/1961": of somebody grown up, at the end of a line or of a part of it.</summary>
    private static Finding? DateOfId(ReadOnlySpan<char> text, in Finding id) =>
        Date(text, id.End) is { Reason: OfName } date
        && text[id.End] is ',' or ';'
        && WrittenDate.HasYearBefore(text[date.Start..date.End], LastOfGrown)
            ? date
            : null;

    private static Finding? Date(ReadOnlySpan<char> text, int name)
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
            || !WrittenDate.IsDay(text[start..end])
        )
        {
            return null;
        }

        var closes = opened ? end < text.Length && text[end] == ')' : end == text.Length || text[end] is '\n' or '\r';
        var last = closes ? CuedBirthDate.LastYear : LastOfGrown;
        if ((closes || (listed && text[end] == ',')) && WrittenDate.HasYearBefore(text[start..end], last))
        {
            return Found(start, end, OfName);
        }

        return opened && closes ? Found(start, end, OfList) : null;
    }

    private static Finding Found(int start, int end, string reason) => new(start, end, PiiType.BirthDate, "birth-date", 0.85, reason);
}
