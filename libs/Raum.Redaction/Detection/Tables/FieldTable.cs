namespace Raum.Redaction;

/// <summary>A form as a table: a label and its value a line, "| Last name | Kuipers |" (PII-1).</summary>
/// <remarks>Linear: a line is looked at once as a row, and once for each of the few lines above it.</remarks>
internal static class FieldTable
{
    /// <summary>So many lines further on there is another label: one alone heads a column.</summary>
    private const int Near = 4;

    /// <summary>Reads the form that begins with this line; gives the line behind its last one, the same line where none begins here.</summary>
    public static int Read(ReadOnlySpan<char> text, int line, char divider, Span<(int Start, int End)> cells, List<Finding> findings)
    {
        if (
            divider is '\0' or ','
            || Label(text, line, divider, cells, out var next) is not { } first
            || first == ColumnKind.Other
            || ColumnLabels.Of(text[cells[1].Start..cells[1].End]) != ColumnKind.Other
            || !(IsValue(first, text[cells[1].Start..cells[1].End]) | HasAnother(text, next, divider, cells, out var isOfPerson))
        )
        {
            return line;
        }

        // "name" alone may be that of a thing.
        isOfPerson |= TableDetector.IsOfPerson(first);
        while (Label(text, line, divider, cells, out next) is { } kind)
        {
            var (start, end) = cells[1];
            if (
                (kind != ColumnKind.Name || isOfPerson)
                && TableValue.TypeOf(kind, text[start..end]) is { } type
                && !(type == PiiType.Name && NameField.IsNoValue(text[start..end]))
            )
            {
                findings.Add(new Finding(start, end, type, TableDetector.Name, 0.92, NameField.Reason));
            }

            line = next;
        }

        return line;
    }

    /// <summary>What the label of a line with two cells says; null where the line has another number of cells, or a colon.</summary>
    private static ColumnKind? Label(ReadOnlySpan<char> text, int line, char divider, Span<(int Start, int End)> cells, out int next)
    {
        next = line;
        if (line >= text.Length)
        {
            return null;
        }

        var end = TableDetector.LineEnd(text, line);
        next = end + 1;
        Work.Add(end - line);
        var count = TableRow.Read(text, line, end, divider, cells);
        // Rows of HTML end with a tab.
        if (count != 2 && !(count == 3 && divider == '\t' && cells[2].Start == cells[2].End))
        {
            return null;
        }

        var label = text[cells[0].Start..cells[0].End];
        // Where a colon says it, other detectors read the value, over several lines, too.
        return label.EndsWith(':') ? null : ColumnLabels.Of(label);
    }

    /// <summary>"Jansen", or what is masked already: no label of a column, so that none is needed below it.</summary>
    private static bool IsValue(ColumnKind kind, ReadOnlySpan<char> cell)
    {
        var end = cell.IndexOfAny(' ', '-');
        var facts = NameWords.Of(end < 0 ? cell : cell[..end]);
        return TableValue.IsMasked(cell)
            || (kind == ColumnKind.Person && (facts & WordFacts.AnyName) != 0 && (facts & (WordFacts.Word | WordFacts.Proper)) == 0);
    }

    private static bool HasAnother(ReadOnlySpan<char> text, int line, char divider, Span<(int Start, int End)> cells, out bool isOfPerson)
    {
        var found = false;
        isOfPerson = false;
        for (var lines = 0; lines < Near && Label(text, line, divider, cells, out line) is { } kind; lines++)
        {
            found |= kind != ColumnKind.Other;
            isOfPerson |= TableDetector.IsOfPerson(kind);
        }

        return found;
    }
}
