using System.Buffers;

namespace Raum.Redaction;

/// <summary>Tables whose first line says what their columns hold: "name,dob,phone", "| Passenger | Passport |", "Vorname;Nachname;Geburtsdatum" (PII-1).</summary>
/// <remarks>A value stands far from its label there, so that no other detector sees them together. Linear: a line is read as the head of a table, as the line behind one, and as a row.</remarks>
internal sealed class TableDetector : IDetector
{
    public const string Name = "table";
    private const string Reason = "column";

    /// <summary>Words of a label, without the first.</summary>
    private const int MostWords = 4;

    /// <summary>"Phone 2" is a label, "geb. 04.12.1978" a value.</summary>
    private const int FewestOfValue = 5;

    /// <summary>No sentence has so many words with commas between them above a line with as many.</summary>
    private const int FewestOfTable = 5;

    /// <summary>Lines between the head and the first row: "|---|---|".</summary>
    private const int MostRules = 1;

    /// <summary>Signs of a line that only divides: "|---|---|".</summary>
    private static readonly SearchValues<char> Rules = SearchValues.Create("|-+:= \t\r");

    /// <summary>Never stand in a label.</summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create("!?@=`");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<(int Start, int End)> cells = stackalloc (int, int)[TableRow.MostCells];
        Span<ColumnKind> kinds = stackalloc ColumnKind[TableRow.MostCells];
        for (var line = 0; line < text.Length; )
        {
            var end = LineEnd(text, line);
            var divider = TableRow.DividerOf(text[line..end]);
            var form = FieldTable.Read(text, line, divider, cells, findings);
            if (form > line)
            {
                line = form;
                continue;
            }

            var columns = divider is '\0' or TableRow.Leader ? 0 : Head(text, line, end, divider, cells, kinds);
            if (columns == 0)
            {
                HeadlessRow.Read(text, line, end, divider, cells, findings);
            }

            line = columns == 0 ? end + 1 : Rows(text, end + 1, divider, cells, kinds[..columns], findings);
        }
    }

    /// <summary>How many columns the table has whose head this line is; 0 where it is none.</summary>
    private static int Head(
        ReadOnlySpan<char> text,
        int line,
        int end,
        char divider,
        Span<(int Start, int End)> cells,
        Span<ColumnKind> kinds
    )
    {
        // Nearly every sentence has a comma; its first words tell that it heads no table.
        const int Beginning = 2 * (ColumnLabels.Longest + 8);
        Work.Add(Beginning);
        var first = TableRow.Read(text, line, Math.Min(end, line + Beginning), divider, cells);
        if (first == 0 || !IsLabel(text[cells[0].Start..cells[0].End]) || !AreLabels(text, cells[1..Math.Max(1, first - 1)]))
        {
            return 0;
        }

        Work.Add(end - line);
        var count = TableRow.Read(text, line, end, divider, cells);
        if (!AreLabels(text, cells[..count]))
        {
            return 0;
        }

        var (values, people) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            kinds[i] = ColumnLabels.Of(text[cells[i].Start..cells[i].End]);
            people += IsOfPerson(kinds[i]) ? 1 : 0;
            values += kinds[i] is ColumnKind.Secret or ColumnKind.Username ? 1 : 0;
        }

        // A sentence has such words among others: "please send password, user and token".
        var isSentence = divider == ',' && text[line..end].Contains(", ", StringComparison.Ordinal);
        if (count < 2 || people + values == 0 || (isSentence && count < FewestOfTable && (people + values) * 2 < count))
        {
            return 0;
        }

        LeaveThings(kinds[..count]);
        return Holds(text, end + 1, divider, cells, kinds[..count]) ? count : 0;
    }

    private static bool AreLabels(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> cells)
    {
        foreach (var (start, end) in cells)
        {
            if (end > start && !IsLabel(text[start..end]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Without another column about people a name may be that of a thing: "name, token".</summary>
    public static void LeaveThings(Span<ColumnKind> kinds)
    {
        foreach (var kind in kinds)
        {
            if (IsOfPerson(kind))
            {
                return;
            }
        }

        kinds.Replace(ColumnKind.Name, ColumnKind.Other);
        kinds.Replace(ColumnKind.User, kinds.Contains(ColumnKind.Secret) ? ColumnKind.Username : ColumnKind.Other);
    }

    public static bool IsOfPerson(ColumnKind kind) =>
        kind is ColumnKind.BirthDate or ColumnKind.Phone or ColumnKind.Email or ColumnKind.Id or ColumnKind.Person or ColumnKind.Street;

    /// <summary>A label: a few words, no figure and no sentence.</summary>
    private static bool IsLabel(ReadOnlySpan<char> cell)
    {
        if (
            cell.Length is 0 or > ColumnLabels.Longest + 8
            || cell.ContainsAny(Signs)
            || cell.TrimEnd(':').Contains(':')
            || cell.Count('(') != cell.Count(')')
            || cell.Count(' ') > MostWords
        )
        {
            return false;
        }

        var (letters, digits) = (0, 0);
        foreach (var c in cell)
        {
            letters += char.IsLetter(c) ? 1 : 0;
            digits += char.IsDigit(c) ? 1 : 0;
        }

        return (letters > 1 && digits < FewestOfValue) || cell is "#";
    }

    /// <summary>True when the first row below holds what the head says, in half of its columns at least: "name, phone, address" in a sentence heads no table.</summary>
    private static bool Holds(
        ReadOnlySpan<char> text,
        int line,
        char divider,
        Span<(int Start, int End)> cells,
        ReadOnlySpan<ColumnKind> kinds
    )
    {
        for (var skipped = 0; line < text.Length && skipped <= MostRules; skipped++)
        {
            var end = LineEnd(text, line);
            Work.Add(end - line);
            var count = TableRow.Read(text, line, end, divider, cells);
            if (count == kinds.Length && !IsRule(text[line..end]))
            {
                var (asked, fits) = (0, 0);
                for (var i = 0; i < count; i++)
                {
                    var cell = text[cells[i].Start..cells[i].End];
                    var isAsked =
                        kinds[i] is not (ColumnKind.Other or ColumnKind.Email or ColumnKind.Place or ColumnKind.Region or ColumnKind.User)
                        && !cell.IsEmpty;
                    asked += isAsked ? 1 : 0;
                    fits += isAsked && (TableValue.TypeOf(kinds[i], cell) is not null || TableValue.IsMasked(cell)) ? 1 : 0;
                }

                return fits * 2 >= asked;
            }

            line = end + 1;
        }

        return false;
    }

    /// <summary>Reads the rows below the head; gives the line behind the last one.</summary>
    private static int Rows(
        ReadOnlySpan<char> text,
        int line,
        char divider,
        Span<(int Start, int End)> cells,
        ReadOnlySpan<ColumnKind> kinds,
        List<Finding> findings
    )
    {
        var blank = false;
        while (line < text.Length)
        {
            var end = LineEnd(text, line);
            Work.Add(end - line);
            if (IsRule(text[line..end]))
            {
                line = end + 1;
                continue;
            }

            var count = TableRow.Read(text, line, end, divider, cells);
            if (count < 2)
            {
                if (blank || !text[line..end].Trim().IsEmpty)
                {
                    return line;
                }

                // The table may go on below a blank line.
                (blank, line) = (true, end + 1);
                continue;
            }

            if (blank && (count != kinds.Length || !IsTight(cells, divider)))
            {
                return line;
            }

            blank = false;
            if (count == kinds.Length)
            {
                Row(text, cells[..count], kinds, findings);
            }
            else if (count > kinds.Length || IsTight(cells, divider))
            {
                Misread(text, cells[..count], kinds, findings);
            }

            line = end + 1;
        }

        return line;
    }

    /// <summary>A line that only divides: "+------+-----+".</summary>
    private static bool IsRule(ReadOnlySpan<char> line) =>
        line.Length > 2 && line.Contains('-') | line.Contains('=') && !line.ContainsAnyExcept(Rules);

    /// <summary>No space behind the divider, as in a sentence: "Thanks, please hurry".</summary>
    private static bool IsTight(ReadOnlySpan<(int Start, int End)> cells, char divider) =>
        divider is '|' or '\t' || cells[1].Start == cells[0].End + 1;

    private static void Row(
        ReadOnlySpan<char> text,
        ReadOnlySpan<(int Start, int End)> cells,
        ReadOnlySpan<ColumnKind> kinds,
        List<Finding> findings
    )
    {
        for (var i = 0; i < kinds.Length; i++)
        {
            var (start, end) = cells[i];
            if (TableValue.TypeOf(kinds[i], text[start..end]) is not { } type)
            {
                continue;
            }

            if (type == PiiType.Address)
            {
                // Postcode and city in the columns behind it.
                while (i + 1 < kinds.Length && kinds[i + 1] is ColumnKind.Place or ColumnKind.Region)
                {
                    i++;
                    end = kinds[i] == ColumnKind.Place && cells[i].End > cells[i].Start ? cells[i].End : end;
                }
            }

            start = type == PiiType.BirthDate ? start + TableValue.CueOf(text[start..end]) : start;
            findings.Add(new Finding(start, end, type, Name, 0.92, Reason));
        }
    }

    /// <summary>
    /// A row with a divider in a value: columns are counted from both ends, and whatever holds what one of them should is masked. Names would be any words. A row that ends early,
    /// "jbell;hunter22" without a note, is counted from its beginning.
    /// </summary>
    private static void Misread(
        ReadOnlySpan<char> text,
        ReadOnlySpan<(int Start, int End)> cells,
        ReadOnlySpan<ColumnKind> kinds,
        List<Finding> findings
    )
    {
        var more = Math.Max(0, cells.Length - kinds.Length);
        for (var i = 0; i < Math.Min(kinds.Length, cells.Length); i++)
        {
            if (kinds[i] is ColumnKind.Person or ColumnKind.Name or ColumnKind.Street)
            {
                continue;
            }

            foreach (var (start, end) in (ReadOnlySpan<(int, int)>)[cells[i], cells[i + more]])
            {
                if (TableValue.TypeOf(kinds[i], text[start..end]) is { } type)
                {
                    findings.Add(new Finding(start, end, type, Name, 0.92, Reason));
                }
            }
        }
    }

    public static int LineEnd(ReadOnlySpan<char> text, int line)
    {
        var length = text[line..].IndexOf('\n');
        return length < 0 ? text.Length : line + length;
    }
}
