namespace Raum.Redaction;

/// <summary>Birth dates beside names in lists of people: "Mr Gareth Pugh-Jones (14.02.1969)", "Ornella Zanchetta, 14/07/1976".</summary>
/// <remarks>Linear: a bounded stretch behind each name is read.</remarks>
internal static class DatesOfNames
{
    private const int Longest = 24;

    /// <summary>The date of the next one in a list is no further away.</summary>
    private const int Beside = 40;

    /// <summary>Who was born before is grown up: such a date right behind a name is of nothing else, "Takumi Ishikawa, 15.04.1987, Japanese national".</summary>
    private const int LastOfGrown = 2008;

    private const int Any = 2100;

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
        }

        if (dates.Count > 0)
        {
            LeaveLone(dates);
        }

        return dates;
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
            || end - start > Longest
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

        return opened && closes && WrittenDate.HasYearBefore(text[start..end], Any) ? Found(start, end, OfList) : null;
    }

    private static Finding Found(int start, int end, string reason) => new(start, end, PiiType.BirthDate, "birth-date", 0.85, reason);
}
