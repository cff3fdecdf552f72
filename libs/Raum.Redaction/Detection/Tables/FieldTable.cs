namespace Raum.Redaction;

/// <summary>A form as a table, a label and its value a line, "| Last name | Kuipers |", or a table whose rows are people's fields and whose columns are people (PII-1).</summary>
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
            || Label(text, line, divider, 0, cells, out var next) is not var (first, count)
            || first == ColumnKind.Other
            || ColumnLabels.Of(text[cells[1].Start..cells[1].End]) != ColumnKind.Other
            || !(
                (IsValue(first, text[cells[1].Start..cells[1].End]) && count == 2)
                | HasAnother(text, next, divider, count, cells, out var isOfPerson)
            )
        )
        {
            return line;
        }

        // "name" alone may be that of a thing.
        isOfPerson |= TableDetector.IsOfPerson(first);
        while (Label(text, line, divider, count, cells, out next) is var (kind, _))
        {
            foreach (var (start, end) in cells[1..count])
            {
                // "Name | Basic | Pro" heads the columns of an offer.
                var ofMany =
                    count > 2 && kind is ColumnKind.Name or ColumnKind.Person
                        ? TableValue.TypeOfField(
                            kind,
                            text[start..end],
                            isOfPerson,
                            kind == ColumnKind.Person && FieldRecord.IsNameKey(text[cells[0].Start..cells[0].End])
                        )
                        : TableValue.TypeOf(kind, text[start..end]);
                if (
                    (kind != ColumnKind.Name || isOfPerson)
                    && ofMany is { } type
                    && !(type == PiiType.Name && NameField.IsNoValue(text[start..end]))
                )
                {
                    findings.Add(new Finding(start, end, type, TableDetector.Name, 0.92, NameField.Reason));
                }
            }

            line = next;
        }

        return line;
    }

    /// <summary>What the label of a line says, and how many cells it has; null where it has another number of them than asked for, or a colon.</summary>
    /// <param name="asked">0 for two or more.</param>
    private static (ColumnKind Kind, int Count)? Label(
        ReadOnlySpan<char> text,
        int line,
        char divider,
        int asked,
        Span<(int Start, int End)> cells,
        out int next
    )
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
        count -= count > 2 && divider == '\t' && cells[count - 1].Start == cells[count - 1].End ? 1 : 0;
        if (count < 2 || (asked > 0 && count != asked))
        {
            return null;
        }

        var label = text[cells[0].Start..cells[0].End];
        // Where a colon says it, other detectors read the value, over several lines, too.
        return label.EndsWith(':') ? null : (ColumnLabels.Of(label), count);
    }

    /// <summary>"Jansen", or what is masked already: no label of a column, so that none is needed below it.</summary>
    private static bool IsValue(ColumnKind kind, ReadOnlySpan<char> cell)
    {
        var end = cell.IndexOfAny(' ', '-');
        var facts = NameWords.Of(end < 0 ? cell : cell[..end]);
        return TableValue.IsMasked(cell)
            || (kind == ColumnKind.Person && (facts & WordFacts.AnyName) != 0 && (facts & (WordFacts.Word | WordFacts.Proper)) == 0);
    }

    private static bool HasAnother(
        ReadOnlySpan<char> text,
        int line,
        char divider,
        int count,
        Span<(int Start, int End)> cells,
        out bool isOfPerson
    )
    {
        var found = false;
        isOfPerson = false;
        for (var lines = 0; lines < Near && Label(text, line, divider, count, cells, out line) is var (kind, _); lines++)
        {
            found |= kind != ColumnKind.Other;
            isOfPerson |= TableDetector.IsOfPerson(kind);
        }

        return found;
    }
}
