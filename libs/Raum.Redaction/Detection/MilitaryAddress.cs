namespace Raum.Redaction;

/// <summary>Addresses of the United States' forces and embassies: "Unit 4526 Box 0671, DPO AP 40902", in any case (USPS Publication 28, §24).</summary>
/// <remarks>Linear: a bounded stretch before a number of five digits is read.</remarks>
internal sealed class MilitaryAddress : IDetector
{
    private const int Reach = 40;

    /// <summary>How such an address begins.</summary>
    private static readonly string[] Heads = ["unit ", "psc ", "cmr ", "uss ", "usns ", "usnv ", "usnt ", "uscgc "];

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var numbers = units.Digits;
        for (var at = 0; numbers.Next(ref at, out var start); )
        {
            if (at - start == 5 && Office(text, start) is >= 0 and var office)
            {
                Work.Add(Reach);
                findings.Add(new Finding(Head(text, office), at, PiiType.Address, "address", 0.9, "military"));
            }
        }
    }

    /// <summary>Where "APO AE " begins before a postcode; -1 when there is none.</summary>
    private static int Office(ReadOnlySpan<char> text, int code)
    {
        if (code < 7)
        {
            return -1;
        }

        var office = code - 7;
        var isOffice =
            text[office..code]
            is [
                'A'
                or 'a'
                or 'F'
                or 'f'
                or 'D'
                or 'd',
                'P'
                or 'p',
                'O'
                or 'o',
                ' ',
                'A'
                or 'a',
                'A'
                or 'a'
                or 'E'
                or 'e'
                or 'P'
                or 'p',
                ' ',
            ];
        return isOffice && (office == 0 || !char.IsLetterOrDigit(text[office - 1])) ? office : -1;
    }

    private static int Head(ReadOnlySpan<char> text, int office)
    {
        var from = Math.Max(0, office - Reach);
        var before = text[from..office];
        var best = -1;
        foreach (var head in Heads)
        {
            var found = before.LastIndexOf(head, StringComparison.OrdinalIgnoreCase);
            best = found == 0 || (found > 0 && !char.IsLetterOrDigit(before[found - 1])) ? Math.Max(best, found) : best;
        }

        return best < 0 ? office : from + best;
    }
}
