namespace Raum.Redaction;

/// <summary>User names that friends and players are called by: "my buddy tacoknight77", "mon pote BaguetteSniper44", "player not_plaidius3".</summary>
/// <remarks>Only made-up forms with a figure or underscore, and no word or brand with a number: "my friend Windows11". Linear: one token behind each cue is read.</remarks>
internal static class PlayerName
{
    private const int Reach = 40;

    /// <summary>Adds the user name behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        // "my buddy (tacoknight77)", "Spieler: tacoknight77", "the leader is tacoknight77"
        var from = at;
        var marked = false;
        while (from < text.Length && from - at < 3 && (text[from] is ' ' or '(' or ':' || ValueToken.IsQuote(text[from])))
        {
            // A "player:" alone is a program more often.
            marked |= text[from] == ':' && !text[start..at].Equals("player", StringComparison.OrdinalIgnoreCase);
            from++;
        }

        var word = ValueToken.WordEnd(text, from);
        if (word - from is 1 or 2 or 3 && word + 1 < text.Length && text[word] == ' ' && CueVocabulary.Says.Contains(text[from..word]))
        {
            from = word + 1;
        }

        // "friend Stefan (stefke99)"
        word = ValueToken.WordEnd(text, from);
        if (word > from + 1 && char.IsUpper(text[from]) && text[word..].StartsWith(" ("))
        {
            from = word + 2;
        }

        if (from == at || from >= text.Length || !char.IsLetter(text[from]) || !SelfNamed.MayBeMadeUp(text, from))
        {
            return at;
        }

        Work.Add(Reach);
        var end = AccountToken.TokenEnd(text, from);
        var token = text[from..end];
        if (!SelfNamed.IsUserName(token) || !(marked || token.ContainsAnyInRange('0', '9') || token.Contains('_')))
        {
            return at;
        }

        var letters = token[..ValueToken.WordEnd(token, 0)];
        if (AccountToken.IsListed(letters) && !(token.Contains('_') && token.ContainsAnyInRange('0', '9')))
        {
            return at;
        }

        CuedAccount.Add(findings, from, end);
        return marked ? AccountList.List(text, end, findings) : end;
    }
}
