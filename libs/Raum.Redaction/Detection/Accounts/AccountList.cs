namespace Raum.Redaction;

/// <summary>Several users behind one word, and a user with a password.</summary>
internal static class AccountList
{
    private const int MostListed = 60;

    private static readonly WordSet And = Cues.Set("and und et y e en and or");

    private static readonly WordSet Froms = Cues.Set("from von de da do van du");
    private static readonly WordSet Tos = Cues.Set("to in zu a à para por naar auf en");

    /// <summary>"users: jdoe, psmith and mkoller".</summary>
    public static int List(ReadOnlySpan<char> text, int end, List<Finding> findings)
    {
        for (var count = 0; count < MostListed; count++)
        {
            var at = ValueToken.Spaces(text, end);
            at += at < text.Length && text[at] == ',' ? 1 : 0;
            at = ValueToken.Spaces(text, at);
            var word = ValueToken.WordEnd(text, at);
            if (word > at && And.Contains(text[at..word]) && word < text.Length && text[word] == ' ')
            {
                at = word + 1;
            }
            else if (at <= ValueToken.Spaces(text, end))
            {
                return end;
            }

            var last = AccountToken.TokenEnd(text, at);
            if (
                last == at
                || text[at..last].Contains('=')
                || CueVocabulary.Of(text[at..last]) != CueKind.None
                || !AccountToken.IsPlain(text[at..last])
                || !AccountToken.IsUser(text[at..last])
                || !(
                    MadeUp.Is(text[at..last])
                    || text[at..last].ContainsAnyInRange('0', '9')
                    || text[at..last].Contains('_')
                    || (new SecretShape(text[at..last]).IsJoined && !AccountToken.IsListed(text[at..last]))
                    || (last - at <= 5 && char.IsLower(text[at]) && AccountToken.IsUnlisted(text[at..last]))
                )
            )
            {
                return end;
            }

            CuedAccount.Add(findings, at, last);
            end = last;
        }

        return end;
    }

    /// <summary>"changed my username from vale_80 to valentinacucina"; the end of the first where there is no second.</summary>
    public static int Renamed(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        if (end + 1 >= text.Length || text[end] != ' ' || !Froms.Contains(NameContext.SpanBefore(text, start, out _)))
        {
            return end;
        }

        var to = ValueToken.WordEnd(text, end + 1);
        return to < text.Length && text[to] == ' ' && Tos.Contains(text[(end + 1)..to]) ? Of(text, to + 1, end, findings) : end;
    }

    /// <summary>"two accounts, nono.b and nono_bis": both look like logins.</summary>
    public static int Both(ReadOnlySpan<char> text, int comma, List<Finding> findings)
    {
        var first = ValueToken.Spaces(text, comma + 1);
        var end = AccountToken.TokenEnd(text, first);
        if (end == first || end + 1 >= text.Length || text[end] != ' ' || !IsLogin(text[first..end]))
        {
            return 0;
        }

        var and = ValueToken.WordEnd(text, end + 1);
        if (and + 1 >= text.Length || !And.Contains(text[(end + 1)..and]))
        {
            return 0;
        }

        var last = AccountToken.TokenEnd(text, and + 1);
        if (
            !IsLogin(text[(and + 1)..last])
            || (text[first..end].IndexOf('_') < 0 && text[(and + 1)..last].IndexOf('_') < 0 && !PersonLogin.Is(text[first..end]))
        )
        {
            return 0;
        }

        CuedAccount.Add(findings, first, end);
        CuedAccount.Add(findings, and + 1, last);
        return last;
    }

    /// <summary>Small letters with figures, or a dot or underscore inside.</summary>
    private static bool IsLogin(ReadOnlySpan<char> token) =>
        token.Length > 4
        && char.IsAsciiLetterLower(token[0])
        && AccountToken.IsUser(token)
        && (token.Contains('_') || token[1..].ContainsAnyInRange('0', '9') || token.IndexOf('.') > 0)
        && !NamedSites.Domains.Contains(token[(token.LastIndexOf('.') + 1)..]);

    private static int Of(ReadOnlySpan<char> text, int from, int otherwise, List<Finding> findings)
    {
        from += from < text.Length && ValueToken.IsQuote(text[from]) ? 1 : 0;
        var end = AccountToken.TokenEnd(text, from);
        var token = text[from..end];
        if (token.IsEmpty || !(MadeUp.Is(token) || PersonLogin.Is(token) || SelfNamed.IsUserName(token) || AccountToken.IsUnlike(token)))
        {
            return otherwise;
        }

        CuedAccount.Add(findings, from, end);
        return end;
    }

    /// <summary>A line for each: "- jdoe (Jane Doe)".</summary>
    public static int Listed(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        var done = 0;
        for (var count = 0; count < MostListed && at < text.Length; count++)
        {
            var bullet = ValueToken.Spaces(text, at + 1);
            if (bullet + 2 >= text.Length || text[bullet] is not ('-' or '*' or '•' or '·') || text[bullet + 1] != ' ')
            {
                return done;
            }

            var end = AccountToken.TokenEnd(text, bullet + 2);
            var token = text[(bullet + 2)..end];
            var next = ValueToken.Spaces(text, end);
            var alone = next >= text.Length || text[next] is '\n' or '\r' or '(' or '-' or '–' or ',' or ':';
            if (
                token.Length < 3
                || !alone
                || !AccountToken.IsPlain(token)
                || !char.IsLower(token[0])
                || !(MadeUp.Is(token) || new SecretShape(token) is { Digits: > 0 } or { Signs: > 0 })
            )
            {
                return done;
            }

            CuedAccount.Add(findings, bullet + 2, end);
            var line = text[end..].IndexOf('\n');
            at = line < 0 ? text.Length : end + line;
            done = end;
        }

        return done;
    }

    /// <summary>"user/pass: jdoe / s3cret", "Zugangsdaten: jdoe / s3cret"; gives the place behind both, 0 when there are none.</summary>
    public static int Pair(ReadOnlySpan<char> text, int at, CueKind kind, List<Finding> findings)
    {
        var colon = at;
        if (kind != CueKind.Pair)
        {
            // The word for the password, beside that for the user.
            var second = false;
            for (
                var words = 0;
                words < 5 && colon < text.Length && text[colon] is ' ' or '/' or '+' or '&' or '-' or '\'' or '\u00a0';
                words++
            )
            {
                while (colon < text.Length && text[colon] is ' ' or '/' or '+' or '&' or '-' or '\'' or '\u00a0')
                {
                    colon++;
                }

                var last = ValueToken.WordEnd(text, colon);
                if (last == colon)
                {
                    break;
                }

                second |= last - colon > 1 && CueVocabulary.Of(text[colon..last]) is CueKind.Password or CueKind.Pin;
                if (
                    !second
                    && !And.Contains(text[colon..last])
                    && !CueVocabulary.Fillers.Contains(text[colon..last])
                    && text[colon..last] is not ("mot" or "palavra")
                )
                {
                    return 0;
                }

                colon = last;
            }

            if (!second)
            {
                return 0;
            }
        }

        colon = ValueToken.Spaces(text, colon);
        if (colon >= text.Length || text[colon] is not (':' or '='))
        {
            return 0;
        }

        colon++;
        while (colon < text.Length && text[colon] is ' ' or '\n' or '\r')
        {
            colon++;
        }

        var end = AccountToken.TokenEnd(text, colon);
        if (text[colon..end].IndexOf('/') is > 0 and var slash)
        {
            end = colon + slash;
        }

        var next = end;
        while (next < text.Length && text[next] is ' ' or '/' or ',' or ':' or '|' or '\n' or ';')
        {
            next++;
        }

        var close = ValueToken.End(text, next);
        close += close < text.Length && text[close] == '!' ? 1 : 0;
        if (next == end || end == colon || new SecretShape(text[next..close]) is not ({ IsMixed: true } or { IsDigits: true }))
        {
            return 0;
        }

        CuedAccount.Add(findings, colon, end);
        CuedSecret.Add(findings, next, close);
        return close;
    }
}
