namespace Raum.Redaction;

/// <summary>Whom somebody sold to or bought from on a market place: "sold my pram to mama_of_3_croydon", "comprato da vinili_da_nonno".</summary>
/// <remarks>Linear: a bounded stretch of the sentence behind each cue is searched for an underscore. Small letters and figures only.</remarks>
internal static class TradePartner
{
    private const int Reach = 70;
    private const int Shortest = 6;
    private const int Longest = 32;

    private static readonly WordSet With = Cues.Set("to from by an von vom bei a par chez de du por da dal dalla do em aan van bij op");

    public static int Read(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        var near = text[at..Math.Min(text.Length, at + Reach)];
        var sign = near.IndexOf('_');
        if (sign < 1 || near[..sign].ContainsAny('\n', '?', '=') || near[..sign].Contains(". ", StringComparison.Ordinal))
        {
            return at;
        }

        Work.Add(sign);
        var start = at + near[..sign].LastIndexOf(' ') + 1;
        var end = AccountToken.TokenEnd(text, start);
        var token = text[start..end];
        if (
            token.Length is < Shortest or > Longest
            || token.ContainsAnyExcept(Units)
            || !With.Contains(NameContext.SpanBefore(text, start, out _))
        )
        {
            return at;
        }

        CuedAccount.Add(findings, start, end);
        return end;
    }

    private static readonly System.Buffers.SearchValues<char> Units = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789_.-"
    );
}
