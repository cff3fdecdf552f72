namespace Raum.Redaction;

/// <summary>What a token looks like that may be a user name.</summary>
internal static class AccountToken
{
    private const int ShortestUnlike = 5;

    /// <summary>"mp3" is the end of a file's name.</summary>
    private const int ShortestLast = 3;
    private const int LongestExtension = 4;

    public static bool Accepts(ReadOnlySpan<char> token, CueKind kind, bool marked, bool said)
    {
        if (!IsUser(token))
        {
            return false;
        }

        var shape = new SecretShape(token);
        var joined = shape.Digits > 0 || shape.Signs > 0;
        if (
            kind is CueKind.Account or CueKind.User
            && shape.Digits > 3
            && token.Contains('-')
            && token.ContainsAnyInRange('A', 'Z')
            && !token.ContainsAnyInRange('a', 'z')
            && !HasName(token)
        )
        {
            // "Account BB-4761-0093": a customer's number.
            return false;
        }

        // "Account A12"
        if (Guid.TryParseExact(token, "D", out _) || (token.Length <= ShortestUnlike - 1 && shape.Digits > 0 && !marked && !said))
        {
            return false;
        }

        var made = MadeUp.Is(token);
        return kind switch
        {
            CueKind.Account => joined || marked || made || (said && shape.IsJoined),
            CueKind.User => (joined && (shape.Digits > 0 || marked || said || token.Contains('_') || token.Contains('.')))
                || (marked && (made || token.Length < 6 || IsUnlisted(token)))
                || made,
            CueKind.Site => joined
                ? shape.Digits > 0 || marked || token.StartsWith("live:") || said || token.Contains('_')
                : marked || (said && (made || shape.IsJoined)),
            _ => false,
        };
    }

    /// <summary>"MARTA-1984".</summary>
    private static bool HasName(ReadOnlySpan<char> token)
    {
        foreach (var part in token.Split('-'))
        {
            var word = token[part];
            if (word.Length > ShortestLast && (NameWords.Of(word) & (WordFacts.Given | WordFacts.Surname)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A word, or the name of a thing: "YouTube".</summary>
    public static bool IsListed(ReadOnlySpan<char> token) =>
        (NameWords.OfHash(Lexicon.Hash(token)) & (WordFacts.Word | WordFacts.Proper)) != 0;

    public static bool IsUnlisted(ReadOnlySpan<char> token) => (NameWords.OfHash(Lexicon.Hash(token)) & WordFacts.Word) == 0;

    /// <summary>"TERO_LOCO_84", "adri.reis22": no word of a sentence, no host and no file looks like it.</summary>
    public static bool IsUnlike(ReadOnlySpan<char> token)
    {
        if (token.Length < ShortestUnlike || !char.IsLetter(token[0]) || !token.ContainsAnyInRange('0', '9'))
        {
            return false;
        }

        var dot = token.LastIndexOf('.');
        if (dot > 0 && token.Length - dot - 1 <= LongestExtension && ValueToken.WordEnd(token, dot + 1) == token.Length)
        {
            // A file's name or a host.
            return false;
        }

        return token.Contains('_') || (dot > 0 && token.IndexOf('.') == dot && ValueToken.WordEnd(token, dot + 1) - dot > ShortestLast);
    }

    /// <summary>Letters, and no account of a system.</summary>
    public static bool IsUser(ReadOnlySpan<char> token)
    {
        var shape = new SecretShape(token);
        return token.Length is >= 3 and <= 40 && shape.Digits + shape.Signs < token.Length && !AccountRoles.Is(token) && !IsMeasure(token);
    }

    /// <summary>"v2.4", "3x", "2FA", but not "jo7" or "a1b2".</summary>
    private static bool IsMeasure(ReadOnlySpan<char> token) =>
        (char.IsAsciiDigit(token[0]) || (token[0] is 'v' or 'V' && char.IsAsciiDigit(token[1])))
        && new SecretShape(token) is { Digits: > 0 } shape
        && token.Length - shape.Digits - shape.Signs <= 2
        && (shape.Signs > 0 || token.Length <= 4)
        && !token.ContainsAny('_', '-');

    public static bool IsPlain(ReadOnlySpan<char> token) =>
        char.IsLetterOrDigit(token[0]) && token.IndexOfAny('?', '&', '/') < 0 && token.IndexOf('@') < 0 && token.IndexOfAny('’', '…') < 0;

    /// <summary>"fti/legoff29", "jane.doe@okbank".</summary>
    public static bool IsWithProvider(ReadOnlySpan<char> token)
    {
        var sign = token.IndexOfAny('/', '@');
        return sign > 1
            && sign + 3 < token.Length
            && token[(sign + 1)..].IndexOfAny('/', '@', '?') < 0
            && (token[sign] == '@' || token.ContainsAnyInRange('0', '9'));
    }

    public static int TokenEnd(ReadOnlySpan<char> text, int at)
    {
        var end = ValueToken.End(text, at);
        // "uid=jdoe,ou=people", "jdoe'", "(jdoe"
        var cut = text[at..end].IndexOfAny('\'', '(', '|');
        return cut > 0 ? at + cut
            : cut == 0 ? at
            : end;
    }

    public static int ValueEnd(ReadOnlySpan<char> text, int at, int end)
    {
        var cut = text[at..end].IndexOfAny('&', '?', '#');
        return cut > 0 ? at + cut : end;
    }

    /// <summary>"Account owner: Idris Bello": two words with a capital are a person's name, for names to find.</summary>
    public static bool IsFullName(ReadOnlySpan<char> text, int at, int end) =>
        char.IsUpper(text[at])
        && end + 2 < text.Length
        && text[end] == ' '
        && char.IsUpper(text[end + 1])
        && char.IsLower(text[end + 2])
        && !text[at..end].ContainsAnyInRange('0', '9')
        && text[at..end].IndexOfAny('_', '.', '#') < 0;

    /// <summary>"for user jdoe from 10.0.0.4", "user jdoe by (uid=0)".</summary>
    public static bool IsFollowedBySource(ReadOnlySpan<char> text, int end)
    {
        var rest = text[end..];
        return rest.StartsWith(" from ") || rest.StartsWith(" by (");
    }
}
