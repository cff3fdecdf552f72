using System.Buffers;

namespace Raum.Redaction;

/// <summary>Rows of SQL: "INSERT INTO users (name, dob) VALUES ('Ana', '1990-02-03')": the columns say what the values are.</summary>
/// <remarks>Linear: the columns and each row are read once.</remarks>
internal sealed class InsertedRow : IDetector
{
    private const string Name = "table";
    private const string Insert = "insert into";
    private const string Values = "values";
    private static readonly SearchValues<string> Inserts = SearchValues.Create([Insert], StringComparison.OrdinalIgnoreCase);
    private const int LongestTable = 80;
    private const int LongestValue = 1_000;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<(int Start, int End)> cells = stackalloc (int, int)[TableRow.MostCells];
        Span<ColumnKind> kinds = stackalloc ColumnKind[TableRow.MostCells];
        for (var from = 0; units.Has('(') && text[from..].IndexOfAny(Inserts) is >= 0 and var found; )
        {
            from += found + Insert.Length;
            var near = text.Slice(from, Math.Min(LongestTable, text.Length - from));
            var open = near.IndexOf('(');
            if (open < 0 || Cells(text, from + open, cells, out var end) is var count && count == 0)
            {
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                kinds[i] = ColumnLabels.Of(text[cells[i].Start..cells[i].End]);
            }

            TableDetector.LeaveThings(kinds[..count]);
            from = Rows(text, end, cells, kinds[..count], findings);
        }
    }

    private static int Rows(
        ReadOnlySpan<char> text,
        int at,
        Span<(int Start, int End)> cells,
        ReadOnlySpan<ColumnKind> kinds,
        List<Finding> findings
    )
    {
        at = Blanks(text, at);
        if (!text[at..].StartsWith(Values, StringComparison.OrdinalIgnoreCase))
        {
            return at;
        }

        at = Blanks(text, at + Values.Length);
        while (at < text.Length && text[at] == '(' && Cells(text, at, cells, out var end) is > 0 and var count)
        {
            for (var i = 0; i < count && count == kinds.Length; i++)
            {
                var (start, last) = cells[i];
                if (TableValue.TypeOf(kinds[i], text[start..last]) is { } type)
                {
                    findings.Add(new Finding(start, last, type, Name, 0.92, "column"));
                }
            }

            at = Blanks(text, end);
            if (at == text.Length || text[at] != ',')
            {
                break;
            }

            at = Blanks(text, at + 1);
        }

        return Math.Min(at, text.Length);
    }

    /// <summary>Reads what stands in brackets, without quotes; 0 where the bracket does not close.</summary>
    private static int Cells(ReadOnlySpan<char> text, int open, Span<(int Start, int End)> cells, out int end)
    {
        var count = 0;
        end = open + 1;
        while (end < text.Length && count < cells.Length)
        {
            end = Blanks(text, end);
            var start = end;
            if (end < text.Length && text[end] is '\'' or '"' or '`')
            {
                var quote = text[end];
                var close = Closing(Near(text, end + 1), quote);
                if (close < 0)
                {
                    return 0;
                }

                end += close + 2;
                cells[count++] = (start + 1, end - 1);
            }
            else
            {
                var length = Near(text, end).IndexOfAny(',', ')');
                if (length < 0)
                {
                    return 0;
                }

                end += length;
                cells[count++] = (start, start + text[start..end].TrimEnd().Length);
            }

            end = Blanks(text, end);
            Work.Add(end - start);
            if (end >= text.Length)
            {
                return 0;
            }

            if (text[end++] == ')')
            {
                return count;
            }
        }

        return 0;
    }

    /// <summary>Where the quote closes; two of them, or one behind a backslash, stand inside: "O''Brien". -1 where it does not.</summary>
    private static int Closing(ReadOnlySpan<char> value, char quote)
    {
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '\\')
            {
                at++;
            }
            else if (value[at] == quote)
            {
                if (at + 1 == value.Length || value[at + 1] != quote)
                {
                    return at;
                }

                at++;
            }
        }

        return -1;
    }

    /// <summary>As much as a value may have.</summary>
    private static ReadOnlySpan<char> Near(ReadOnlySpan<char> text, int at)
    {
        Work.Add(LongestValue);
        return text.Slice(at, Math.Min(LongestValue, text.Length - at));
    }

    private static int Blanks(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
