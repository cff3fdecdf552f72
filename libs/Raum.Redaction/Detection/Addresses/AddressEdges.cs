namespace Raum.Redaction;

/// <summary>Where the finds of rules and model begin and end: what they took in too much is cut (<see cref="AddressCuts"/>), what they left outside is added (<see cref="AddressHead"/>, <see cref="AddressTail"/>).</summary>
internal static class AddressEdges
{
    /// <summary>O(n log n) in the number of finds, linear in their length.</summary>
    public static void Widen(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Work.Add(findings.Count);
        for (var i = 0; i < findings.Count; i++)
        {
            if (IsAddress(findings[i]))
            {
                AddressCuts.Cut(text, findings, i);
            }
        }

        findings.RemoveAll(static finding => finding.Length == 0);
        var addresses = Addresses(findings);
        for (var i = 0; i < addresses.Count; i++)
        {
            var (address, index) = addresses[i];
            var start = AddressHead.Read(text, address.Start);
            start = NamedHouse.Read(text, start, address.End);
            start = HouseBlock.Read(text, start, address.End);
            var end = AddressTail.Read(text, address.Start, address.End);
            // Where two were found, two they stay.
            start =
                i > 0
                && start < addresses[i - 1].Address.End
                && start != address.Start
                && !IsLineAbove(text, start, addresses[i - 1].Address, address)
                    ? address.Start
                    : start;
            end =
                i + 1 < addresses.Count && end != address.End && Meets(text, address.End, end, addresses[i + 1].Address)
                    ? address.End
                    : end;
            findings[index] = address with { Start = start, End = end };
        }

        JoinLines(text, findings);
    }

    /// <summary>It would read into another; what stands behind a word may be taken in: " - RN, CEP {59300-000".</summary>
    private static bool Meets(ReadOnlySpan<char> text, int from, int end, in Finding next) =>
        end > next.Start && !(end >= next.End && from < next.Start && text[from..next.Start].ContainsAnyInRange('A', 'z'));

    /// <summary>"Résidence {Les Capucines, bât. C}\n{5 rue Cachin": what was found stands in the line of a building above, which belongs to the second whole.</summary>
    private static bool IsLineAbove(ReadOnlySpan<char> text, int start, in Finding above, in Finding address) =>
        start <= above.Start && above.End < address.Start && text[above.End..address.Start].Contains('\n');

    private static List<(Finding Address, int Index)> Addresses(List<Finding> findings)
    {
        var addresses = new List<(Finding Address, int Index)>();
        for (var i = 0; i < findings.Count; i++)
        {
            if (IsAddress(findings[i]))
            {
                addresses.Add((findings[i], i));
            }
        }

        addresses.Sort(
            static (a, b) =>
                a.Address.Start != b.Address.Start ? a.Address.Start.CompareTo(b.Address.Start) : b.Address.End.CompareTo(a.Address.End)
        );
        return addresses;
    }

    /// <summary>"C/ Embajadores 61, 4.º B / 28012 Madrid": a street at the end of a line and the place that fills the next are one address.</summary>
    private static void JoinLines(ReadOnlySpan<char> text, List<Finding> findings)
    {
        var addresses = Addresses(findings);
        for (var i = addresses.Count - 2; i >= 0; i--)
        {
            var (street, place) = (addresses[i].Address, addresses[i + 1].Address);
            if (
                (place.Reason is "place-line" or "postcode" && IsLineEnd(text, street.End, place.Start))
                || IsDoor(text, street.End, place.Start)
                // "Berliner Str. 14 in 13507 Berlin"
                || CodeBehindIn.Code(text, street.Start, street.End) == place.Start
                // "Estrada do Campo, s/n, Zona Rural, Guarapari"
                || (street.Reason == "unnumbered" && place.Start == street.End + 2)
                || (place.Start < street.End && place.End > street.End)
            )
            {
                addresses[i] = (street with { End = place.End }, addresses[i].Index);
                findings[addresses[i].Index] = addresses[i].Address;
            }
        }
    }

    private static bool IsLineEnd(ReadOnlySpan<char> text, int end, int start)
    {
        if (start <= end || start - end > 6)
        {
            return false;
        }

        return text[end..start].Count('\n') == 1;
    }

    /// <summary>", app. 1204": the door between them begins the second.</summary>
    private static bool IsDoor(ReadOnlySpan<char> text, int end, int start)
    {
        if (start <= end || start - end > 3 || text[end..start].ContainsAnyExcept(" ,."))
        {
            return false;
        }

        return char.IsLower(text[start]) && AddressWords.Units.Contains(text[start..AddressWords.NameEnd(text, start)]);
    }

    private static bool IsAddress(in Finding finding) =>
        finding.Type == PiiType.Address && finding.Detector is AddressTagger.Detector or "address";
}
