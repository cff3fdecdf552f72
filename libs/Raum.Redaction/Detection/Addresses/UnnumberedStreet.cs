using System.Buffers;

namespace Raum.Redaction;

/// <summary>Streets that say to have no number: "Contrada Sant'Elia snc, 86100 Campobasso", "C/ Real, s/n, 21740 Hinojos", "Rua da Fonte s/n".</summary>
/// <remarks>A kind of street and a name with a capital stand before it: "S/N 48575443" is the number of a device. Linear: a bounded stretch around each is read.</remarks>
internal sealed class UnnumberedStreet : IDetector
{
    private const int Longest = 50;
    private const int LongestCareOf = 40;

    private static readonly SearchValues<string> Signs = SearchValues.Create(["snc", "s.n.c", "s/n"], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] CareOf = ["c/o ", "presso ", "chez "];

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var at = 0; at < text.Length && text[at..].IndexOfAny(Signs) is >= 0 and var found; )
        {
            var sign = at + found;
            at = sign + 3;
            if (sign < 8 || text[sign - 1] is not (' ' or ','))
            {
                continue;
            }

            var end = sign + (text[sign + 1] == '.' ? 5 : 3);
            end += end < text.Length && text[end] is 'º' or '°' ? 1 : 0;
            if (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                continue;
            }

            Work.Add(Longest);
            if (Start(text, sign) is >= 0 and var start && (char.IsLower(text[sign]) || IsCapital(text[start..sign])))
            {
                var last = Institution.StandsBefore(text, start) ? end : PlaceEnd(text, end);
                // "Camino Router s/n {12345": the number of a thing.
                if (last > end || end + 1 >= text.Length || !char.IsAsciiDigit(text[end + 1]))
                {
                    last = last > end || Institution.StandsBefore(text, start) ? last : Tail(text, end);
                    findings.Add(new Finding(start, last, PiiType.Address, "address", 0.85, "unnumbered"));
                }
            }
        }
    }

    /// <summary>", Centro, Pirenópolis"; ", Col. Centro" is left to the model.</summary>
    private static int Tail(ReadOnlySpan<char> text, int end) =>
        AddressDetector.WithTail(text, end) is var last && last < text.Length && text[last] == '.' && last > end && last - end < 8
            ? end
            : last;

    private static bool IsCapital(ReadOnlySpan<char> street)
    {
        foreach (var c in street)
        {
            if (char.IsLower(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the nearest kind of street begins with a name between it and the sign; -1 when there is none.</summary>
    private static int Start(ReadOnlySpan<char> text, int sign)
    {
        var end = sign;
        while (end > 0 && sign - end < 3 && text[end - 1] is ' ' or ',')
        {
            end--;
        }

        var hasName = false;
        for (var at = end; at > 0 && end - at < Longest; )
        {
            var word = at;
            while (word > 0 && end - word < Longest && (char.IsLetter(text[word - 1]) || text[word - 1] is '\'' or '’' or '-'))
            {
                word--;
            }

            if (hasName && word > 1 && at - word <= 1 && text[word - 1] == '/' && text[word - 2] is 'C' or 'c')
            {
                return word - 2;
            }

            if (word == at)
            {
                return -1;
            }

            var name = text[word..at];
            if (hasName && (AddressWords.StreetsBefore.Contains(name) || AddressWords.Homes.Contains(name)))
            {
                // "C/ Finca de la Peraleda s/n"
                return word > 3 && text[word - 2] == '/' ? word - 3 : word;
            }

            hasName |= char.IsUpper(name[0]);
            if (word < 2 || text[word - 1] is not (' ' or '/'))
            {
                return -1;
            }

            at = text[word - 1] == '/' ? word : word - 1;
            // "Av. Central s/n"
            at -= at > 1 && text[at - 1] == '.' ? 1 : 0;
        }

        return -1;
    }

    /// <summary>Up to the postcode, over a care-of that has one behind it: ", c/o Fam. Di Nardo, 86100".</summary>
    private static int PlaceEnd(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        at += at < text.Length && text[at] == '.' ? 1 : 0;
        while (at < text.Length && at - end < 4 && text[at] is ' ' or ',' or '-' or '–' or '\n')
        {
            at++;
        }

        foreach (var care in CareOf)
        {
            if (text[at..].StartsWith(care, StringComparison.OrdinalIgnoreCase))
            {
                var rest = text.Slice(at, Math.Min(LongestCareOf, text.Length - at));
                var comma = rest.IndexOf(", ");
                at = comma < 0 ? at : at + comma + 2;
                break;
            }
        }

        var digits = at;
        while (digits < text.Length && digits - at < 6 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (digits - at is not (4 or 5))
        {
            return end;
        }

        // "72800-000"
        digits += digits + 3 < text.Length && text[digits] == '-' ? 4 : 0;
        at = digits;
        while (at < text.Length && at - digits < 3 && text[at] is ' ' or ',' or '-' or '.')
        {
            at++;
        }

        return at > digits && at < text.Length ? digits : end;
    }
}
