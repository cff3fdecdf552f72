namespace Raum.Redaction;

/// <summary>Reads an id with its groups: "046 454 286", "QQ 12 34 56 C", "15 070649 C 103", "9876-543-217-XK".</summary>
internal static class IdToken
{
    private const int Longest = 30;
    private const int MostGroups = 9;

    /// <summary>Small words in capitals, which are no part of an id.</summary>
    private static readonly WordSet Small = Cues.Set(
        "a e i o u y is in on of to de le la el il en et un op am im zu do da em ou or id no nr it at by as me my se si ja ok und and the"
    );

    /// <summary>Where an id ends that begins here with a letter or figure; the same place when there is none.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        var end = Group(text, at);
        if (end == at)
        {
            return at;
        }

        var digits = DigitsOf(text[at..end]);
        for (var groups = 0; groups < MostGroups && end + 1 < text.Length && end - at < Longest; groups++)
        {
            var gap = end;
            if (text[gap] is not (' ' or '-' or '.' or '/' or '\u00a0'))
            {
                break;
            }

            gap += gap + 2 < text.Length && text[gap] == ' ' && text[gap + 1] is ' ' or '/' or '-' ? 1 : 0;
            gap += gap + 2 < text.Length && text[gap] is '/' or '-' && text[gap + 1] == ' ' ? 1 : 0;
            var next = Group(text, gap + 1);
            var group = text[(gap + 1)..next];
            if (group.Length == 0 || next - at > Longest || !Continues(text, at, end, gap, group, next, digits))
            {
                break;
            }

            digits += DigitsOf(group);
            end = next;
        }

        return end;
    }

    /// <summary>A small word, which in capitals is no part of an id.</summary>
    public static bool IsSmall(ReadOnlySpan<char> group) => Small.Contains(group);

    public static int DigitsOf(ReadOnlySpan<char> token)
    {
        var digits = 0;
        foreach (var c in token)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits;
    }

    private static int Group(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < Longest && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        return end;
    }

    private static bool Continues(ReadOnlySpan<char> text, int at, int end, int gap, ReadOnlySpan<char> group, int next, int digits)
    {
        var figures = DigitsOf(group);
        var spaced = text[gap] == ' ' || text[end] == ' ';
        if (!spaced)
        {
            // One token: what is joined by a sign belongs to it, words in small letters do not.
            return figures > 0 || !ContainsLower(group);
        }

        if (digits == 0 && !(IsLetters(text[at..end]) && (end - at <= 3 || (end - at == 5 && figures == 6))))
        {
            return false;
        }

        if (ContainsLower(group) || IsLong(text[at..end]) || IsBeforeMonth(text, next))
        {
            return false;
        }

        if (figures == group.Length)
        {
            // A figure alone, or a year, may be of the next words.
            return figures >= 2
                    && figures <= 9
                    && !(
                        next < text.Length
                        && text[next] is '%' or '€' or '$' or ':' or ','
                        && next + 1 < text.Length
                        && char.IsAsciiDigit(text[next + 1])
                    )
                || (
                    figures == 1
                    && (
                        next >= text.Length
                        || text[next] is ',' or ')' or '.' or ';' or '\n'
                        || FollowsGroup(text, next)
                        || IsMedicare(text[at..end])
                    )
                );
        }

        return figures > 0
            ? group.Length <= 6
            : group.Length <= 2
                && digits >= 4
                && !Small.Contains(group)
                && CueVocabulary.Of(group) == CueKind.None
                && !IsBeforeWord(text, next);
    }

    /// <summary>The first two groups of an Australian card, which has a last figure behind: "4287 61503 1".</summary>
    private static bool IsMedicare(ReadOnlySpan<char> id) => id.Length == 10 && id[4] == ' ' && DigitsOf(id) == 9;

    /// <summary>A group of capitals, or a small word of a list, behind a single figure.</summary>
    private static bool FollowsGroup(ReadOnlySpan<char> text, int at)
    {
        at = ValueToken.Spaces(text, at);
        var end = ValueToken.WordEnd(text, at);
        return end > at ? end - at <= 2 : at < text.Length && char.IsAsciiDigit(text[at]);
    }

    /// <summary>Letters that begin an id: in capitals, and no word before one.</summary>
    private static bool IsLetters(ReadOnlySpan<char> group) =>
        !ContainsLower(group)
        && !Small.Contains(group)
        && !CueVocabulary.Fillers.Contains(group)
        && CueVocabulary.Of(group) == CueKind.None;

    private static bool IsBeforeWord(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && text[at] == ' ' && char.IsLetter(text[at + 1]);

    /// <summary>"… 12 May".</summary>
    private static bool IsBeforeMonth(ReadOnlySpan<char> text, int at)
    {
        at += at < text.Length && text[at] == '.' ? 1 : 0;
        var from = ValueToken.Spaces(text, at);
        var end = ValueToken.WordEnd(text, from);
        return end > from && CueVocabulary.Months.Contains(text[from..end]);
    }

    /// <summary>So many figures without a space that the id has no groups.</summary>
    private static bool IsLong(ReadOnlySpan<char> id)
    {
        var run = 0;
        foreach (var c in id)
        {
            run = char.IsAsciiDigit(c) ? run + 1 : 0;
            if (run > 8)
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsLower(ReadOnlySpan<char> group)
    {
        foreach (var c in group)
        {
            if (char.IsLower(c))
            {
                return true;
            }
        }

        return false;
    }
}
