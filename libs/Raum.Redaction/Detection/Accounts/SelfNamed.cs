using System.Buffers;

namespace Raum.Redaction;

/// <summary>User names by which somebody introduces themselves: "I'm gravyboat#0417 on your server", "En el juego soy ElTioCanica", "banned as TurnipWizard42".</summary>
/// <remarks>Only made-up forms: a capital inside, an underscore, or figures behind letters. Linear: one token behind each cue is read.</remarks>
internal static class SelfNamed
{
    /// <summary>Signs of numbers of things, of paths and of settings.</summary>
    private static readonly SearchValues<char> Others = SearchValues.Create(".-/:+=,");

    private static readonly SearchValues<char> Words = SearchValues.Create("abcdefghijklmnopqrstuvwxyz.");

    private const int Shortest = 6;
    private const int Longest = 32;
    private const int Reach = 60;
    private const int ReachOfCalling = 30;

    /// <summary>Say what somebody is called.</summary>
    private static readonly WordSet Callings = Cues.Set("called named heißt heisst llama chama chiama appelle nomme heet calls");

    /// <summary>Who is called by a user name: "der Verkäufer heißt dort woll_hexe", "le faux profil s'appelle lou.coud".</summary>
    private static readonly WordSet Callers = Cues.Set(
        "seller buyer bidder profile player member kaufer kauferin verkaufer verkauferin profil spieler spielerin mitglied vendeur vendeuse acheteur acheteuse joueur joueuse membre vendedor vendedora comprador compradora perfil jugador jugadora miembro "
            + "venditore venditrice acquirente compratore profilo giocatore giocatrice membro jogador jogadora verkoper verkoopster koper profiel nepprofiel speler speelster"
    );

    /// <summary>Where or how somebody is called so, behind the name: "ich bin als krümel_77 registriert".</summary>
    private static readonly WordSet Clubs = Cues.Set(
        "forum forums foro fórum game spiel juego jogo jeu gioco spel discord twitch steam insta instagram tiktok community comunidad comunidade communauté registered registriert bekannt inscrit inscrite registrado registrada registrato registrata registado geregistreerd bekend unterwegs"
    );

    /// <summary>Say who speaks; the others ("as") want a word for a game or a forum before.</summary>
    private static readonly WordSet Selves = Cues.Set(
        "i'm im soy sou sono suis bin ben am heisse heiße heet chamo chiamo chamado llamo llaman goes nennt nenne nennen noemt noem appeler llamar chiamare"
    );

    /// <summary>"goes {by", "nennt {sich", "bin {ich".</summary>
    private static readonly WordSet Smalls = Cues.Set(
        "ich ik me by sich mich zich mij herself himself themselves dort da hier allí lì lá daar"
    );

    private static readonly WordSet Prepositions = Cues.Set("in im on auf en dans sur no nel op");

    private static readonly WordSet Admins = Cues.Set("admin administrator administrateur administrador amministratore");

    private static readonly WordSet Places = Cues.Set(
        "forum forums foro game games gaming spiel spiele juego juegos jogo jogos jeu jeux gioco giochi spel server servers serveur servidor clan guild discord twitch steam telegram instagram insta tiktok snapchat facebook whatsapp community stream streaming chat ranked lobby portal portail portale portaal plataforma plateforme plattform platform piattaforma banned ban registered known post poste schreibe publico escribo scrivo escrevo registriert bekannt inscrit inscrite connu connue registrado registrada conocido conocida registrato registrata conosciuto conosciuta iscritto iscritta registado registada inscrito inscrita conhecido conhecida cadastrei geregistreerd bekend "
            + "character toon player charakter figur spieler personnage joueur personaje jugador personagem jogador personaggio giocatore personage"
    );

    /// <summary>Adds the user name behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        var cue = text[start..at];
        if (text[at..].StartsWith("-se "))
        {
            // "chama-se lapis_azul"
            at += 3;
        }

        if (at + Shortest >= text.Length || text[at] != ' ')
        {
            return at;
        }

        if (ValueToken.IsQuote(text[at + 1]) && text[start] is 'a' or 'A')
        {
            return Quoted(text, start, at, findings);
        }

        var from = at + 1;
        var small = ValueToken.WordEnd(text, from);
        if (small < text.Length && text[small] == ' ' && Smalls.Contains(text[from..small]))
        {
            from = small + 1;
        }

        var placed = BehindPlace(text, from);
        var hasPlace = placed > from;
        from = placed;
        if (!MayBeMadeUp(text, from))
        {
            return at;
        }

        Work.Add(Reach);
        var end = AccountToken.TokenEnd(text, from);
        if (IsOfWords(text[from..end]) && (hasPlace || SaysPlace(text[Math.Max(0, start - Reach)..start])))
        {
            CuedAccount.Add(findings, from, end);
            return end;
        }

        if (
            (IsUserName(text[from..end]) || PersonLogin.Is(text[from..end]))
            && (
                hasPlace
                || Selves.Contains(cue)
                || (Callings.Contains(cue) && Says(text[Math.Max(0, start - ReachOfCalling)..start], Callers))
                || SaysPlace(text[Math.Max(0, start - Reach)..start])
                || (
                    !AccountRoles.IsSystem(text[from..ValueToken.WordEnd(text, from)])
                    && Says(text[end..Math.Min(text.Length, end + ReachOfCalling)], Clubs)
                )
            )
        )
        {
            CuedAccount.Add(findings, from, end);
            return end;
        }

        return at;
    }

    /// <summary>"heißt im Spiel FuchsBau_77".</summary>
    private static int BehindPlace(ReadOnlySpan<char> text, int from)
    {
        var first = ValueToken.WordEnd(text, from);
        if (first - from is < 2 or > 4 || first + 1 >= text.Length || text[first] != ' ' || !Prepositions.Contains(text[from..first]))
        {
            return from;
        }

        var second = ValueToken.WordEnd(text, first + 1);
        return second + 1 < text.Length && text[second] == ' ' && Places.Contains(text[(first + 1)..second]) ? second + 1 : from;
    }

    /// <summary>'a new admin "wp_upd4te"': in quotes, with a figure and an underscore.</summary>
    private static int Quoted(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        var end = ValueToken.QuotedEnd(text, at + 2);
        if (end - at < Shortest || !Admins.Contains(text[start..at]))
        {
            return at;
        }

        var token = text[(at + 2)..end];
        if (!AccountToken.IsUnlike(token))
        {
            return at;
        }

        CuedAccount.Add(findings, at + 2, end);
        return end;
    }

    /// <summary>A made-up form of a usual length.</summary>
    public static bool IsUserName(ReadOnlySpan<char> token) => token.Length is >= Shortest and <= Longest && IsMadeUp(token);

    /// <summary>False for nearly every word of a sentence: these cues stand in each.</summary>
    public static bool MayBeMadeUp(ReadOnlySpan<char> text, int from)
    {
        var end = ValueToken.WordEnd(text, from);
        return end > from
            && (
                text[(from + 1)..end].ContainsAnyInRange('A', 'Z')
                || (end < text.Length && (text[end] is '_' or '#' || char.IsAsciiDigit(text[end])))
                || (end + 1 < text.Length && text[end] == '.' && char.IsLetter(text[end + 1]))
            );
    }

    /// <summary>"sunny.side.up": two dots between words.</summary>
    private static bool IsOfWords(ReadOnlySpan<char> token) =>
        token.Length is >= Shortest and <= Longest
        && token.Count('.') == 2
        && !token.ContainsAnyExcept(Words)
        && !NamedSites.Domains.Contains(token[(token.LastIndexOf('.') + 1)..]);

    private static bool SaysPlace(ReadOnlySpan<char> before) => Says(before, Places);

    private static bool Says(ReadOnlySpan<char> near, WordSet words)
    {
        for (var at = 0; Lexicon.NextWord(near, ref at, out var word); )
        {
            if (words.Contains(near[word..at]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"ElTioCanica", "Nebelkraehe_HH", "TurnipWizard42", "gravyboat#0417"; no number of something and no unit.</summary>
    private static bool IsMadeUp(ReadOnlySpan<char> token)
    {
        if (
            token.EndsWith("bot", StringComparison.OrdinalIgnoreCase)
            || !char.IsLetter(token[0])
            || !token.ContainsAnyInRange('a', 'z')
            || token.ContainsAny(Others)
        )
        {
            return false;
        }

        var shape = new SecretShape(token);
        var letters = ValueToken.WordEnd(token, 0);
        return shape.IsJoined
            || (token.Contains('_') && letters > 2)
            || (letters > 4 && letters + shape.Digits == token.Length && shape.Digits >= 2)
            || (token.IndexOf('#') is > 2 and var hash && token.Length - hash == 5);
    }
}
