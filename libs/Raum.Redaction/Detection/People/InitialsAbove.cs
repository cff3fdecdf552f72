namespace Raum.Redaction;

/// <summary>Initials in a line of their own above the name that they stand for, as mail programs put a signature behind them: "mh", an empty line, "Markus Hellwig".</summary>
/// <remarks>Linear: a bounded stretch before each name is read.</remarks>
internal static class InitialsAbove
{
    private const int MostBlank = 4;
    private const int Longest = 3;

    /// <summary>Adds such initials, once names are known.</summary>
    public static void Add(ReadOnlySpan<char> text, List<Finding> findings, List<Finding> initials)
    {
        Work.Add(findings.Count);
        Span<char> letters = stackalloc char[Longest + 1];
        foreach (var finding in findings)
        {
            if (finding is { Type: PiiType.Name, Start: > 2 } name && Line(text, name.Start) is var (start, end))
            {
                if (Matches(text[start..end], letters[..Of(text[name.Start..name.End], letters)]))
                {
                    initials.Add(new Finding(start, end, PiiType.Name, name.Detector, name.Score, "initials"));
                }
            }
        }
    }

    /// <summary>The two or three letters that fill the line above a name which begins one.</summary>
    private static (int Start, int End)? Line(ReadOnlySpan<char> text, int name)
    {
        var end = name;
        while (end > 0 && name - end <= MostBlank && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (end == name || !text[end..name].Contains('\n'))
        {
            return null;
        }

        var start = end;
        while (start > 0 && end - start <= Longest && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return end - start is >= 2 and <= Longest && (start == 0 || text[start - 1] == '\n') && !CommonWords.Contains(text[start..end])
            ? (start, end)
            : null;
    }

    /// <summary>The first letters of the words of a name, one more than may be at the most.</summary>
    private static int Of(ReadOnlySpan<char> name, Span<char> initials)
    {
        var count = 0;
        for (var i = 0; i < name.Length && count < initials.Length; i++)
        {
            if (char.IsLetter(name[i]) && (i == 0 || name[i - 1] is ' ' or '-'))
            {
                initials[count++] = name[i];
            }
        }

        return count;
    }

    /// <summary>All of them, or the first and the last.</summary>
    private static bool Matches(ReadOnlySpan<char> line, ReadOnlySpan<char> initials) =>
        initials.Length is >= 2 and <= Longest
        && (
            line.Equals(initials, StringComparison.OrdinalIgnoreCase)
            || (line.Length == 2 && line.Equals([initials[0], initials[^1]], StringComparison.OrdinalIgnoreCase))
        );
}
