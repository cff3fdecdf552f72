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

    /// <summary>Fields behind the number: postcode, city, state, country.</summary>
    private const int MostPlaces = 4;

    private static readonly SearchValues<char> Around = SearchValues.Create(" \t\r\"'*{}");
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
        if (!units.Has(':'))
        {
            return;
        }

        for (var at = 0; at < text.Length; )
        {
            var street = Read(text, at);
            at = street.Next;
            if (
                street.Kind != ColumnKind.Street
                || !IsStreet(text[street.Start..street.End])
                || Read(text, at) is not { IsNumber: true } number
                || !IsNumber(text[number.Start..number.End])
            )
            {
                continue;
            }

            Add(street, findings);
            Add(number, findings);
            at = number.Next;
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

    /// <summary>The field that begins here; of kind <see cref="ColumnKind.Other"/> where this is none.</summary>
    private static Field Read(ReadOnlySpan<char> text, int at)
    {
        var end = End(text, at);
        Work.Add(Math.Min(end - at, LongestLabel + LongestValue));
        var next = Math.Min(text.Length, end + 1);
        var colon = text[at..Math.Min(end, at + LongestLabel)].IndexOf(':');
        if (colon < 1)
        {
            return new Field(ColumnKind.Other, false, at, at, next);
        }

        var label = text.Slice(at, colon);
        var (start, last) = (at + colon + 1, end);
        while (start < last && Around.Contains(text[start]))
        {
            start++;
        }

        while (last > start && Around.Contains(text[last - 1]))
        {
            last--;
        }

        Span<char> letters = stackalloc char[LongestLabel];
        var own = MailLocalPart.Letters(label, letters);
        var isNumber = Numbers.Contains(own);
        var kind =
            isNumber ? ColumnKind.Other
            : Places.Contains(own) ? ColumnKind.Place
            : ColumnLabels.Of(label);
        return new Field(kind, isNumber, start, last, next);
    }

    /// <summary>The end of the line, or the sign that parts this field from the next one of the line.</summary>
    private static int End(ReadOnlySpan<char> text, int at)
    {
        for (var i = at; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n' or '|' or ';':
                case ',' when i + 1 < text.Length && text[i + 1] is ' ' or '"':
                    return i;
                default:
                    continue;
            }
        }

        return text.Length;
    }
}
