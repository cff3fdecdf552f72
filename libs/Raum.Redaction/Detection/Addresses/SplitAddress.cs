using System.Buffers;

namespace Raum.Redaction;

/// <summary>An address whose street and house number are fields of their own: "Straße: Ringweg⏎Hausnummer: 12⏎PLZ: 80331⏎Ort: Ulm", <c>"street":"Ringweg","houseNumber":"12"</c> (PII-1).</summary>
/// <remarks>A street alone names nobody's home; the number in the next field makes it one. Linear: each field is read once, and a few behind a street.</remarks>
internal sealed class SplitAddress : IDetector
{
    private const string Name = "split-address";
    private const int LongestLabel = 24;
    private const int LongestValue = 60;
    private const int LongestNumber = 8;
    private const int LongestField = LongestLabel + LongestValue + 16;

    /// <summary>Fields behind the number: postcode, city, state, country.</summary>
    private const int MostPlaces = 4;

    private static readonly SearchValues<char> Around = SearchValues.Create(" \t\r\"'*{}");
    private static readonly SearchValues<char> Signs = SearchValues.Create(":=|\t");
    private static readonly SearchValues<char> NoStreet = SearchValues.Create("@{}[]<>");
    private static readonly SearchValues<char> NoNumber = SearchValues.Create(":.,@");

    /// <summary>Two fields in one.</summary>
    private static readonly WordSet Places = Cues.Set(
        "plzort plzstadt plzwohnort postleitzahlort cpville codepostalville cplocalidad cpciudad capcitta cepcidade postcodeplaats postcodewoonplaats postcodecity zipcity cityzip"
    );

    private static readonly WordSet Numbers = Cues.Set(
        "nr no hausnr hausnummer nummer number housenumber houseno housenr streetnumber huisnummer huisnr numero num n ncivico civico numerocivico numeroderue portal numerodepuerta streetno"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var at = 0; at < text.Length; )
        {
            var first = Read(text, at);
            at = first.Next;
            if (!(first.IsNumber || first.Kind == ColumnKind.Street))
            {
                continue;
            }

            var second = Read(text, at);
            var (street, number) = first.IsNumber ? (second, first) : (first, second);
            if (
                street.Kind != ColumnKind.Street
                || !number.IsNumber
                || !IsStreet(text[street.Start..street.End])
                || !IsNumber(text[number.Start..number.End])
            )
            {
                continue;
            }

            Add(street, findings);
            Add(number, findings);
            at = second.Next;
            for (var places = 0; places < MostPlaces && at < text.Length; places++)
            {
                var place = Read(text, at);
                if (place.Kind is not (ColumnKind.Place or ColumnKind.Region) || place.End - place.Start is < 2 or > LongestValue)
                {
                    break;
                }

                Add(place, findings);
                at = place.Next;
            }
        }
    }

    private static void Add(in Field field, List<Finding> findings) =>
        findings.Add(new Finding(field.Start, field.End, PiiType.Address, Name, 0.9, NameField.Reason));

    private static bool IsStreet(ReadOnlySpan<char> value) =>
        value.Length is > 2 and <= LongestValue && !value.ContainsAnyInRange('0', '9') && !value.ContainsAny(NoStreet);

    /// <summary>"12", "12a", "118/2/14".</summary>
    private static bool IsNumber(ReadOnlySpan<char> value) =>
        value.Length is > 0 and <= LongestNumber && char.IsAsciiDigit(value[0]) && !value.ContainsAny(NoNumber);

    /// <summary>A label, its value, and where the next field may begin.</summary>
    private readonly record struct Field(ColumnKind Kind, bool IsNumber, int Start, int End, int Next);

    /// <summary>The field that begins here, behind an empty line or not; of kind <see cref="ColumnKind.Other"/> where this is none.</summary>
    private static Field Read(ReadOnlySpan<char> text, int at)
    {
        at += at < text.Length && text[at] == '\r' ? 1 : 0;
        at += at < text.Length && text[at] == '\n' ? 1 : 0;
        var line = LineEnd(text, at);
        var near = text[at..Math.Min(line, at + LongestLabel)];
        Work.Add(LongestField);
        var sign = near.IndexOfAny(Signs);
        if (sign < 0 && line - at < LongestLabel && line + 1 < text.Length && text[line] == '\n')
        {
            // The value stands on the line below.
            var below = LineEnd(text, line + 1);
            var alone = Of(text, near, line + 1, below, Math.Min(text.Length, below + 1));
            return alone.IsNumber || alone.Kind != ColumnKind.Other ? alone : new Field(ColumnKind.Other, false, at, at, line + 1);
        }

        if (sign < 1)
        {
            return new Field(ColumnKind.Other, false, at, at, Math.Min(text.Length, Math.Min(line, End(text, at, line, isList: true)) + 1));
        }

        var end = End(text, at + sign + 1, line, near[sign] is ':' or '=');
        return Of(text, near[..sign], at + sign + 1, end, Math.Min(text.Length, end + 1));
    }

    /// <summary>The end of the line, or as far as a field may reach: a text of one line is read a stretch at a time.</summary>
    private static int LineEnd(ReadOnlySpan<char> text, int at)
    {
        var near = text.Slice(at, Math.Min(LongestField, text.Length - at));
        var end = near.IndexOf('\n');
        return end < 0 ? at + near.Length : at + end;
    }

    private static Field Of(ReadOnlySpan<char> text, ReadOnlySpan<char> label, int start, int end, int next)
    {
        Work.Add(Math.Min(end - start, LongestValue));
        while (start < end && Around.Contains(text[start]))
        {
            start++;
        }

        while (end > start && Around.Contains(text[end - 1]))
        {
            end--;
        }

        Span<char> letters = stackalloc char[LongestLabel];
        var own = MailLocalPart.Letters(label, letters);
        var isNumber = Numbers.Contains(own);
        var kind =
            isNumber ? ColumnKind.Other
            : Places.Contains(own) ? ColumnKind.Place
            : ColumnLabels.Of(label);
        return new Field(kind, isNumber, start, end, next);
    }

    /// <summary>The end of the line, or the sign that parts this field from the next one of the line.</summary>
    /// <param name="isList">False in a table, whose cells are parted by the sign behind the label.</param>
    private static int End(ReadOnlySpan<char> text, int at, int line, bool isList)
    {
        for (var i = at; i < line; i++)
        {
            if (
                text[i] == '|'
                || (isList && (text[i] is ';' or '&' || (text[i] == ',' && i + 1 < text.Length && text[i + 1] is ' ' or '"')))
            )
            {
                return i;
            }
        }

        return line;
    }
}
