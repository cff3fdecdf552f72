using System.Buffers;

namespace Raum.Redaction;

/// <summary>Contact cards (vCard, RFC 6350): names, birth day, postal address and user names of their lines.</summary>
/// <remarks>Linear: the lines of each card are read once.</remarks>
internal sealed class ContactCard : IDetector
{
    private const string Name = "contact-card";
    private const string Begin = "BEGIN:VCARD";
    private static readonly SearchValues<string> Begins = SearchValues.Create([Begin], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Ends = SearchValues.Create(["END:VCARD"], StringComparison.OrdinalIgnoreCase);

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var from = 0; units.Has(':') && text[from..].IndexOfAny(Begins) is >= 0 and var found; )
        {
            from += found + Begin.Length;
            var length = text[from..].IndexOfAny(Ends);
            var last = length < 0 ? text.Length : from + length;
            Work.Add(last - from);
            for (var line = from; line < last; )
            {
                var stop = text[line..last].IndexOf('\n');
                var end = stop < 0 ? last : line + stop;
                Line(text, line, end, findings);
                line = end + 1;
            }

            from = last;
        }
    }

    private static void Line(ReadOnlySpan<char> text, int line, int end, List<Finding> findings)
    {
        var colon = text[line..end].IndexOf(':');
        if (colon <= 0)
        {
            return;
        }

        var label = text.Slice(line, colon);
        var parameters = label.IndexOf(';');
        var start = line + colon + 1;
        if (TypeOf(parameters < 0 ? label : label[..parameters]) is not { } type)
        {
            return;
        }

        // Empty parts stand between semicolons.
        while (start < end && text[start] is ';' or ' ')
        {
            start++;
        }

        while (end > start && text[end - 1] is ';' or ' ' or '\r')
        {
            end--;
        }

        if (end - start > 1 && !TableValue.IsMasked(text[start..end]))
        {
            findings.Add(new Finding(start, end, type, Name, 0.97, "vcard"));
        }
    }

    private static PiiType? TypeOf(ReadOnlySpan<char> property) =>
        property switch
        {
            "N" or "FN" or "NICKNAME" => PiiType.Name,
            "BDAY" => PiiType.BirthDate,
            "ADR" => PiiType.Address,
            "TEL" => PiiType.Phone,
            _ => null,
        };
}
