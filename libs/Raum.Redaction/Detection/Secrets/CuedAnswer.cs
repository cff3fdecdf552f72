namespace Raum.Redaction;

/// <summary>Answers to security questions: "security answer: Fluffy", "Antwort auf die Sicherheitsfrage: Bello".</summary>
internal static class CuedAnswer
{
    private const int MostWords = 5;
    private const int Longest = 40;
    private const int ReachAbove = 120;

    private static readonly WordSet Secrecy = Cues.Set(
        "security secret secrete secreta segreta sicherheit sicherheitsfrage geheime geheimfrage kontrollfrage beveiligingsvraag geheim securite seguridad sicurezza seguranca recovery"
    );

    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        var secret = Secrecy.Contains(NameContext.SpanBefore(text, start, out _)) || text[start] is 'S' or 's' || IsAsked(text, start, at);
        var cue = at;
        for (var words = 0; words <= MostWords; words++)
        {
            at = ValueToken.Spaces(text, at);
            if (at < text.Length && text[at] is ':' or '=')
            {
                return secret ? Value(text, at + 1, cue, findings) : cue;
            }

            var last = ValueToken.WordEnd(text, at);
            if (last == at)
            {
                return cue;
            }

            var word = text[at..last];
            if (secret && CueVocabulary.Says.Contains(word))
            {
                // In quotes or with a capital: "is wrong" and "is required" are said as well.
                var value = ValueToken.Spaces(text, last);
                return value < text.Length && (ValueToken.IsQuote(text[value]) || char.IsUpper(text[value]))
                    ? Value(text, value, cue, findings)
                    : cue;
            }

            secret |= Secrecy.Contains(word);
            at = last;
        }

        return cue;
    }

    /// <summary>A field at the beginning of its line, below a question that is said to be one of security.</summary>
    private static bool IsAsked(ReadOnlySpan<char> text, int start, int at)
    {
        if (start == 0 || text[start - 1] != '\n' || at >= text.Length || text[at] != ':')
        {
            return false;
        }

        var above = text[Math.Max(0, start - ReachAbove)..(start - 1)];
        above = above[(above.LastIndexOf('\n') + 1)..];
        Work.Add(above.Length);
        for (var next = 0; Lexicon.NextWord(above, ref next, out var word); )
        {
            if (Secrecy.Contains(above[word..next]))
            {
                return true;
            }
        }

        return false;
    }

    private static int Value(ReadOnlySpan<char> text, int at, int cue, List<Finding> findings)
    {
        at = ValueToken.Spaces(text, at);
        var end = at;
        if (at < text.Length && ValueToken.IsQuote(text[at]))
        {
            at++;
            end = ValueToken.QuotedEnd(text, at);
        }
        else
        {
            while (end < text.Length && end - at <= Longest && text[end] is not ('\n' or '.' or ',' or ';' or '(' or '?'))
            {
                end++;
            }

            while (end > at && char.IsWhiteSpace(text[end - 1]))
            {
                end--;
            }
        }

        if (
            end - at is < 2 or > Longest
            || !(new SecretShape(text[at..end]) is { IsWord: true } or { Digits: > 0 })
            || text[at..end].Count(' ') > 3
        )
        {
            return cue;
        }

        CuedSecret.Add(findings, at, end);
        return end;
    }
}
