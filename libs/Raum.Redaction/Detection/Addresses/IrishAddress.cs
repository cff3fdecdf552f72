namespace Raum.Redaction;

/// <summary>Irish addresses by their Eircode: "27 Woodbine Rise, Leixlip, Co. Kildare W23 X8P4", "Cork T23 K6Y2".</summary>
/// <remarks>
/// A code alone looks like many a part number: a county or a place of an enumeration stands before it. Linear: at most <see cref="MostParts"/> parts of <see cref="AddressParts.Longest"/> are read before each code.
/// Source: Eircode routing keys (An Post, SI 577/2015).
/// </remarks>
internal sealed class IrishAddress : IDetector
{
    private const int MostParts = 5;

    /// <summary>Letters and digits behind the routing key.</summary>
    private const int Unit = 4;

    private static readonly System.Buffers.SearchValues<char> UnitSigns = System.Buffers.SearchValues.Create(
        "ACDEFHKNPRTVWXYacdefhknprtvwxy0123456789"
    );

    private static readonly WordSet Keys = Cues.Set(
        "a41 a42 a45 a63 a67 a75 a81 a82 a83 a84 a85 a86 a91 a92 a94 a96 a98 c15 d01 d02 d03 d04 d05 d06 d07 d08 d09 d10 d11 d12 d13 d14 d15 d16 d17 d18 d20 d22 d24 d6w e21 e25 e32 e34 e41 e45 e53 e91 "
            + "f12 f23 f26 f28 f31 f35 f42 f45 f52 f56 f91 f92 f93 f94 h12 h14 h16 h18 h23 h53 h54 h62 h65 h71 h91 k32 k34 k36 k45 k56 k67 k78 n37 n39 n41 n91 p12 p14 p17 p24 p25 p31 p32 p36 p43 p47 p51 p56 "
            + "p61 p67 p72 p75 p81 p85 r14 r21 r32 r35 r42 r45 r51 r56 r93 r95 t12 t23 t34 t45 t56 v14 v15 v23 v31 v35 v42 v92 v93 v94 v95 w12 w23 w34 w91 x35 x42 x91 y14 y21 y25 y34 y35"
    );

    private static readonly WordSet Counties = Cues.Set(
        "carlow cavan clare cork donegal dublin galway kerry kildare kilkenny laois leitrim limerick longford louth mayo meath monaghan offaly roscommon sligo tipperary waterford westmeath wexford wicklow"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var numbers = units.Digits;
        for (var at = numbers.First(0); at < text.Length; )
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (at > 2 && char.IsAsciiLetter(text[at - 1]) && !char.IsLetterOrDigit(text[at - 2]) && CodeEnd(text, at) is > 0 and var last)
            {
                Work.Add(AddressParts.Longest);
                if (Start(text, at - 1) is >= 0 and var start)
                {
                    findings.Add(new Finding(start, last, PiiType.Address, "address", 0.9, "postcode"));
                }

                end = last;
            }

            at = numbers.First(end);
        }
    }

    /// <summary>The end of "W23 X8P4", "D6W XY00" or "V95K8N2" around its first digit; 0 when it is none.</summary>
    private static int CodeEnd(ReadOnlySpan<char> text, int digit)
    {
        var at = digit + 2;
        if (at + Unit > text.Length || !Keys.Contains(text[(digit - 1)..at]))
        {
            return 0;
        }

        at += text[at] == ' ' ? 1 : 0;
        if (
            at + Unit > text.Length
            || (at + Unit < text.Length && (char.IsLetterOrDigit(text[at + Unit]) || text[at + Unit] is '-' or '_'))
        )
        {
            return 0;
        }

        var unit = text.Slice(at, Unit);
        return !unit.ContainsAnyExcept(UnitSigns) && unit.ContainsAnyInRange('0', '9') && unit.ContainsAnyExceptInRange('0', '9')
            ? at + Unit
            : 0;
    }

    /// <summary>Where the address of a code begins; -1 where nothing says that it is one.</summary>
    private static int Start(ReadOnlySpan<char> text, int code)
    {
        var end = AddressParts.BeforeSeparator(text, code);
        // "tullamore, co. offaly R35 X4P7": phones write codes in capitals.
        var isSmall = end > 0 && char.IsLower(text[AddressWords.WordStart(text, end)]);
        var part = AddressParts.Start(text, end, isSmall);
        if (part == end)
        {
            return -1;
        }

        var start = part;
        for (var parts = 1; parts < MostParts; parts++)
        {
            var before = AddressParts.BeforeSeparator(text, start);
            if (before == start || text[before] != ',')
            {
                break;
            }

            var next = AddressParts.Start(text, before, isSmall);
            if (next == before || (char.IsAsciiDigit(text[start]) && !BuildingLine.IsPart(text[next..before])))
            {
                break;
            }

            start = next;
            if (AddressParts.BeforeSeparator(text, start) is var stop && (stop == start || text[stop] != ','))
            {
                break;
            }
        }

        // "Leixlip W23 X8P4": a place without its county stands behind a comma.
        return
            HasCounty(text[part..end])
            || (start < part && (NameWords.Of(text[part..AddressWords.NameEnd(text, part)]) & WordFacts.Word) == 0)
            ? start
            : -1;
    }

    private static bool HasCounty(ReadOnlySpan<char> part)
    {
        // "Dublin 9"
        var end = part.TrimEnd(" 0123456789").Length;
        return Counties.Contains(part[AddressWords.WordStart(part, end)..end]);
    }
}
