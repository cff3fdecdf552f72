namespace Raum.Redaction;

/// <summary>"P.S." looks like two initials: "P.S. Marek is away".</summary>
internal static class Postscripts
{
    /// <summary>True for its letters, where a sentence begins with them: "ask P.S. Raman" has a name.</summary>
    public static bool IsIn(ReadOnlySpan<char> text, in Word word)
    {
        if (word.Shape != WordShape.Initial)
        {
            return false;
        }

        var start = text[word.Start] == 'S' && word.Start > 1 ? word.Start - 2 : word.Start;
        return text[start..].StartsWith("P.S")
            && (start == 0 || text[start - 1] is ' ' or '\n' or '*')
            && text[..start].TrimEnd(" *-") is [] or [.., '.' or '!' or '?' or ')' or '\n' or '>' or ':']
            && start + 4 < text.Length
            && text[start + 3] is '.' or ':' or ' '
            && !(text[start + 3] == '.' && char.IsLetterOrDigit(text[start + 4]));
    }
}
