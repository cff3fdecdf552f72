namespace Raum.Redaction;

/// <summary>User names on the line or in the turn behind the word for them: "Wie lautet Ihr Benutzername? / Besucher: blitzkrug_88".</summary>
/// <remarks>Linear: a few words behind a line end are read.</remarks>
internal static class AccountAnswer
{
    private const int MostWords = 4;

    /// <summary>"it's", "my username is", "c'est", "das ist".</summary>
    private static readonly WordSet Opens = Cues.Set(
        "it its it's is my the username user name das ist mein der benutzername lautet c est mon identifiant es mi el usuario e o meu utilizador il mio nome utente het mijn gebruikersnaam login yes ja oui si sim hi hallo ok"
    );

    /// <summary>"noodle.knight04 on eu west".</summary>
    private static readonly WordSet Where = Cues.Set("on at in auf im bei sur chez en su em no na op bij");

    /// <summary>"whats the username on the account / Customer: lilpanda_92"; 0 where the next line is no answer.</summary>
    /// <param name="lineEnd">Where the line of the cue ends.</param>
    public static int Told(ReadOnlySpan<char> text, int lineEnd, CueKind kind, List<Finding> findings) =>
        kind is CueKind.Account && NextTurn.Start(text, lineEnd) is >= 0 and var at ? Unlike(text, at, 1, findings) : 0;

    /// <summary>The same behind a question or request that ends its line; an answer of one word may look like a word then.</summary>
    /// <param name="sign">The sign that ends the sentence.</param>
    public static int Asked(ReadOnlySpan<char> text, int sign, CueKind kind, List<Finding> findings)
    {
        if (
            kind is not (CueKind.Account or CueKind.User or CueKind.Site)
            || !(text[sign] == '?' || (kind is CueKind.Account && text[sign] is '.' or '!'))
            || !NextTurn.EndsLine(text, sign + 1)
            || NextTurn.Start(text, sign + 1) is not (>= 0 and var at)
        )
        {
            return 0;
        }

        var end = AccountToken.TokenEnd(text, at);
        return
            kind is CueKind.Account
            && text[sign] == '?'
            && end > at
            && NextTurn.EndsLine(text, end)
            && AccountToken.IsPlain(text[at..end])
            && AccountToken.Accepts(text[at..end], kind, false, true)
            ? Found(findings, at, end)
            : Unlike(text, at, MostWords, findings);
    }

    /// <summary>"to the wrong account, SnowFox_11, please": between commas, and no word looks like it.</summary>
    /// <param name="comma">Where the first comma stands.</param>
    public static int Inserted(ReadOnlySpan<char> text, int comma, CueKind kind, List<Finding> findings)
    {
        var at = ValueToken.Spaces(text, comma + 1);
        var end = AccountToken.TokenEnd(text, at);
        return
            kind is CueKind.Account or CueKind.User
            && end > at
            && (end == text.Length || text[end] is ',' or '.' or ')' or '\n')
            && text[at..end].Contains('_')
            && AccountToken.IsUnlike(text[at..end])
            && !AccountToken.IsListed(text[at..ValueToken.WordEnd(text, at)])
            ? Found(findings, at, end)
            : 0;
    }

    /// <summary>The value on the line below a label.</summary>
    public static int Below(ReadOnlySpan<char> text, int at, CueKind kind, List<Finding> findings, int cueEnd)
    {
        at = ValueToken.Spaces(text, at + 1);
        var end = AccountToken.TokenEnd(text, at);
        var last = ValueToken.Spaces(text, end);
        return
            end > at
            && (last >= text.Length || text[last] is '\n' or '\r')
            && AccountToken.IsPlain(text[at..end])
            && AccountToken.Accepts(text[at..end], kind, false, true)
            ? Found(findings, at, end)
            : cueEnd;
    }

    /// <summary>A token that no word looks like, alone or behind words that open an answer: "it's moonpuffin_7, thanks".</summary>
    private static int Unlike(ReadOnlySpan<char> text, int at, int words, List<Finding> findings)
    {
        Work.Add(words);
        for (var first = at; words > 0; words--)
        {
            var end = AccountToken.TokenEnd(text, at);
            if (end == at)
            {
                return 0;
            }

            var token = text[at..end];
            if (AccountToken.IsPlain(token) && AccountToken.IsUser(token) && AccountToken.IsUnlike(token))
            {
                // "IMG_2024 is attached" answers nothing.
                return
                    at > first
                    || text[end..] is not [' ', not '/', ..]
                    || Where.Contains(text[(end + 1)..ValueToken.WordEnd(text, end + 1)])
                    ? Found(findings, at, end)
                    : 0;
            }

            var word = ValueToken.WordEnd(text, at);
            if (!Opens.Contains(text[at..word]))
            {
                return 0;
            }

            at = word + (text[word..].StartsWith("'s") ? 2 : 0);
            at = ValueToken.Spaces(text, at + (at < text.Length && text[at] is ',' or ':' or '\'' or '’' ? 1 : 0));
        }

        return 0;
    }

    private static int Found(List<Finding> findings, int at, int end)
    {
        CuedAccount.Add(findings, at, end);
        return end;
    }
}
