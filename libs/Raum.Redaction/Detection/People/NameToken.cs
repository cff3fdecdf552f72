namespace Raum.Redaction;

/// <summary>A capitalized word as <see cref="ListedNameDetector"/> sees it.</summary>
/// <param name="Initial">One letter with a dot.</param>
/// <param name="Plain">No capital behind the first letter.</param>
/// <param name="StartsPhrase">A brand or place of several words begins with it.</param>
internal readonly record struct NameToken(int Start, int End, WordFacts Facts, bool Initial, bool Plain, bool StartsPhrase)
{
    public bool IsWord => (Facts & WordFacts.Word) != 0;

    public bool IsGiven => (Facts & WordFacts.Given) != 0;

    public bool IsSurname => (Facts & WordFacts.Surname) != 0;

    public bool IsName => (Facts & WordFacts.AnyName) != 0;

    public bool IsProper => (Facts & WordFacts.Proper) != 0;

    public bool IsUnknown => Facts == WordFacts.None && !Initial;

    public bool IsSureName => IsName && !IsWord && !IsProper;

    /// <summary>Capitalized words with single spaces between; particles only where a capital follows.</summary>
    public static int ReadRun(ReadOnlySpan<char> text, ref int at, scoped Span<NameToken> run, ref KnownFacts known)
    {
        var count = 0;
        while (count < run.Length)
        {
            var start = at;
            at = WordEnd(text, at);
            var initial = at - start <= 2 && at < text.Length && text[at] == '.' && at - start == 1;
            run[count++] = Describe(text, start, at, initial, ref known);
            var next = initial ? at + 1 : at;
            if (next + 1 >= text.Length || text[next] is not (' ' or '-'))
            {
                break;
            }

            next++;
            if (text[next - 1] == ' ' && char.IsLower(text[next]))
            {
                var particle = next;
                while (particle < text.Length && particle - next < 14 && char.IsLower(text[particle]))
                {
                    var end = WordEnd(text, particle);
                    if (end >= text.Length - 1 || text[end] != ' ' || end - particle < 2 || !CommonWords.IsParticle(text[particle..end]))
                    {
                        break;
                    }

                    particle = end + 1;
                }

                if (particle == next || !run[0].IsGiven || run[count - 1].IsWord)
                {
                    break;
                }

                next = particle;
            }

            if (next >= text.Length || !char.IsUpper(text[next]))
            {
                break;
            }

            at = next;
        }

        return count;
    }

    private static NameToken Describe(ReadOnlySpan<char> text, int start, int end, bool initial, ref KnownFacts known)
    {
        var word = text[start..end];
        var facts = initial ? WordFacts.None : known.WithStart(text, start, end);
        var mixed = end - start < 2 || word[1..].ContainsAnyExceptInRange('a', 'z') && !IsLower(word[1..]);
        return new NameToken(start, end, facts & WordFacts.Lists, initial, !mixed, (facts & WordFacts.PhraseStart) != 0);
    }

    private static bool IsLower(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsUpper(c))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsInside(char c) => char.IsLetterOrDigit(c) || c is '_' or '@' or '/' or '#' or '-' or '\\' or '[';

    public static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        while (
            at < text.Length && (char.IsLetter(text[at]) || (text[at] is '\'' or '’' && at + 1 < text.Length && char.IsUpper(text[at + 1])))
        )
        {
            at++;
        }

        return at;
    }
}
