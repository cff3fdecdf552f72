namespace Raum.Redaction;

/// <summary>Logins of those whose thing is spoken of: "la session de hbonnet2", "the password of gturner", "Zugangsdaten von k.oezdemir", "unlock mharris4".</summary>
/// <remarks>Linear: the token behind the cue is read, over a small word.</remarks>
internal static class OwnedLogin
{
    private const int ShortestSurname = 4;

    private static readonly WordSet Ofs = Cues.Set("of von de di do da van des the user");

    /// <summary>Adds the login behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        if (at + 1 >= text.Length || text[at] != ' ')
        {
            return at;
        }

        var from = at + 1;
        var of = ValueToken.WordEnd(text, from);
        from = of > from && of + 1 < text.Length && text[of] == ' ' && Ofs.Contains(text[from..of]) ? of + 1 : from;
        if (from >= text.Length || !char.IsAsciiLetterOrDigit(text[from]))
        {
            return at;
        }

        Work.Add(1);
        var end = AccountToken.TokenEnd(text, from);
        if (!Is(text[from..end], from > at + 1))
        {
            return at;
        }

        CuedAccount.Add(findings, from, end);
        return end;
    }

    /// <summary>A new name, which is made up.</summary>
    public static int Named(ReadOnlySpan<char> text, int from, int otherwise, List<Finding> findings)
    {
        var end = AccountToken.TokenEnd(text, from);
        var token = text[from..end];
        if (token.IsEmpty || !(SelfNamed.IsUserName(token) || PersonLogin.Is(token) || IsInitialed(token)))
        {
            return otherwise;
        }

        CuedAccount.Add(findings, from, end);
        return end;
    }

    private static bool Is(ReadOnlySpan<char> token, bool isOf) =>
        !token.IsEmpty
        && AccountToken.IsPlain(token)
        && AccountToken.IsUser(token)
        && (PersonLogin.Is(token) || PersonLogin.IsNumbered(token) || (isOf && IsInitialed(token)));

    /// <summary>"plombardi": an initial and a family name, and no word.</summary>
    public static bool IsInitialed(ReadOnlySpan<char> token) =>
        token.Length > ShortestSurname
        && ValueToken.WordEnd(token, 0) == token.Length
        && MadeUp.Is(token)
        && (NameWords.Of(token[1..]) & WordFacts.Surname) != 0;
}
