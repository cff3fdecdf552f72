namespace Raum.Redaction;

/// <summary>Settles overlaps: what is surer wins, then what is longer; what a loser has outside the winner stays masked.</summary>
internal static class SpanResolver
{
    private static readonly Comparison<Finding> Order = static (a, b) =>
        a.Start != b.Start ? a.Start.CompareTo(b.Start)
        : a.Length != b.Length ? b.Length.CompareTo(a.Length)
        : Rank(b).CompareTo(Rank(a));

    /// <summary>The surviving findings in the order of the text, never overlapping. O(n log n).</summary>
    public static List<Finding> Resolve(List<Finding> findings, ReadOnlySpan<char> text)
    {
        if (findings.Count < 2)
        {
            return findings;
        }

        Work.Add(findings.Count);
        FindingOrder.Sort(findings, Order);
        var kept = new List<Finding>(findings.Count);
        foreach (var finding in findings)
        {
            Add(kept, finding, text);
        }

        return kept;
    }

    private static void Add(List<Finding> kept, Finding next, ReadOnlySpan<char> text)
    {
        if (Place(kept, next, text) is { } rest && rest.End > kept[^1].End && HasLetterOrDigit(text[kept[^1].End..rest.End]))
        {
            kept.Add(Trimmed(rest with { Start = kept[^1].End }, text));
        }
    }

    /// <summary>Gives what lost and ends behind everything kept: the rest of a find that was itself cut may begin behind this one.</summary>
    private static Finding? Place(List<Finding> kept, Finding next, ReadOnlySpan<char> text)
    {
        Finding? rest = null;
        while (kept.Count > 0 && kept[^1] is var last && next.Start < last.End)
        {
            Work.Add(1);
            var contains = last.Start <= next.Start && last.End >= next.End;
            if (contains && (last.Length > next.Length || Rank(last) >= Rank(next)) && !Outranks(next, last))
            {
                return rest;
            }

            if (contains || Rank(last) >= Rank(next))
            {
                if (!contains)
                {
                    // A winner that was itself cut may begin behind this one and still end behind it.
                    if (next.End <= last.End)
                    {
                        return rest;
                    }

                    // The tail of the loser stays masked on its own.
                    next = next with
                    {
                        Start = last.End,
                    };
                    if (!HasLetterOrDigit(text[next.Start..next.End]))
                    {
                        return rest;
                    }

                    next = Trimmed(next, text);

                    break;
                }

                kept.RemoveAt(kept.Count - 1);
                AddHead(kept, last, next, text);
                if (last.End > next.End)
                {
                    AddTail(kept, last, next, text);
                    return rest;
                }

                continue;
            }

            rest = last.End > Math.Max(next.End, rest?.End ?? 0) ? last : rest;
            kept.RemoveAt(kept.Count - 1);
            AddHead(kept, last, next, text);
        }

        kept.Add(next);
        return rest;
    }

    private static void AddHead(List<Finding> kept, Finding last, Finding next, ReadOnlySpan<char> text)
    {
        if (last.Start < next.Start && HasLetterOrDigit(text[last.Start..next.Start]))
        {
            kept.Add(Trimmed(last with { End = next.Start }, text));
        }
    }

    private static void AddTail(List<Finding> kept, Finding last, Finding next, ReadOnlySpan<char> text)
    {
        kept.Add(next);
        if (HasLetterOrDigit(text[next.End..last.End]))
        {
            kept.Add(Trimmed(last with { Start = next.End }, text));
        }
    }

    /// <summary>What is left of a find, without the signs and spaces at its ends.</summary>
    private static Finding Trimmed(Finding finding, ReadOnlySpan<char> text)
    {
        var (start, end) = (finding.Start, finding.End);
        while (start < end && !char.IsLetterOrDigit(text[start]) && !char.IsSurrogate(text[start]))
        {
            start++;
        }

        while (end > start && !char.IsLetterOrDigit(text[end - 1]) && !char.IsSurrogate(text[end - 1]))
        {
            end--;
        }

        return start < end ? finding with { Start = start, End = end } : finding;
    }

    /// <summary>A short sure find inside a long unsure one takes its place: an e-mail inside a guessed address.</summary>
    private static bool Outranks(Finding inner, Finding outer) => outer.Score < 0.6 && inner.Score >= 0.9;

    private static double Rank(Finding finding) =>
        finding.Score
        + (
            finding.Type == PiiType.Lookalike ? 4
            : finding.Known is not null ? 2
            : 0
        )
        + (finding.Type == PiiType.Name ? -0.2 : 0);

    private static bool HasLetterOrDigit(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                return true;
            }
        }

        return false;
    }
}
