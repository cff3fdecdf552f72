using System.Buffers;

namespace Raum.Redaction;

/// <summary>
/// Forms with a field a line, or some on one: "Street: 527 Lynda Roads", "• Last name – Funk", "**Surname:** West", "Vorname: Dewi | Nachname: Moll" (PII-1).
/// </summary>
/// <remarks>Linear: the beginning of each line and what stands behind each divider of fields is read.</remarks>
internal static class FieldLines
{
    private const string Name = "field";
    private const int LongestStreet = 60;

    /// <summary>A number in so many last units ends a street.</summary>
    private const int LastPart = 5;

    /// <summary>"Avda.": a dot behind so many letters may be that of a short form.</summary>
    private const int LongestShort = 5;

    /// <summary>So many lines without a label end a form.</summary>
    private const int MostOthers = 3;

    /// <summary>Part two fields of a line.</summary>
    private static readonly SearchValues<string> Dividers = SearchValues.Create([" | ", "; ", " / ", ", "], StringComparison.Ordinal);

    /// <summary>Stand before a label.</summary>
    private static readonly SearchValues<char> Bullets = SearchValues.Create(" \t-*•·–_#>|");

    /// <summary>Stand between a label and its value, a hyphen among spaces.</summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create(":–—→=-");

    private static readonly SearchValues<char> NoName = SearchValues.Create("[](){}<>\"!?");

    /// <param name="addresses">Gets the streets: what belongs to them around them is found by the rules and the model of addresses.</param>
    public static void Detect(ReadOnlySpan<char> text, List<Finding> addresses, List<Finding> findings)
    {
        var record = new FieldRecord(stackalloc KeyedValue[FieldRecord.Most]);
        var (others, known) = (0, 0);
        for (var line = 0; line < text.Length; )
        {
            var end = TableDetector.LineEnd(text, line);
            var isField = Line(text, line, end, ref record, ref known, addresses, findings);
            others = isField ? 0 : others + 1;
            if (others > MostOthers || end == line)
            {
                record.Settle(text, isWritten: true, Name, findings);
            }

            line = end + 1;
        }

        record.Settle(text, isWritten: true, Name, findings);
    }

    private static bool Line(
        ReadOnlySpan<char> text,
        int line,
        int end,
        ref FieldRecord record,
        ref int known,
        List<Finding> addresses,
        List<Finding> findings
    )
    {
        var isField = false;
        for (var start = text[line..end].ContainsAny(Signs) ? line : end; start < end; )
        {
            if (Field(text, start, end, out var next) is { } field)
            {
                isField = true;
                if (field.Kind == ColumnKind.Street && IsStreet(text[field.Start..field.End]) && !IsFound(addresses, ref known, field))
                {
                    addresses.Add(
                        new Finding(
                            field.Start,
                            WithPostcode(text, field.End, end),
                            PiiType.Address,
                            "address-field",
                            0.9,
                            NameField.Reason
                        )
                    );
                }

                if (record.IsFull)
                {
                    record.Settle(text, isWritten: true, Name, findings);
                }

                record.Add(field);
            }
            else if (start == line && !isField && next == end)
            {
                return false;
            }

            start = next;
        }

        return isField;
    }

    /// <summary>The end of "31390 Carbonne" on the line below a street that ends its own.</summary>
    private static int WithPostcode(ReadOnlySpan<char> text, int last, int end)
    {
        if (end + 1 >= text.Length || end - last > 2)
        {
            return last;
        }

        var below = text[(end + 1)..TableDetector.LineEnd(text, end + 1)].TrimEnd(" .\r");
        Work.Add(Math.Min(below.Length, LongestStreet));
        var digits = below.IndexOfAnyExceptInRange('0', '9');
        return
            digits is 4 or 5
            && below.Length is > 7 and < LongestStreet
            && below[digits] == ' '
            && char.IsUpper(below[digits + 1])
            && !below.Contains(':')
            ? end + 1 + below.Length
            : last;
    }

    /// <summary>True where a rule has found an address in the value: it may know more of it.</summary>
    private static bool IsFound(List<Finding> addresses, ref int known, in KeyedValue field)
    {
        while (known < addresses.Count && addresses[known].End <= field.Start)
        {
            known++;
        }

        return known < addresses.Count && addresses[known].Start < field.End;
    }

    /// <summary>The field that begins here; null where none does.</summary>
    /// <param name="next">Where the next field of the line may begin, or its end.</param>
    private static KeyedValue? Field(ReadOnlySpan<char> text, int start, int end, out int next)
    {
        next = end;
        var label = text[start..end].IndexOfAnyExcept(Bullets);
        if (label < 0 || label > ColumnLabels.Longest)
        {
            return null;
        }

        label += start;
        var near = text[label..Math.Min(end, label + ColumnLabels.Longest + 8)];
        Work.Add(near.Length);
        var sign = SignIn(near);
        if (
            sign < 2
            || !char.IsLetter(near[0])
            || near[..sign].ContainsAnyInRange('3', '9')
            || ColumnLabels.Of(near[..sign].TrimEnd(" *_")) is var kind && kind is ColumnKind.Other or ColumnKind.Secret or ColumnKind.Id
        )
        {
            // What follows a divider may be one all the same.
            var skip = near.IndexOfAny(Dividers);
            next = skip < 0 ? end : label + skip + 2;
            return null;
        }

        var from = label + sign + 1;
        while (from < end && text[from] is ' ' or '*' or '_' or '\t')
        {
            from++;
        }

        var last = Behind(text, from, end);
        next = last == end ? end : last + 2;
        while (last > from && text[last - 1] is ' ' or '.' or ',' or ';' or '\r' or '*' or '_')
        {
            last--;
        }

        return last > from && IsValue(kind, text[from..last]) ? new KeyedValue(kind, label, from, last) : null;
    }

    /// <summary>What is written behind a label may go on: "01 23 56 74 or 78", "11.02.1991 in Oran", "Anna Berg (daughter)" are left to other detectors.</summary>
    private static bool IsValue(ColumnKind kind, ReadOnlySpan<char> value) =>
        kind switch
        {
            ColumnKind.Phone => !value.ContainsAnyInRange('a', 'z'),
            ColumnKind.BirthDate => char.IsAsciiDigit(value[0]) && char.IsAsciiDigit(value[^1]),
            ColumnKind.Name or ColumnKind.Person or ColumnKind.User => !value.ContainsAny(NoName)
                && (value.ContainsAnyInRange('A', 'Z') || !value.Contains(' ')),
            _ => !ValueToken.IsQuote(value[0]),
        };

    /// <summary>The first sign behind a label: "Last name:", "Last name - ", "E-mail –".</summary>
    private static int SignIn(ReadOnlySpan<char> near)
    {
        for (var at = 0; near[at..].IndexOfAny(Signs) is >= 0 and var found; at++)
        {
            at += found;
            if (near[at] != '-' || (at > 0 && near[at - 1] == ' ' && at + 1 < near.Length && near[at + 1] == ' '))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The end of a value: where another label follows behind a divider, or the line ends.</summary>
    private static int Behind(ReadOnlySpan<char> text, int from, int end)
    {
        for (var at = from; text[at..end].IndexOfAny(Dividers) is >= 0 and var found; )
        {
            at += found;
            var label = at + 2;
            var near = text[label..Math.Min(end, label + ColumnLabels.Longest + 8)];
            Work.Add(near.Length);
            var sign = SignIn(near);
            if (text[at] is ' ' or ';' || (sign > 1 && near[sign] == ':' && !near[..sign].ContainsAny(",;.")))
            {
                return at;
            }

            at = label;
        }

        return end;
    }

    /// <summary>"12 Mill Road", "Am Berg 35b", and no sentence: "see the attached form 2".</summary>
    private static bool IsStreet(ReadOnlySpan<char> value) =>
        value.Length is > 4 and < LongestStreet
        && !value.ContainsAny("!?;:")
        && !EndsSentence(value)
        && (BeginsStreet(value) || (char.IsUpper(value[0]) && EndsStreet(value[^LastPart..])))
        && TableValue.TypeOfField(ColumnKind.Street, value, isOfPerson: false, isNameKey: false) is not null;

    /// <summary>"12 Mill Road", not "2 of 14 failed".</summary>
    private static bool BeginsStreet(ReadOnlySpan<char> value)
    {
        var word = value.IndexOf(' ') + 1;
        return char.IsAsciiDigit(value[0]) && char.IsUpper(value[word]);
    }

    /// <summary>"Molenweg 33, Ommen. Come at 8", but not "Av. Zurbano 16".</summary>
    private static bool EndsSentence(ReadOnlySpan<char> value) =>
        value.IndexOf(". ") is >= LongestShort and var dot && !value.Slice(dot - LongestShort, LongestShort).ContainsAny(' ', '.');

    private static bool EndsStreet(ReadOnlySpan<char> last) =>
        last.ContainsAnyInRange('0', '9') || last.Contains("s/n", StringComparison.Ordinal);
}
