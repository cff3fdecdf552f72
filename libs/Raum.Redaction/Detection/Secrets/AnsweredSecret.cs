namespace Raum.Redaction;

/// <summary>Passwords that answer a question: "What is the password you tried? / Guest: Marmalade!88".</summary>
/// <remarks>Linear: a bounded stretch behind each cue is read.</remarks>
internal static class AnsweredSecret
{
    private const int Reach = 120;
    private const int Shortest = 6;

    /// <summary>The password on the line behind a question; its end is 0 when there is none.</summary>
    /// <param name="at">Where the word for it ends.</param>
    public static (int Start, int End) Behind(ReadOnlySpan<char> text, int at)
    {
        var near = text[at..Math.Min(text.Length, at + Reach)];
        var question = near.IndexOfAny('?', '\n');
        if (question < 0 || near[question] != '?' || !NextTurn.EndsLine(text, at + question + 1))
        {
            return default;
        }

        var start = NextTurn.Start(text, at + question + 1);
        if (start < 0)
        {
            return default;
        }

        var end = SecretPlace.WithEnd(text, start, ValueToken.End(text, start), true);
        var token = text[start..end];
        return
            token.Length >= Shortest
            && NextTurn.EndsLine(text, end)
            && new SecretShape(token) is { IsStrong: true } or { IsMixed: true, Digits: > 1 } or { IsChain: true }
            ? (start, end)
            : default;
    }
}
