namespace Raum.Redaction;

/// <summary>What the model takes for an address and is a list of things or a row of a table.</summary>
internal static class AddressLists
{
    /// <summary>So many digits are no postcode and no house number.</summary>
    private const int LongNumber = 9;

    /// <summary>"2 Arthur Guinness, 1 Anchor Steam": numbers of things; and a row of a table with an account or phone number in it.</summary>
    public static bool Is(ReadOnlySpan<char> address)
    {
        var (counts, run, isRow) = (0, 0, address.Contains("   ", StringComparison.Ordinal));
        // From a street at the beginning a number at the end is cut off: then only one with letters behind it makes a row.
        var lastOfRow = isRow && HasKind(address) ? address.LastIndexOfAnyInRange('A', 'z') : address.Length;
        for (var at = 0; at < address.Length; at++)
        {
            run = char.IsAsciiDigit(address[at]) ? run + 1 : 0;
            if (isRow && run >= LongNumber && at < lastOfRow)
            {
                return true;
            }

            var isFirst = at == 0 || (at > 1 && address[at - 1] == ' ' && address[at - 2] is ',' or ';');
            if (isFirst && char.IsAsciiDigit(address[at]))
            {
                var digits = address[at..].IndexOfAnyExceptInRange('0', '9');
                counts +=
                    digits is 1 or 2
                    && at + digits + 1 < address.Length
                    && address[at + digits] == ' '
                    && char.IsLetter(address[at + digits + 1])
                        ? 1
                        : 0;
            }
        }

        return counts >= 2 && !HasKind(address);
    }

    private static bool HasKind(ReadOnlySpan<char> address)
    {
        Work.Add(address.Length);
        for (var at = 0; at < address.Length; )
        {
            var end = AddressWords.NameEnd(address, at);
            if (
                end > at
                && (
                    AddressWords.IsStreet(address[at..end])
                    || AddressWords.Units.Contains(address[at..end])
                    || AddressWords.Houses.Contains(address[at..end])
                    || AddressWords.Homes.Contains(address[at..end])
                )
            )
            {
                return true;
            }

            at = end == at ? at + 1 : end;
        }

        return false;
    }
}
