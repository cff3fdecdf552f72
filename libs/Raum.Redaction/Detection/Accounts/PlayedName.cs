namespace Raum.Redaction;

/// <summary>User names behind the word for a name: "Je joue sous le nom de Kaelthar", "im Forum unter dem Namen waldkauz".</summary>
/// <remarks>Wants a word for a game, a forum or an account before. Linear: a bounded stretch around the cue is read.</remarks>
internal static class PlayedName
{
    private const int Reach = 60;
    private const int Shortest = 4;
    private const int Longest = 32;

    private static readonly WordSet Unders = Cues.Set("under unter sous bajo sotto sob onder con com col avec met mit");

    private static readonly WordSet Articles = Cues.Set("the dem le el il o de");

    private static readonly WordSet Mine = Cues.Set("my mein meinen mon mi meu mio mijn");
    private static readonly WordSet Tos = Cues.Set("to in zu auf en a à para naar por");
    private static readonly WordSet Ofs = Cues.Set("of de di");

    private static readonly WordSet Places = Cues.Set(
        "play plays playing played player game games forum forums server guild clan discord twitch steam registered posting spiele spielt spielen spiel registriert schreibe poste joue joues jouer jeu jeux inscrit inscrite "
            + "juego juega jugar juegos foro registrado registrada gioco gioca giocare giochi registrato registrata jogo joga jogar jogos registado registada cadastrado cadastrada servidor serveur speel speelt spelen spel geregistreerd"
    );

    /// <summary>Adds the user name behind "name"; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        var article = NameContext.SpanBefore(text, start, out var sameLine);
        if (!sameLine || at + Shortest >= text.Length || text[at] != ' ')
        {
            return at;
        }

        // "con nombre", "sous le nom"
        if (Mine.Contains(article) && RenamedTo(text, at) is > 0 and var renamed)
        {
            return OwnedLogin.Named(text, renamed, at, findings);
        }

        var isDirect = Unders.Contains(article);
        if (
            !isDirect
            && !(Articles.Contains(article) && Unders.Contains(NameContext.SpanBefore(text, text[..start].LastIndexOf(article), out _)))
        )
        {
            return at;
        }

        var from = at + 1;
        var of = ValueToken.WordEnd(text, from);
        from = of > from && of + 1 < text.Length && text[of] == ' ' && Ofs.Contains(text[from..of]) ? of + 1 : from;
        from += from < text.Length && ValueToken.IsQuote(text[from]) ? 1 : 0;
        Work.Add(Reach);
        var end = AccountToken.TokenEnd(text, from);
        if (!IsName(text[from..end]) || !SaysPlace(text[Math.Max(0, start - Reach)..start]))
        {
            return at;
        }

        CuedAccount.Add(findings, from, end);
        return end;
    }

    /// <summary>"change my name {to applecrumble_9": where the new one begins.</summary>
    private static int RenamedTo(ReadOnlySpan<char> text, int at)
    {
        var to = ValueToken.WordEnd(text, at + 1);
        return to > at + 1 && to + 1 < text.Length && text[to] == ' ' && Tos.Contains(text[(at + 1)..to]) ? to + 1 : 0;
    }

    private static bool IsName(ReadOnlySpan<char> token)
    {
        if (token.Length is < Shortest or > Longest)
        {
            return false;
        }

        var letters = ValueToken.WordEnd(token, 0);
        return letters < token.Length
            ? SelfNamed.IsUserName(token) || PersonLogin.Is(token)
            : !AccountToken.IsListed(token) && DictionaryWords.Of(Lexicon.Hash(token)) == 0;
    }

    private static bool SaysPlace(ReadOnlySpan<char> before)
    {
        for (var at = 0; Lexicon.NextWord(before, ref at, out var word); )
        {
            if (Places.Contains(before[word..at]))
            {
                return true;
            }
        }

        return false;
    }
}
