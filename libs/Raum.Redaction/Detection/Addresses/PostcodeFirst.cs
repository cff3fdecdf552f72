namespace Raum.Redaction;

/// <summary>A number before a street that has a number of its own is another value, a postcode as a rule: "4844 Søndergade 52", "7873 216 Menzies Street".</summary>
internal static class PostcodeFirst
{
    private const int Fewest = 2;
    private const int Most = 6;
    private const int MostOfHouse = 3;

    /// <summary>Makes two of such addresses where nothing else belongs to them. Linear.</summary>
    /// <param name="settled">In the order of the text, without overlaps.</param>
    public static void Split(ReadOnlySpan<char> text, List<Finding> settled)
    {
        Work.Add(settled.Count);
        for (var i = settled.Count - 1; i >= 0; i--)
        {
            var finding = settled[i];
            if (finding.Type == PiiType.Address && CodeLength(text[finding.Start..finding.End]) is > 0 and var length)
            {
                settled[i] = finding with { End = finding.Start + length };
                settled.Insert(i + 1, finding with { Start = finding.Start + length + 1 });
            }
        }
    }

    /// <summary>0 where the first number is the house's.</summary>
    private static int CodeLength(ReadOnlySpan<char> address)
    {
        var length = address.IndexOfAnyExceptInRange('0', '9');
        if (length is < Fewest or > Most || address[length] != ' ')
        {
            return 0;
        }

        var street = address[(length + 1)..];
        var first = street.IndexOfAnyInRange('0', '9');
        if (first < 0 || street.ContainsAny('\n', ','))
        {
            return 0;
        }

        var last = street.LastIndexOfAnyInRange('0', '9');
        if (street[first..(last + 1)].ContainsAnyExceptInRange('0', '9'))
        {
            // More than one: a flat, a floor.
            return 0;
        }

        if (first == 0)
        {
            return last + 1 < street.Length && street[last + 1] == ' ' ? length : 0;
        }

        if (last < street.Length - 1 || last - first >= MostOfHouse || first < 2)
        {
            return 0;
        }

        var before = street[AddressWords.WordStart(street, first - 1)..(first - 1)];
        return before.Length > 1 && !AddressWords.Units.Contains(before) ? length : 0;
    }
}
