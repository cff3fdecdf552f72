namespace Raum.Redaction;

/// <summary>British addresses without a number, before their postcode: "Thistledown Cottage, Mill Lane, Little Bredy, {Dorchester DT2 9HG".</summary>
internal static class NamedHouse
{
    private const int MostParts = 4;
    private const int LongestCode = 8;

    /// <summary>The beginning of the farthest part that says street or house; the find's own when there is none, or when it has a number.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int end)
    {
        if (
            end - start < 6
            || start < 8
            || !(char.IsAsciiLetterUpper(text[end - 1]) && char.IsAsciiLetterUpper(text[end - 2]) && char.IsAsciiDigit(text[end - 3]))
            || text[end - 4] != ' '
            || text[start - 1] != ' '
            || text[start..Math.Max(start, end - LongestCode)].ContainsAnyInRange('0', '9')
        )
        {
            return start;
        }

        var (best, at) = (start, start);
        for (var parts = 0; parts < MostParts; parts++)
        {
            var before = AddressParts.BeforeSeparator(text, at);
            if (before == at || (text[before] != ',' && parts > 0) || text[before] == ':')
            {
                break;
            }

            var next = AddressParts.Start(text, before, false);
            if (next == before)
            {
                break;
            }

            at = next;
            best = IsKind(text[next..before]) ? next : best;
        }

        return best;
    }

    /// <summary>"Mill Lane", "Thistledown Cottage", "The Old Rectory"; "Flat 2".</summary>
    private static bool IsKind(ReadOnlySpan<char> part)
    {
        var last = part[AddressWords.WordStart(part, part.Length)..];
        return part.Contains(' ')
            && (
                AddressWords.Houses.Contains(last)
                || AddressWords.Streets.Contains(last)
                || (char.IsAsciiDigit(last.IsEmpty ? ' ' : last[0]) && AddressWords.Units.Contains(part[..AddressWords.NameEnd(part, 0)]))
            );
    }
}
