namespace Raum.Redaction;

/// <summary>Numbers of bank accounts that have check digits of their own: MX CLABE (18 figures) in a text about one, AR CBU and CVU (22 figures).</summary>
/// <remarks>Sources: Banxico (CLABE, weights 3 7 1), BCRA (CBU, two blocks with weights 7 1 3 9).</remarks>
internal static class ClearingNumber
{
    public const int Fewest = Clabe;
    private const int Clabe = 18;
    private const int Cbu = 22;
    private const int MostGroups = 5;
    private const int Reach = 240;

    private static readonly WordSet Transfers = Cues.Set("clabe spei interbancaria interbancario");

    /// <param name="all">How many digits the groups have.</param>
    public static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> groups, int all, Span<char> digits)
    {
        if (all is not (Clabe or Cbu) || groups.Length > MostGroups || !NumberDetector.Stands(text, groups[0].Start, groups[^1].End))
        {
            return false;
        }

        var length = 0;
        foreach (var group in groups)
        {
            text[group.Start..group.End].CopyTo(digits[length..]);
            length += group.Length;
        }

        return all == Cbu
            ? Check(digits[..8], [7, 1, 3, 9]) && Check(digits[8..Cbu], [3, 9, 7, 1])
            : Check(digits[..Clabe], [3, 7, 1]) && WordsBefore.Any(text, groups[0].Start, Reach, Transfers);
    }

    /// <summary>The last figure makes the weighted sum a multiple of ten.</summary>
    private static bool Check(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length - 1; i++)
        {
            sum += (digits[i] - '0') * weights[i % weights.Length];
        }

        return (10 - (sum % 10)) % 10 == digits[^1] - '0';
    }
}
