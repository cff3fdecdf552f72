namespace Raum.Redaction;

/// <summary>A card number that a mail program wrapped: "4111 1111⏎&gt; 1111 1111". Four groups of four, by issuer and check digit.</summary>
/// <remarks>Bounded: looks at one line end and a few groups around it.</remarks>
internal static class WrappedCard
{
    private const int Groups = 4;
    private const int GroupLength = 4;

    /// <summary>Line end and quote marks: "\r\n> > ".</summary>
    private const int MostBetween = 12;

    /// <summary>Adds the card whose first groups end this run; gives the place behind it, 0 where there is none.</summary>
    public static int Add(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> run, Span<char> digits, List<Finding> findings)
    {
        var at = run[^1].End;
        while (at < text.Length && at - run[^1].End < MostBetween && text[at] is ' ' or '\r' or '\n' or '>')
        {
            at++;
        }

        var between = text[run[^1].End..at];
        if (between.Count('\n') != 1)
        {
            return 0;
        }

        for (var first = run.Length - 1; first >= 0 && run.Length - first < Groups && run[first].Length == GroupLength; first--)
        {
            var end = at;
            var count = 0;
            foreach (var group in run[first..])
            {
                text[group.Start..group.End].CopyTo(digits[(GroupLength * count++)..]);
            }

            while (count < Groups && CodeDigits.Run(text, end) - end == GroupLength)
            {
                text.Slice(end, GroupLength).CopyTo(digits[(GroupLength * count++)..]);
                end += GroupLength;
                end += count < Groups && end < text.Length && text[end] is ' ' or '-' ? 1 : 0;
            }

            if (
                count == Groups
                && CardNumber.IsValid(digits[..(Groups * GroupLength)])
                && !(end < text.Length && char.IsLetterOrDigit(text[end]))
                && !(run[first].Start > 0 && char.IsLetterOrDigit(text[run[first].Start - 1]))
            )
            {
                findings.Add(new Finding(run[first].Start, end, PiiType.Card, "card", 0.98, "luhn"));
                return end;
            }
        }

        return 0;
    }
}
