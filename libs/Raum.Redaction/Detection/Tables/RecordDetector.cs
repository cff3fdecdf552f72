namespace Raum.Redaction;

/// <summary>Rows of a record: "Doe Jane | F | 12/05/1973 (51 ans) | 5976349378". A birth date is known by the sex or the age beside it, an id by the birth date in its row.</summary>
/// <remarks>Linear: each row is read once. Looks at rows with two bars or more, and at dates with an age in brackets behind them.</remarks>
internal sealed class RecordDetector : IDetector
{
    private const string Name = "record";
    private const int MostFields = 24;
    private const int ShortestId = 7;
    private const int LongestId = 16;

    private static readonly WordSet Years = Cues.Set("ans an years year yrs yo jahre jahr anos anni jaar");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var read = 0;
        for (var bar = units.Has('|') ? text.IndexOf('|') : -1; bar >= 0; )
        {
            var line = text[read..bar].LastIndexOf('\n') is >= 0 and var before ? read + before + 1 : read;
            var length = text[bar..].IndexOf('\n');
            var end = length < 0 ? text.Length : bar + length;
            Row(text, line, end, findings);
            read = end;
            var next = text[end..].IndexOf('|');
            bar = next < 0 ? -1 : end + next;
        }

        if (units.Has('('))
        {
            Aged(text, findings);
        }
    }

    private static void Row(ReadOnlySpan<char> text, int line, int end, List<Finding> findings)
    {
        Work.Add(end - line);
        Span<(int Start, int End)> fields = stackalloc (int, int)[MostFields];
        var count = 0;
        for (var at = line; at <= end && count < MostFields; )
        {
            var length = text[at..end].IndexOf('|');
            var last = length < 0 ? end : at + length;
            fields[count++] = Trimmed(text, at, last);
            at = last + 1;
        }

        var born = -1;
        var sex = false;
        for (var i = 0; i < count; i++)
        {
            var (start, last) = fields[i];
            sex |= last - start == 1 && text[start] is 'M' or 'F' or 'H' or 'W' or 'm' or 'f' or 'h' or 'w';
            born = born < 0 && sex && DateEnd(text, start, last) > 0 ? i : born;
        }

        if (count < 3 || born < 0)
        {
            return;
        }

        findings.Add(
            new Finding(fields[born].Start, DateEnd(text, fields[born].Start, fields[born].End), PiiType.BirthDate, Name, 0.93, "row")
        );
        for (var i = 0; i < count; i++)
        {
            var (start, last) = fields[i];
            var digits = start;
            while (digits < last && char.IsAsciiDigit(text[digits]))
            {
                digits++;
            }

            // A dot may end the row.
            var ends = digits == last || (digits == last - 1 && text[digits] == '.');
            if (ends && digits - start is >= ShortestId and <= LongestId)
            {
                findings.Add(new Finding(start, digits, PiiType.Id, Name, 0.93, "row"));
            }
        }
    }

    /// <summary>"22/01/1965 (27 ans)".</summary>
    private static void Aged(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (var from = 0; text[from..].IndexOf('(') is >= 0 and var found; )
        {
            var bracket = from + found;
            from = bracket + 1;
            var digits = from;
            while (digits < text.Length && digits - from < 4 && char.IsAsciiDigit(text[digits]))
            {
                digits++;
            }

            if (digits - from is 0 or > 3 || digits >= text.Length || text[digits] != ' ')
            {
                continue;
            }

            var last = digits + 1;
            while (last < text.Length && last - digits < 8 && char.IsLetter(text[last]))
            {
                last++;
            }

            var end = bracket;
            while (end > 0 && text[end - 1] == ' ')
            {
                end--;
            }

            var start = end;
            while (start > 0 && end - start < 10 && (char.IsAsciiDigit(text[start - 1]) || text[start - 1] is '/' or '.' or '-'))
            {
                start--;
            }

            if (Years.Contains(text[(digits + 1)..last]) && start < end && DateEnd(text, start, end) == end)
            {
                findings.Add(new Finding(start, end, PiiType.BirthDate, Name, 0.93, "age"));
            }
        }
    }

    /// <summary>The end of a date in figures with a year of four, which may have an age in brackets behind it; 0 when the field is something else.</summary>
    private static int DateEnd(ReadOnlySpan<char> text, int start, int end)
    {
        var at = start;
        var digits = 0;
        var signs = 0;
        while (at < end && (char.IsAsciiDigit(text[at]) || text[at] is '/' or '.' or '-'))
        {
            digits += char.IsAsciiDigit(text[at]) ? 1 : 0;
            signs += char.IsAsciiDigit(text[at]) ? 0 : 1;
            at++;
        }

        return digits is >= 6 and <= 8 && signs == 2 ? at : 0;
    }

    private static (int Start, int End) Trimmed(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return (start, end);
    }
}
