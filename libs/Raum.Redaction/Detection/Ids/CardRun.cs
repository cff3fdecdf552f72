namespace Raum.Redaction;

/// <summary>Cards in a run of digit groups: by issuer and check digit in any grouping, or likely ones behind the word for a card.</summary>
/// <remarks>Bounded: a card has at most so many groups and digits.</remarks>
internal static class CardRun
{
    /// <summary>In so few groups a card number is written; digit by digit <see cref="SpacedDigits"/> reads it.</summary>
    public const int MostGroups = 5;

    /// <summary>A valid card in so many groups is one, whatever the text speaks of.</summary>
    private const int FewestGroups = 3;
    private const int MostCommon = 16;

    /// <summary>"by debit: 3782…": how, and not another number.</summary>
    private static readonly WordSet Paid = Cues.Set("debit credit debito credito");

    /// <summary>Adds every card that begins among the first groups of a run; gives how many groups lie before the end of the last one, 0 when there is none.</summary>
    /// <param name="firsts">With so many groups of the run a card may begin.</param>
    public static int Read(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> groups, int firsts, Span<char> digits, List<Finding> findings)
    {
        var used = 0;
        for (var first = 0; first < Math.Min(groups.Length, firsts); first++)
        {
            // Many small groups are a table: one card may be in them, not many.
            var end = used > 0 ? first + MostGroups : Math.Max(firsts, first + MostGroups);
            var last = Card(text, groups[..Math.Min(end, groups.Length)], first, digits, findings);
            if (last >= 0)
            {
                first = last;
                used = last + 1;
            }
        }

        return used;
    }

    /// <summary>The last group of a card that begins with this one; -1 when none does.</summary>
    private static int Card(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> groups, int first, Span<char> digits, List<Finding> findings)
    {
        var length = 0;
        var best = -1;
        for (var last = first; last < groups.Length && length + groups[last].Length <= 19; last++)
        {
            if (last > first && !groups[last].FollowsClosely(text, groups[last - 1]))
            {
                break;
            }

            text[groups[last].Start..groups[last].End].CopyTo(digits[length..]);
            length += groups[last].Length;
            best = CardNumber.IsValid(digits[..length]) ? last : best;
        }

        if (best < 0 && length >= 12 && CardNumber.IsLikely(digits[..length]))
        {
            var last = first + CountOf(groups[first..], length) - 1;
            if (
                !Cues.SaysCard(text, groups[first].Start)
                && !(groups.Length == last + 1 && IsCardAfterAll(text, groups[first..], length, findings))
            )
            {
                return -1;
            }

            findings.Add(new Finding(groups[first].Start, groups[last].End, PiiType.Card, "card", 0.9, "cue"));
            return last;
        }

        if (
            best >= 0
            && !(groups[first].Start > 0 && text[groups[first].Start - 1] == '+')
            && Stands(text, groups[first].Start, groups[best].End)
            && !IsOther(text, groups[first..(best + 1)])
            && !IsOfMany(text, groups, first, best)
        )
        {
            findings.Add(new Finding(groups[first].Start, groups[best].End, PiiType.Card, "card", 0.98, "luhn"));
            return best;
        }

        return -1;
    }

    /// <summary>With a slip in it and no word for it: four groups of four, or a further one behind a card.</summary>
    private static bool IsCardAfterAll(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> groups, int length, List<Finding> findings)
    {
        var (inFours, start, end) = (groups.Length == 4, groups[0].Start, groups[^1].End);
        foreach (var group in groups)
        {
            inFours &= group.Length == 4;
        }

        return length == MostCommon
            && (inFours || (groups.Length == 1 && findings.Exists(found => found.Type == PiiType.Card)))
            && Stands(text, start, end)
            && !(start > 0 && text[start - 1] is '+' or '#')
            && !Cues.CallsOtherNumber(text, start)
            && !Cues.SaysOtherNumber(text, start);
    }

    /// <summary>Of other numbers in one piece one in ten passes the check digit, where it has one: "EAN 4006381333931". Nearly none has the 16 digits of most cards.</summary>
    private static bool IsOther(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> card) =>
        card.Length < FewestGroups
        && card[0].Length != MostCommon
        && !Cues.SaysCard(text, card[0].Start)
        && !Paid.Contains(NameContext.SpanBefore(text, card[0].Start, out _))
        && Cues.CallsOtherNumber(text, card[0].Start);

    /// <summary>In a column of measurements ("95 8149 48 95 019 0 3 041 0 1 061") some stretch passes the check digit.</summary>
    private static bool IsOfMany(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> groups, int first, int last)
    {
        if (last - first < MostGroups || Cues.SaysCard(text, groups[first].Start))
        {
            return false;
        }

        var isEven = true;
        for (var group = first + 1; group < last; group++)
        {
            isEven &= groups[group].Length == groups[first].Length;
        }

        return !isEven
            && (
                (first > 0 && groups[first].FollowsClosely(text, groups[first - 1]))
                || (last + 1 < groups.Length && groups[last + 1].FollowsClosely(text, groups[last]))
            );
    }

    private static int CountOf(ReadOnlySpan<DigitGroup> groups, int length)
    {
        var count = 0;
        for (; count < groups.Length && length > 0; count++)
        {
            length -= groups[count].Length;
        }

        return count;
    }

    /// <summary>No letter, digit or sign of a longer token touches it; a valid card may stand in "card=4111…&amp;cvc=…" and behind "#".</summary>
    private static bool Stands(ReadOnlySpan<char> text, int start, int end) =>
        (
            start == 0
            || !(
                char.IsLetterOrDigit(text[start - 1])
                || (text[start - 1] is '.' or '-' && start > 1 && char.IsLetterOrDigit(text[start - 2]) && !IsLabelled(text, start))
            )
        )
        && (
            end >= text.Length
            || !(
                (char.IsLetterOrDigit(text[end]) && !Cues.SaysCard(text, start))
                || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiLetterLower(text[end + 1]))
            )
        );

    /// <summary>"Visa-4111…", "card no.4111…".</summary>
    private static bool IsLabelled(ReadOnlySpan<char> text, int start) => char.IsLetter(text[start - 2]) && Cues.SaysCard(text, start);
}
