using System.Buffers;

namespace Raum.Redaction;

/// <summary>Addresses of the United States' forces and embassies: "Unit 4526 Box 0671, DPO AP 40902", in any case (USPS Publication 28, §24).</summary>
/// <remarks>Linear: a bounded stretch before each office is read.</remarks>
internal sealed class MilitaryAddress : IDetector
{
    private const int Reach = 40;

    /// <summary>What all such offices have in the middle: "APO AE".</summary>
    private const string Middle = "po a";
    private static readonly SearchValues<string> Middles = SearchValues.Create([Middle], StringComparison.OrdinalIgnoreCase);

    /// <summary>"APO AE " and a postcode.</summary>
    private const int Length = 12;

    /// <summary>How such an address begins.</summary>
    private static readonly string[] Heads = ["unit ", "psc ", "cmr ", "uss ", "usns ", "usnv ", "usnt ", "uscgc "];

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var at = 0; text[at..].IndexOfAny(Middles) is >= 0 and var found; )
        {
            var office = at + found - 1;
            at += found + Middle.Length;
            if (office >= 0 && office + Length <= text.Length && IsOffice(text, office))
            {
                Work.Add(Reach);
                at = office + Length;
                findings.Add(new Finding(Head(text, office), at, PiiType.Address, "address", 0.9, "military"));
            }
        }
    }

    /// <summary>"APO AE 09123".</summary>
    private static bool IsOffice(ReadOnlySpan<char> text, int at) =>
        text.Slice(at, Length)
            is ['A' or 'a' or 'F' or 'f' or 'D' or 'd', _, _, _, _, 'A' or 'a' or 'E' or 'e' or 'P' or 'p', ' ', .. var code]
        && !code.ContainsAnyExceptInRange('0', '9');

    private static int Head(ReadOnlySpan<char> text, int office)
    {
        var from = Math.Max(0, office - Reach);
        var before = text[from..office];
        var best = -1;
        foreach (var head in Heads)
        {
            best = Math.Max(best, before.LastIndexOf(head, StringComparison.OrdinalIgnoreCase));
        }

        return best < 0 ? office : from + best;
    }
}
