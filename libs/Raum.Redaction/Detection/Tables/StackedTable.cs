namespace Raum.Redaction;

/// <summary>A table that was pasted with each cell on a line of its own: "Room⏎Guest⏎Nights⏎214⏎Anna Berg⏎3⏎215⏎hunter vang⏎2" (PII-1).</summary>
/// <remarks>
/// How many columns there are is told by the cells: where those of a column alike hold figures or none, row by row, they are cut rightly.
/// Linear: each width up to <see cref="MostColumns"/> is tried once for each heading, on a bounded number of lines; what one table holds is read once.
/// </remarks>
internal sealed class StackedTable : IDetector
{
    private const int FewestColumns = 3;
    private const int MostColumns = 9;
    private const int FewestRows = 2;

    /// <summary>Rows that tell how wide the table is; those behind are read as they come.</summary>
    private const int TellingRows = 3;
    private const int LongestHead = 24;
    private const int LongestCell = 80;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<(int Start, int End)> lines = stackalloc (int, int)[MostColumns * (TellingRows + 1)];
        Span<ColumnKind> kinds = stackalloc ColumnKind[MostColumns];
        for (var line = 0; line < text.Length; )
        {
            var end = TableDetector.LineEnd(text, line);
            if (!IsHead(text[line..end]) || Lines(text, line, lines) is not (>= FewestColumns * (FewestRows + 1) and var count))
            {
                line = end + 1;
                continue;
            }

            var columns = Columns(text, lines[..count], kinds);
            line = columns == 0 ? end + 1 : Read(text, lines[columns].Start, kinds[..columns], findings);
        }
    }

    /// <summary>Short, no figure, no end of a sentence.</summary>
    private static bool IsHead(ReadOnlySpan<char> line)
    {
        var own = line.Trim(" \r\t");
        return own.Length is > 1 and <= LongestHead
            && !own.ContainsAnyInRange('0', '9')
            && own[^1] is not ('.' or ':' or ',' or '!' or '?')
            && own.Count(' ') < 3;
    }

    /// <summary>The lines from here on, without the spaces around them, as far as none is empty or long.</summary>
    private static int Lines(ReadOnlySpan<char> text, int line, Span<(int Start, int End)> lines)
    {
        var count = 0;
        while (line < text.Length && count < lines.Length)
        {
            var end = TableDetector.LineEnd(text, line);
            var own = text[line..end].Trim(" \r\t");
            Work.Add(1);
            if (own.Length is 0 or > LongestCell)
            {
                break;
            }

            var start = line + text[line..end].IndexOf(own);
            lines[count++] = (start, start + own.Length);
            line = end + 1;
        }

        return count;
    }

    /// <summary>How many columns the table has whose heading begins with the first line; 0 where this is none.</summary>
    private static int Columns(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> lines, Span<ColumnKind> kinds)
    {
        var (people, heads) = (0, 0);
        while (heads < MostColumns && heads < lines.Length && IsHead(text[lines[heads].Start..lines[heads].End]))
        {
            kinds[heads] = ColumnLabels.Of(text[lines[heads].Start..lines[heads].End]);
            heads++;
        }

        for (var columns = 0; columns < heads; columns++)
        {
            people += TableDetector.IsOfPerson(kinds[columns]) || kinds[columns] is ColumnKind.Name or ColumnKind.User ? 1 : 0;
            if (people > 0 && columns + 1 >= FewestColumns && AreRows(text, lines[(columns + 1)..], columns + 1))
            {
                TableDetector.LeaveThings(kinds[..(columns + 1)]);
                return columns + 1;
            }
        }

        return 0;
    }

    /// <summary>Two rows or more whose cells are alike in each column: with figures or without; one column has them.</summary>
    private static bool AreRows(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> cells, int columns)
    {
        var rows = Math.Min(cells.Length / columns, TellingRows);
        Work.Add(rows * columns);
        var withFigures = 0;
        for (var column = 0; column < columns && rows >= FewestRows; column++)
        {
            var first = HasFigure(text, cells[column]);
            for (var row = 1; row < rows; row++)
            {
                if (HasFigure(text, cells[(row * columns) + column]) != first)
                {
                    return false;
                }
            }

            for (var row = 0; row < rows; row++)
            {
                // A form: a label, its value, the next label.
                var cell = cells[(row * columns) + column];
                if (ColumnLabels.Of(text[cell.Start..cell.End]) != ColumnKind.Other)
                {
                    return false;
                }
            }

            withFigures += first ? 1 : 0;
        }

        return rows >= FewestRows && withFigures > 0 && withFigures < columns;
    }

    /// <summary>Reads the cells of the rows; gives the line behind the table.</summary>
    private static int Read(ReadOnlySpan<char> text, int line, ReadOnlySpan<ColumnKind> kinds, List<Finding> findings)
    {
        for (var cell = 0; line < text.Length; cell++)
        {
            var end = TableDetector.LineEnd(text, line);
            Work.Add(end - line);
            var own = text[line..end].Trim(" \r\t");
            if (own.Length is 0 or > LongestCell)
            {
                return end + 1;
            }

            var kind = kinds[cell % kinds.Length];
            if (TableValue.TypeOf(kind, own) is { } type && !(type == PiiType.Name && ColumnLabels.Of(own) != ColumnKind.Other))
            {
                var start = line + text[line..end].IndexOf(own);
                findings.Add(new Finding(start, start + own.Length, type, TableDetector.Name, 0.9, "column"));
            }

            line = end + 1;
        }

        return line;
    }

    private static bool HasFigure(ReadOnlySpan<char> text, (int Start, int End) cell) =>
        text[cell.Start..cell.End].ContainsAnyInRange('0', '9');
}
