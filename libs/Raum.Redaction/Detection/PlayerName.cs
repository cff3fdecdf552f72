namespace Raum.Redaction;

/// <summary>User names that friends and players are called by: "my buddy tacoknight77", "mon pote BaguetteSniper44", "player not_plaidius3".</summary>
/// <remarks>Only made-up forms with a figure or underscore, and no word or brand with a number: "my friend Windows11". Linear: one token behind each cue is read.</remarks>
internal static class PlayerName
{
    private const int Reach = 40;

    /// <summary>Adds the user name behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        // "my buddy (tacoknight77)", "Spieler: tacoknight77"
        var from = at;
        while (from < text.Length && from - at < 3 && (text[from] is ' ' or '(' or ':' || ValueToken.IsQuote(text[from])))
        {
            from++;
        }

        if (from == at || from >= text.Length || !char.IsLetter(text[from]) || !SelfNamed.MayBeMadeUp(text, from))
        {
            return at;
        }

        Work.Add(Reach);
        var end = AccountToken.TokenEnd(text, from);
        var token = text[from..end];
        if (!SelfNamed.IsUserName(token) || !(token.ContainsAnyInRange('0', '9') || token.Contains('_')))
        {
            return at;
        }

        var letters = token[..ValueToken.WordEnd(token, 0)];
        if ((NameWords.Of(letters) & (WordFacts.Word | WordFacts.Proper)) != 0 && !token.Contains('_'))
        {
            return at;
        }

        CuedAccount.Add(findings, from, end);
        return end;
    }
}
