namespace Raum.Redaction;

/// <summary>A name on a line above an address is no part of it: "K.-D. Pohlmann / Am Kirchberg 7a".</summary>
internal static class AddressLines
{
    /// <summary>Begins addresses of the model on the line below a name that they took in. O(n log n).</summary>
    public static void BelowNames(ReadOnlySpan<char> text, List<Finding> findings)
    {
        List<Finding>? names = null;
        Work.Add(findings.Count);
        for (var i = 0; i < findings.Count; i++)
        {
            var address = findings[i];
            if (address.Detector != AddressTagger.Detector)
            {
                continue;
            }

            var whole = text[address.Start..address.End];
            Work.Add(whole.Length);
            var digit = whole.IndexOfAnyInRange('0', '9');
            names ??= [.. findings.Where(finding => finding.Type == PiiType.Name).OrderBy(finding => finding.Start)];
            if (
                digit > 0
                && OneIn(names, address.Start, address.Start + digit) is { } person
                && text[person.End..].StartsWith(", ", StringComparison.Ordinal)
                && (person.Known is not null || IsReceiver(text, address, person))
            )
            {
                // "Hope Mbeki, 17 Voortrekker Street", with Hope Mbeki as a person of the ticket.
                findings[i] = address = address with { Start = person.End + 2 };
                whole = text[address.Start..address.End];
            }

            var line = whole.IndexOf('\n');
            if (line <= 0 || whole[..line].ContainsAnyInRange('0', '9'))
            {
                continue;
            }

            var start = address.Start + line + 1;
            if (start < address.End && HasOne(names, address.Start, address.Start + line))
            {
                findings[i] = address with { Start = start };
            }
        }
    }

    /// <summary>"my aunt Ragnhild, Bygdøy allé 23": the name is masked anyway, and the street is whole without it; "Calle Jorge Juan, 41" is one street.</summary>
    private static bool IsReceiver(ReadOnlySpan<char> text, in Finding address, in Finding person) =>
        AddressReceiver.BeginsStreet(text[(person.End + 2)..address.End])
        && !AddressWords.StreetsBefore.Contains(text[address.Start..AddressWords.NameEnd(text, address.Start)])
        && !text[address.Start..person.End].Contains(',');

    /// <summary>True when a name begins and ends between two places.</summary>
    private static bool HasOne(List<Finding> names, int start, int end) => OneIn(names, start, end) is not null;

    private static Finding? OneIn(List<Finding> names, int start, int end)
    {
        var (low, high) = (0, names.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = names[middle].Start < start ? (middle + 1, high) : (low, middle);
        }

        return low < names.Count && names[low].End <= end ? names[low] : null;
    }
}
