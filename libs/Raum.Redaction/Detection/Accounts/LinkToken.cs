using System.Buffers;

namespace Raum.Redaction;

/// <summary>Tokens that let whoever has a link or a cookie in: signatures of links, sessions, links to reset a password, webhooks.</summary>
/// <remarks>Linear: looks at each <c>=</c> and each <c>://</c>, and at one value or link behind it.</remarks>
internal sealed class LinkToken : IDetector
{
    private const int Shortest = 16;

    /// <summary>A token has so many signs in a row that are no words: "how-to-reset-2024" has not.</summary>
    private const int ShortestRun = 10;
    private const int LongestName = 16;
    private const int ShortestMixed = 8;

    /// <summary>Ends of the names of parameters and cookies.</summary>
    private static readonly WordSet Names = Cues.Set(
        "signature sig session sessionid sessid sid phpsessid jsessionid aspsessionid auth ticket credential samlresponse samlrequest assertion csrftoken xsrftoken rememberme code"
    );

    /// <summary>Words of the folder before a token.</summary>
    private static readonly WordSet Folders = Cues.Set(
        "reset password passwort recover recovery verify verification confirm confirmation activate activation invite invitation invites magic login signin unsubscribe "
            + "webhook webhooks webhookb2 incomingwebhook hooks services token tokens download share s"
    );

    /// <summary>Of links that are good for one time: what stands right behind may be short.</summary>
    private static readonly WordSet Once = Cues.Set(
        "reset password passwort recover recovery verify verification confirm confirmation activate activation invite invitation invites magic"
    );

    private static readonly SearchValues<char> Units = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-%+~."
    );

    private static readonly SearchValues<char> LettersAndFigures = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var from = 0; units.Has('=') && text[from..].IndexOf('=') is >= 0 and var found; )
        {
            from += found + 1;
            var end = End(text, from);
            Work.Add(end - from);
            if (end - from >= Shortest && Names.Contains(NameBefore(text, from - 1)) && IsRandom(text[from..end]))
            {
                Add(findings, from, end);
            }
        }

        for (var from = 0; units.Has('/') && text[from..].IndexOf("://", StringComparison.Ordinal) is >= 0 and var found; )
        {
            var at = from + found + 3;
            from = PersonalUrl.End(text, at);
            Work.Add(from - at);
            LinkPassword.Add(text, at, from, findings);
            InPath(text, at, from, findings);
        }
    }

    /// <summary>"/reset-password/9e107d9d372bb682".</summary>
    private static void InPath(ReadOnlySpan<char> text, int at, int end, List<Finding> findings)
    {
        var (said, before) = (false, 0);
        // The host comes first.
        for (var slash = at + Length(text[at..end]); slash < end && text[slash] == '/'; )
        {
            var start = slash + 1;
            slash = start + Length(text[start..end]);
            var segment = text[start..slash];
            if (
                said
                && (
                    segment.Length >= Shortest && IsRandom(segment)
                    || IsMixed(segment) && Has(text[(start - 1 - before)..(start - 1)], Once)
                )
            )
            {
                Add(findings, start, slash);
            }

            // Behind "services" of a webhook come its parts.
            said |= Has(segment, Folders);
            before = segment.Length;
        }
    }

    private static int Length(ReadOnlySpan<char> path) => path.IndexOfAny('/', '?', '#') is >= 0 and var length ? length : path.Length;

    private static bool Has(ReadOnlySpan<char> segment, WordSet folders)
    {
        foreach (var range in segment.SplitAny('-', '_'))
        {
            if (folders.Contains(segment[range]))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> NameBefore(ReadOnlySpan<char> text, int end)
    {
        var start = end;
        while (start > 0 && end - start <= LongestName && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        return text[start..end];
    }

    private static int End(ReadOnlySpan<char> text, int from)
    {
        var length = text[from..].IndexOfAnyExcept(Units);
        var end = length < 0 ? text.Length : from + length;
        while (end > from && text[end - 1] == '.')
        {
            end--;
        }

        return end;
    }

    /// <summary>"/invite/Xk29dLqP", "/reset/ab12-cd34-ef56": short, right behind the folder, letters and figures by turns in each part.</summary>
    private static bool IsMixed(ReadOnlySpan<char> value)
    {
        if (value.Length < ShortestMixed || value.ContainsAnyExcept(LettersAndFigures) || Guid.TryParseExact(value, "D", out _))
        {
            return false;
        }

        foreach (var range in value.Split('-'))
        {
            var part = value[range];
            var (turns, word) = (0, 0);
            for (var i = 1; i <= part.Length; i++)
            {
                if (i == part.Length || char.IsAsciiDigit(part[i]) != char.IsAsciiDigit(part[i - 1]))
                {
                    if (i - word > 2 && IsWord(part[word..i]))
                    {
                        // "iphone15pro"
                        return false;
                    }

                    word = i;
                    turns++;
                }
            }

            if (turns < (part.Length == value.Length ? 3 : 2))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWord(ReadOnlySpan<char> part) => (NameWords.Of(part) & (WordFacts.Word | WordFacts.Proper)) != 0;

    /// <summary>Letters and figures without order; no UUID, no words with hyphens, no name of a file.</summary>
    private static bool IsRandom(ReadOnlySpan<char> value)
    {
        var (letters, digits, run, longest) = (0, 0, 0, 0);
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                run = 0;
                continue;
            }

            letters += char.IsAsciiLetter(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            longest = Math.Max(longest, ++run);
        }

        return letters > 1 && digits > 1 && longest >= ShortestRun && !Guid.TryParseExact(value, "D", out _);
    }

    private static void Add(List<Finding> findings, int start, int end) =>
        findings.Add(new Finding(start, end, PiiType.Secret, "secret", 0.9, "link-token"));
}
