namespace Raum.Redaction;

/// <summary>Dates as people write them.</summary>
internal static class WrittenDate
{
    /// <summary>The end of a date in figures or with a month's name; 0 when there is none here.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        var groups = 0;
        var month = false;
        while (end < text.Length && end - at < 40)
        {
            var start = end;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }

            var token = text[start..end];
            if (token.Length == 0)
            {
                break;
            }

            if (groups == 2 && token.Length > 3 && token[2] == 'T' && char.IsAsciiDigit(token[3]))
            {
                // A time stands behind it: "1984-03-12T08:00:00" (RFC 3339).
                end = start + 2;
                token = token[..2];
            }

            if (char.IsAsciiDigit(token[0]))
            {
                if (token.Length > 4)
                {
                    break;
                }

                groups++;
                if (groups + (month ? 1 : 0) == 3)
                {
                    return end;
                }
            }
            else if (!month && CueVocabulary.Months.ContainsValue(token))
            {
                month = true;
                if (groups == 2)
                {
                    return end;
                }
            }
            else if (groups == 0 || ValueKey.Of(token) is not ("de" or "of" or "del" or "do" or "di" or "den"))
            {
                break;
            }

            var gap = end;
            while (end < text.Length && end - gap < 3 && text[end] is ' ' or '.' or '/' or '-' or ',' or '|')
            {
                end++;
            }

            // "May,2001-04-05" are two cells of a table.
            if (end == gap || (month && groups == 0 && end == gap + 1 && text[gap] == ','))
            {
                break;
            }
        }

        return 0;
    }

    /// <summary>Where the date begins that ends at <paramref name="end"/>; -1 when none does.</summary>
    public static int StartBefore(ReadOnlySpan<char> text, int end)
    {
        var first = -1;
        for (var at = end - 1; at >= 0 && end - at <= 24 && text[at] is not ('\n' or '(' or ';'); at--)
        {
            if (char.IsAsciiDigit(text[at]) && (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && End(text, at) == end)
            {
                first = at;
            }
        }

        return first;
    }

    /// <summary>The end of a year alone in which somebody may have been born; 0 when there is none here.</summary>
    public static int YearEnd(ReadOnlySpan<char> text, int at, int last) =>
        at + 4 <= text.Length
        && int.TryParse(text.Slice(at, 4), System.Globalization.NumberStyles.None, null, out var year)
        && year >= 1900
        && year < last
        && (at + 4 == text.Length || !char.IsLetterOrDigit(text[at + 4]))
            ? at + 4
            : 0;

    /// <summary>"mars 1982".</summary>
    public static int MonthAndYearEnd(ReadOnlySpan<char> text, int at, int last)
    {
        var month = ValueToken.WordEnd(text, at);
        var year = ValueToken.Spaces(text, month);
        foreach (var word in (ReadOnlySpan<string>)["de ", "del "])
        {
            year += text[year..].StartsWith(word) ? word.Length : 0;
        }

        return YearEnd(text, year, last);
    }

    /// <summary>"19790314", "14031979": the end of eight figures with a year of birth; 0 when they are none.</summary>
    public static int PackedEnd(ReadOnlySpan<char> text, int at, int last)
    {
        if (
            at + 8 > text.Length
            || text.Slice(at, 8).ContainsAnyExceptInRange('0', '9')
            || (at + 8 < text.Length && char.IsLetterOrDigit(text[at + 8]))
        )
        {
            return 0;
        }

        var yearFirst = Number(text.Slice(at, 4));
        var yearLast = Number(text.Slice(at + 4, 4));
        return (yearFirst >= 1900 && yearFirst < last) || (yearLast >= 1900 && yearLast < last) ? at + 8 : 0;
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>"17 giugno 91", "17.6.91": a year of two figures in which somebody who writes today was born.</summary>
    public static bool HasShortYear(ReadOnlySpan<char> date) => !char.IsAsciiDigit(date[^3]) && date[^2] >= '3';

    /// <summary>False for a year of four figures from <paramref name="last"/> on.</summary>
    public static bool HasYearBefore(ReadOnlySpan<char> date, int last)
    {
        for (var at = 0; at + 4 <= date.Length; at++)
        {
            var year = date.Slice(at, 4);
            if (!year.ContainsAnyExceptInRange('0', '9'))
            {
                return Number(year) >= 1900 && Number(year) < last;
            }
        }

        // A year of two figures may be any.
        return false;
    }

    /// <summary>A day of a month that there is, where the date has figures alone; with a year of two or four.</summary>
    public static bool IsDay(ReadOnlySpan<char> date)
    {
        Span<int> numbers = stackalloc int[3];
        Span<int> lengths = stackalloc int[3];
        var count = 0;
        for (var at = 0; at < date.Length && count < 3; )
        {
            var end = at;
            while (end < date.Length && char.IsAsciiDigit(date[end]))
            {
                end++;
            }

            if (end == at)
            {
                at++;
                continue;
            }

            lengths[count] = end - at;
            numbers[count++] = int.TryParse(date[at..end], System.Globalization.NumberStyles.None, null, out var number) ? number : 0;
            at = end;
        }

        if (count < 3)
        {
            // With a month's name.
            return true;
        }

        var (year, a, b) = lengths[0] == 4 ? (lengths[0], numbers[1], numbers[2]) : (lengths[2], numbers[0], numbers[1]);
        return year is 2 or 4 && Math.Min(a, b) is >= 1 and <= 12 && Math.Max(a, b) <= 31;
    }
}
