namespace Raum.Redaction;

/// <summary>An id that is all of the answer to a question for one: "Can you confirm the CPF?⏎(14:07) Client: 71830422590".</summary>
/// <remarks>Reads the rest of the question and one line more.</remarks>
internal static class IdAnswer
{
    private const int Reach = 100;
    private const int LongestLine = 60;
    private const int Fewest = 7;
    private const int Longest = 20;

    /// <summary>The value behind a cue that ends at <paramref name="at"/>; its end is 0 where no question or no such answer follows.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<char> text, int at)
    {
        var near = text.Slice(at, Math.Min(text.Length - at, Reach));
        Work.Add(Reach);
        var last = near.IndexOf('\n');
        if (last < 1 || near[..last].TrimEnd(" \r")[^1..] is not "?")
        {
            return default;
        }

        var line = at + last + 1;
        var answer = text[line..Math.Min(text.Length, line + LongestLine)];
        var end = answer.IndexOf('\n');
        if (end < 0 && answer.Length == LongestLine)
        {
            return default;
        }

        answer = (end < 0 ? answer : answer[..end]).TrimEnd(" \r.");
        var start = answer.LastIndexOf(": ") + 2;
        start = start < 2 ? 0 : start;
        var value = answer[start..];
        return
            value.Length is >= Fewest and <= Longest
            && char.IsAsciiLetterOrDigit(value[0])
            && IdToken.DigitsOf(value) >= Fewest
            && !value.ContainsAnyInRange('a', 'z')
            && !value.ContainsAny(":/,(")
            ? (line + start, line + answer.Length)
            : default;
    }
}
