namespace Raum.Redaction;

/// <summary>Forms with a label on one line and its value on the next: "Last name⏎Funk⏎Street⏎8 Mill Court" (PII-1).</summary>
/// <remarks>Linear: each line is read a few times at most. One label alone may be a heading; where the next or the last line but one is another, it is a form.</remarks>
internal sealed class LabelAbove : IDetector
{
    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var isForm = false;
        for (var line = 0; line < text.Length; )
        {
            var end = TableDetector.LineEnd(text, line);
            var kind = LabelOf(text[line..end]);
            if (kind == ColumnKind.Other || end + 1 >= text.Length)
            {
                isForm &= !text[line..end].Trim().IsEmpty;
                line = end + 1;
                continue;
            }

            var last = TableDetector.LineEnd(text, end + 1);
            var below = text[(end + 1)..last];
            var another = last + 1 < text.Length ? LabelOf(text[(last + 1)..TableDetector.LineEnd(text, last + 1)]) : ColumnKind.Other;
            isForm |= another != ColumnKind.Other && LabelOf(below) == ColumnKind.Other;
            var value = below.Trim(" \r\t");
            if (isForm && TableValue.TypeOfField(kind, value, isOfPerson: true, isNameKey: true) is { } type)
            {
                var start = end + 1 + below.IndexOf(value);
                findings.Add(new Finding(start, start + value.Length, type, TableDetector.Name, 0.9, NameField.Reason));
            }

            line = last + 1;
        }
    }

    private static ColumnKind LabelOf(ReadOnlySpan<char> line)
    {
        Work.Add(Math.Min(line.Length, ColumnLabels.Longest));
        var label = line.Length > ColumnLabels.Longest ? default : line.Trim(" \r\t:*");
        return label.Length < 2 || label.ContainsAnyInRange('3', '9') ? ColumnKind.Other : ColumnLabels.Of(label);
    }
}
