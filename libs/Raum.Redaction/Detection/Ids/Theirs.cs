namespace Raum.Redaction;

/// <summary>Words that stand for a value of somebody else: "Mine is 02/03/1977", "het mijne 1583.04.275", "la mía".</summary>
internal static class Theirs
{
    private const int LongestLink = 8;

    private static readonly WordSet Words = Cues.Set(
        "mine hers his theirs ours yours meins meine meiner seins seine seiner ihrs ihre ihrer mien mienne sien sienne mia mio suya suyo tuya minha meu sua seu sue suo mijne zijne hare eigen eigene"
    );

    private static readonly WordSet Partners = Cues.Set(
        "senora mujer marido esposa esposo pareja frau mann partner partners partnerin wife husband vrouw man vriendin femme mari conjoint conjointe compagne moglie marito mulher"
    );

    public static bool Has(ReadOnlySpan<char> word) => Words.Contains(word);

    /// <summary>True where such a word stands alone: a verb, a colon or a figure comes next, not the thing that is somebody's.</summary>
    public static bool Alone(ReadOnlySpan<char> text, int start, int end)
    {
        if (!Words.Contains(text[start..end]))
        {
            return false;
        }

        var next = end;
        while (next < text.Length && next - end < LongestLink && text[next] is ' ' or ':' or ',' or '(' or '=')
        {
            next++;
        }

        var word = ValueToken.WordEnd(text, next);
        return next < text.Length && (char.IsAsciiDigit(text[next]) || CueVocabulary.Says.Contains(text[next..word]));
    }

    /// <summary>True where such a word, or one for a relative, stands before a value, a verb between at most.</summary>
    public static bool Before(ReadOnlySpan<char> text, int at)
    {
        var word = NameContext.SpanBefore(text, at, out var sameLine);
        if (!sameLine || word.Length == 0)
        {
            return false;
        }

        if (CueVocabulary.Says.Contains(word))
        {
            while (at > 0 && !char.IsLetter(text[at - 1]))
            {
                at--;
            }

            word = NameContext.SpanBefore(text, at - word.Length, out sameLine);
        }

        return sameLine
            && (Words.Contains(word) || Partners.Contains(word) || (word.Length > 2 && (NameWords.Cues(word) & WordFacts.Kin) != 0));
    }
}
