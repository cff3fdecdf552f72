namespace Raum.Redaction;

/// <summary>User names that friends and players are called by: "my buddy tacoknight77", "mon pote BaguetteSniper44", "player not_plaidius3".</summary>
/// <remarks>Only made-up forms with a figure or underscore, and no word or brand with a number: "my friend Windows11". Linear: one token behind each cue is read.</remarks>
internal static class PlayerName
{
    private const int Reach = 40;
    private const int ShortestTrader = 5;

    /// <summary>Who plays; an English "player" is a program more often: "player MediaPlus".</summary>
    private static readonly WordSet Rivals = Cues.Set(
        "teammate opponent cheater hacker griefer scammer mitspieler mitspielerin spieler spielerin gegner joueur joueuse adversaire jugador jugadora adversario jogador jogadora giocatore giocatrice avversario speler speelster tegenstander"
    );

    /// <summary>Who trades on a market place is called by a user name, of whatever words: "Seller vintage_kicks_leeds".</summary>
    private static readonly WordSet Traders = Cues.Set(
        "bidder buyer seller bieter kaufer verkaufer vendeur vendeuse acheteur acheteuse vendedor vendedora comprador compradora venditore venditrice acquirente verkoper koper"
    );

    /// <summary>Whom a screen or a letter speaks to: "Welcome, bwilson3".</summary>
    private static readonly WordSet Greetings = Cues.Set(
        "hey hi hallo hello hola salut ciao welcome willkommen bienvenue bienvenido bienvenida benvenuto benvenuta bienvindo bemvindo welkom"
    );

    private static readonly WordSet Acts = Cues.Set(
        "says said sent told claims wrote has wants keeps schreibt sagt hat will schickt dit dice ecrit veut envoie envio ha escribe vuole scrive diz tem enviou zegt heeft schrijft wil"
    );

    /// <summary>Adds the user name behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        // "my buddy (tacoknight77)", "Spieler: tacoknight77", "the leader is tacoknight77"
        var from = at;
        var marked = false;
        while (
            from < text.Length
            && from - at < 3
            && (text[from] is ' ' or '(' or ':' || ValueToken.IsQuote(text[from]) || IsAddress(text, start, at, from))
        )
        {
            // A "player:" alone is a program more often.
            marked |= text[from] == ':' && !text[start..at].Equals("player", StringComparison.OrdinalIgnoreCase);
            from++;
        }

        // "mon compte c'est chaton_bleu"
        from += from < text.Length && text[from..] is ['c', '\'' or '’', 'e', 's', 't', ' ', ..] ? 6 : 0;
        var word = ValueToken.WordEnd(text, from);
        if (word - from is 1 or 2 or 3 && word + 1 < text.Length && text[word] == ' ' && CueVocabulary.Says.Contains(text[from..word]))
        {
            from = word + 1;
        }

        // "compte de fnguyen3"
        if (word - from == 2 && word + 1 < text.Length && text[word] == ' ' && text[from..word] is "de" or "di" or "do" or "da")
        {
            return OwnedLogin.Read(text, at, findings);
        }

        // "friend Stefan (stefke99)"
        word = ValueToken.WordEnd(text, from);
        if (word > from + 1 && char.IsUpper(text[from]) && text[word..].StartsWith(" ("))
        {
            from = word + 2;
        }

        if (from == at + 1 && MadeUpEnd(text, start, at) is > 0 and var trader)
        {
            CuedAccount.Add(findings, from, trader);
            return trader;
        }

        // "collega lferrero"
        if (
            from > at
            && from < text.Length
            && char.IsAsciiLetterLower(text[from])
            && OwnedLogin.IsInitialed(text[from..AccountToken.TokenEnd(text, from)])
        )
        {
            return OwnedLogin.Named(text, from, at, findings);
        }

        if (from == at || from >= text.Length || !(char.IsAsciiDigit(text[from]) || SelfNamed.MayBeMadeUp(text, from)))
        {
            return at;
        }

        Work.Add(Reach);
        var end = AccountToken.TokenEnd(text, from);
        var token = text[from..end];
        if (PersonLogin.Is(token) || PersonLogin.IsNumbered(token) || (Rivals.Contains(text[start..at]) && IsJoined(token)))
        {
            CuedAccount.Add(findings, from, end);
            return marked ? AccountList.List(text, end, findings) : end;
        }

        if (!SelfNamed.IsUserName(token) || !(marked || token.ContainsAnyInRange('0', '9') || token.Contains('_')))
        {
            return at;
        }

        var letters = token[..ValueToken.WordEnd(token, 0)];
        if (AccountToken.IsListed(letters) && !(token.Contains('_') && (token.ContainsAnyInRange('0', '9') || IsTrader(text[start..at]))))
        {
            return at;
        }

        CuedAccount.Add(findings, from, end);
        return marked ? AccountList.List(text, end, findings) : end;
    }

    /// <summary>"Hi, bwilson3".</summary>
    private static bool IsAddress(ReadOnlySpan<char> text, int start, int at, int sign) =>
        sign == at && text[sign] == ',' && Greetings.Contains(text[start..at]);

    /// <summary>"NottePerla": a name of two words that is nothing known.</summary>
    private static bool IsJoined(ReadOnlySpan<char> token) =>
        ValueToken.WordEnd(token, 0) == token.Length && new SecretShape(token).IsJoined && !AccountToken.IsListed(token);

    private static bool IsTrader(ReadOnlySpan<char> cue) => Traders.Contains(cue);

    /// <summary>"buyer fuzzyloz says": a word that no list has, and what they did; the end of it, or 0.</summary>
    private static int MadeUpEnd(ReadOnlySpan<char> text, int start, int at)
    {
        var end = ValueToken.WordEnd(text, at + 1);
        return
            end - at > ShortestTrader
            && end + 1 < text.Length
            && text[end] == ' '
            && char.IsLower(text[at + 1])
            && Acts.Contains(text[(end + 1)..ValueToken.WordEnd(text, end + 1)])
            && IsTrader(text[start..at])
            && MadeUp.Is(text[(at + 1)..end])
            ? end
            : 0;
    }
}
