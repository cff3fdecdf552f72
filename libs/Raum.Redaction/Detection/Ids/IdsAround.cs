namespace Raum.Redaction;

/// <summary>Ids before the word for them, and further ones behind the first.</summary>
internal static class IdsAround
{
    private const int EchoReach = 70;

    private static readonly WordSet Links = Cues.Set(
        "is as ist est es e her his their our sein seine ihr ihre sa son su sua suo zijn haar my mein mon mi il mio meu minha mia mijn ma the of for a number numero nr no n nummer numero de del du d o le la el das der als"
    );

    public static bool IsDate(ReadOnlySpan<char> text, int at) =>
        WrittenDate.End(text, at) is > 0 and var end
        && !(end < text.Length && char.IsLetterOrDigit(text[end]))
        && WrittenDate.HasYearBefore(text[at..end], 2100);

    /// <summary>"C01X00T47 is my passport number", "123 45 6789 (SSN)".</summary>
    public static (int Start, int End) Before(ReadOnlySpan<char> text, int cue)
    {
        var at = cue;
        var bracket = false;
        var said = false;
        for (var words = 0; words < 5 && at > 2; words++)
        {
            while (at > 0 && text[at - 1] is ' ' or '(' or '\'' or ',')
            {
                bracket |= text[at - 1] == '(';
                at--;
            }

            if (at == 0 || cue - at > 30 || (at == cue && words > 0))
            {
                return default;
            }

            if (
                char.IsAsciiDigit(text[at - 1])
                || (char.IsAsciiLetterUpper(text[at - 1]) && at > 1 && char.IsLetterOrDigit(text[at - 2]) && (bracket || said))
            )
            {
                return bracket || said ? TokenBefore(text, at, said) : default;
            }

            var last = at;
            while (at > 0 && char.IsLetter(text[at - 1]))
            {
                at--;
            }

            if (at == last || bracket || !Links.Contains(text[at..last]))
            {
                return default;
            }

            said |= text[at..last] is "is" or "ist" or "est" or "es" or "è" or "é" or "as" or "als";
        }

        return default;
    }

    /// <param name="said">"ticket 118-40-2207 is my SSN": what is said behind it counts more than a word before it.</param>
    private static (int Start, int End) TokenBefore(ReadOnlySpan<char> text, int end, bool said)
    {
        var best = -1;
        for (
            var at = end - 1;
            at >= 0 && end - at <= 24 && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is ' ' or '-' or '.' or '/');
            at--
        )
        {
            if (char.IsAsciiLetterOrDigit(text[at]) && (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && IdToken.End(text, at) == end)
            {
                best = at;
            }
        }

        return
            best >= 0
            && text[best..end] is var token
            && IdToken.DigitsOf(token) >= 5
            && token.Length >= 7
            && !IsDate(text, best)
            && (said || !(Cues.CallsOtherNumber(text, best) || Cues.CallsPhone(text, best)))
            ? (best, end)
            : default;
    }

    /// <summary>"A, B and C" of one kind; and what is built like the first a sentence later: "Meine eigene ist P120448717".</summary>
    public static int More(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        while (true)
        {
            Work.Add(EchoReach);
            var (from, last) = Next(text, start, end);
            if (last == 0)
            {
                return end;
            }

            CuedId.Add(findings, from, last);
            (start, end) = (from, last);
        }
    }

    private static (int Start, int End) Next(ReadOnlySpan<char> text, int start, int end)
    {
        var first = text[start..end];
        var limit = Math.Min(text.Length, end + EchoReach);
        var breaks = 0;
        for (var at = end; at < limit; )
        {
            var c = text[at];
            if (c == '\n' && ++breaks > 1)
            {
                return default;
            }

            if (!char.IsLetterOrDigit(c))
            {
                at++;
                continue;
            }

            var last = IdToken.End(text, at);
            var token = text[at..last];
            var listed = IsListed(text[end..at]);
            if (
                last - at == first.Length
                && (
                    IsAlike(first, token)
                        ? HasLetter(first) || listed
                        : listed && HasLetter(first) && HasLetter(token) && IdToken.DigitsOf(token) > 1
                )
                && !Cues.SaysOtherNumber(text, at)
            )
            {
                return (at, last);
            }

            // A word for something else, or another number, ends the list.
            if (Theirs.Before(text, at) && IsOfKind(first, token) && !IsDate(text, at))
            {
                return (at, last);
            }

            var word = ValueToken.WordEnd(text, at);
            if (word == at || CueVocabulary.Of(text[at..word]) != CueKind.None)
            {
                return default;
            }

            at = word;
        }

        return default;
    }

    /// <summary>As many figures and letters, in any groups.</summary>
    private static bool IsOfKind(ReadOnlySpan<char> first, ReadOnlySpan<char> token) =>
        IdToken.DigitsOf(token) is >= 4 and var digits
        && Letters(token) is var letters
        && digits + letters >= 7
        && digits + letters == IdToken.DigitsOf(first) + Letters(first)
        && letters > 0 == Letters(first) > 0;

    private static int Letters(ReadOnlySpan<char> id)
    {
        var count = 0;
        foreach (var c in id)
        {
            count += char.IsLetter(c) ? 1 : 0;
        }

        return count;
    }

    private static bool HasLetter(ReadOnlySpan<char> id) => id.Length >= 8 && char.IsAsciiLetter(id[0]);

    private static bool IsListed(ReadOnlySpan<char> between) =>
        between.Length <= 7 && between.Trim(" ,/&+") is "" or "and" or "und" or "et" or "y" or "e" or "en" or "or";

    private static bool IsAlike(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        for (var i = 0; i < first.Length; i++)
        {
            if (char.IsAsciiDigit(first[i]) != char.IsAsciiDigit(second[i]) || char.IsLetter(first[i]) != char.IsLetter(second[i]))
            {
                return false;
            }
        }

        return true;
    }
}
