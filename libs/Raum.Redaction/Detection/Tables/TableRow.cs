namespace Raum.Redaction;

/// <summary>The cells of one line of a table: CSV (RFC 4180), tabs, bars, or columns with two spaces or more between them.</summary>
internal static class TableRow
{
    public const int MostCells = 256;

    /// <summary>Stands for two spaces or more.</summary>
    public const char Spaces = ' ';

    /// <summary>Stands for dots that lead from a label to its value: "Name ........ Anna Berg".</summary>
    public const char Leader = '.';

    private const string Dots = "....";

    /// <summary>What divides the cells of a line whose first cell is as long as a label; 0 where nothing does.</summary>
    public static char DividerOf(ReadOnlySpan<char> line)
    {
        var start = line[..Math.Min(line.Length, ColumnLabels.Longest + 8)];
        if (start.StartsWith("|"))
        {
            return '|';
        }

        if (start.Contains('|') && line.Count('|') > 1)
        {
            return '|';
        }

        if (start.IndexOf(Dots) > 0)
        {
            return Leader;
        }

        var at = start.IndexOfAny("\t|;,");
        var gap = start.TrimStart(' ').IndexOf("  ");
        return gap > 0 && (at < 0 || gap < at - (start.Length - start.TrimStart(' ').Length)) ? Spaces
            : at > 0 ? start[at]
            : '\0';
    }

    /// <summary>Reads the cells, without their quotes and the spaces around them; gives how many there are, 0 for too many.</summary>
    public static int Read(ReadOnlySpan<char> text, int line, int end, char divider, Span<(int Start, int End)> cells)
    {
        var (at, last) = Trimmed(text, line, end);
        // Jira's heads: "||Name||Phone||".
        var bars = divider == '|' && text[at..last].StartsWith("||") ? 2 : 1;
        if (divider == '|')
        {
            at += at < last && text[at] == '|' ? bars : 0;
            last -= last > at && text[last - 1] == '|' ? 1 : 0;
            last -= bars > 1 && last > at && text[last - 1] == '|' ? 1 : 0;
        }

        if (divider == Leader)
        {
            return Led(text, at, last, cells);
        }

        var count = 0;
        while (at <= last)
        {
            if (count == MostCells)
            {
                return 0;
            }

            var to = End(text, at, last, divider);
            cells[count++] = Unquoted(text, Trimmed(text, at, to));
            at = to + 1;
            at += bars > 1 && at < last && text[at] == '|' ? 1 : 0;
            while (divider == Spaces && at < last && text[at] == ' ')
            {
                at++;
            }
        }

        return count;
    }

    /// <summary>What stands on both sides of the dots.</summary>
    private static int Led(ReadOnlySpan<char> text, int at, int last, Span<(int Start, int End)> cells)
    {
        var dots = text[at..last].IndexOf(Dots);
        if (dots < 0)
        {
            return 1;
        }

        var to = at + dots;
        cells[0] = Trimmed(text, at, to);
        while (to < last && text[to] is '.' or ' ' or ':')
        {
            to++;
        }

        cells[1] = Trimmed(text, to, last);
        return 2;
    }

    /// <summary>The dividers in a line: as many as its cells, without one.</summary>
    private static int End(ReadOnlySpan<char> text, int at, int last, char divider)
    {
        if (divider == Spaces)
        {
            var gap = text[at..last].IndexOf("  ");
            return gap < 0 ? last : at + gap;
        }

        if (divider is ',' or ';' or '\t' && at < last && text[at] == '"')
        {
            // Two quotes inside are one.
            for (var close = at + 1; close < last; close++)
            {
                if (text[close] == '"' && (close + 1 == last || text[close + 1] == divider))
                {
                    return close + 1;
                }
            }
        }

        var length = text[at..last].IndexOf(divider);
        return length < 0 ? last : at + length;
    }

    private static (int Start, int End) Unquoted(ReadOnlySpan<char> text, (int Start, int End) cell) =>
        cell.End - cell.Start > 1 && text[cell.Start] is '"' or '\'' && text[cell.End - 1] == text[cell.Start]
            ? (cell.Start + 1, cell.End - 1)
            : cell;

    private static (int Start, int End) Trimmed(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && text[start] is ' ' or '\r' or '\u00a0')
        {
            start++;
        }

        while (end > start && text[end - 1] is ' ' or '\r' or '\u00a0')
        {
            end--;
        }

        return (start, end);
    }
}
