namespace Raum.Redaction;

/// <summary>A street behind its label on a line: "Street: 527 Lynda Roads", "dirección: Puerta Juana, 9". Which kinds of streets there are need not be known there.</summary>
/// <remarks>Linear: the beginning of each line is read, and lines that begin with such a label.</remarks>
internal sealed class StreetField : IDetector
{
    private const int LongestLine = 60;

    /// <summary>A number in so many last units ends a street.</summary>
    private const int LastPart = 5;

    /// <summary>"Avda.": a dot behind so many letters may be that of a short form.</summary>
    private const int LongestShort = 5;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (!units.Has(':'))
        {
            return;
        }

        for (var line = 0; line < text.Length; )
        {
            var end = TableDetector.LineEnd(text, line);
            Read(text, line, end, findings);
            line = end + 1;
        }
    }

    private static void Read(ReadOnlySpan<char> text, int line, int end, List<Finding> findings)
    {
        var near = text.Slice(line, Math.Min(ColumnLabels.Longest + 8, end - line));
        var colon = near.IndexOf(": ");
        var label = colon < 0 ? default : near[..colon].Trim(" -*\t");
        if (label.Length < 2 || ColumnLabels.Of(label) != ColumnKind.Street)
        {
            return;
        }

        var start = ValueToken.Spaces(text, line + colon + 1);
        var value = text[start..end].TrimEnd(" .,;\r");
        if (IsStreet(value))
        {
            findings.Add(new Finding(start, start + value.Length, PiiType.Address, "address-field", 0.9, "field"));
        }
    }

    /// <summary>"12 Mill Road", "Am Berg 35b", and no sentence: "see the attached form 2".</summary>
    private static bool IsStreet(ReadOnlySpan<char> value) =>
        value.Length is > 4 and < LongestLine
        && !value.ContainsAny("!?;:")
        && !EndsSentence(value)
        && (char.IsAsciiDigit(value[0]) || (char.IsUpper(value[0]) && EndsStreet(value[^LastPart..])))
        && TableValue.TypeOfField(ColumnKind.Street, value, isOfPerson: false) is not null;

    /// <summary>"Molenweg 33, Ommen. Come at 8", but not "Av. Zurbano 16".</summary>
    private static bool EndsSentence(ReadOnlySpan<char> value) =>
        value.IndexOf(". ") is >= LongestShort and var dot && !value.Slice(dot - LongestShort, LongestShort).ContainsAny(' ', '.');

    private static bool EndsStreet(ReadOnlySpan<char> last) =>
        last.ContainsAnyInRange('0', '9') || last.Contains("s/n", StringComparison.Ordinal);
}
