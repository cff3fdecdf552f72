using System.Buffers;

namespace Raum.Redaction;

/// <summary>User names by which somebody introduces themselves: "I'm gravyboat#0417 on your server", "En el juego soy ElTioCanica", "banned as TurnipWizard42".</summary>
/// <remarks>Only made-up forms: a capital inside, an underscore, or figures behind letters. Linear: one token behind each cue is read.</remarks>
internal static class SelfNamed
{
    /// <summary>Signs of numbers of things, of paths and of settings.</summary>
    private static readonly SearchValues<char> Others = SearchValues.Create(".-/:+=,");

    private const int Shortest = 6;
    private const int Longest = 32;
    private const int Reach = 60;

    /// <summary>Say who speaks; the others ("as") want a word for a game or a forum before.</summary>
    private static readonly WordSet Selves = Cues.Set("i'm im soy sou sono suis bin ben am heisse heiße heet chamo chamado llamo llaman");

    /// <summary>"an account called Foxglove_22".</summary>
    private static readonly WordSet Accounts = Cues.Set(
        "account user konto nutzer benutzer compte utilisateur cuenta usuario conta utilizador account utente gebruiker"
    );

    private static readonly WordSet Prepositions = Cues.Set("in im on auf en dans sur no nel op");

    private static readonly WordSet Admins = Cues.Set("admin administrator administrateur administrador amministratore");

    private static readonly WordSet Places = Cues.Set(
        "forum forums foro game games gaming spiel spiele juego juegos jogo jogos jeu jeux gioco giochi spel server servers serveur servidor clan guild discord twitch steam telegram instagram insta tiktok snapchat facebook whatsapp community stream streaming chat ranked lobby banned ban registered "
            + "character toon player charakter figur spieler personnage joueur personaje jugador personagem jogador personaggio giocatore personage"
    );

    /// <summary>Adds the user name behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        if (at + Shortest >= text.Length || text[at] != ' ')
        {
            return at;
        }

        if (ValueToken.IsQuote(text[at + 1]) && text[start] is 'a' or 'A')
        {
            return Quoted(text, start, at, findings);
        }

        var from = at + 1;
        if (text[from..].StartsWith("ich ") || text[from..].StartsWith("ik ") || text[from..].StartsWith("me "))
        {
            from += text[from..].IndexOf(' ') + 1;
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
        if (
            IsUserName(text[from..end])
            && (
                hasPlace
                || Selves.Contains(text[start..at])
                || Accounts.Contains(NameContext.SpanBefore(text, start, out _))
                || SaysPlace(text[Math.Max(0, start - Reach)..start])
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
        if (!AccountToken.IsUnlike(token) || !AccountToken.IsPlain(token) || token.Contains(' '))
        {
            return at;
        }

        CuedAccount.Add(findings, at + 2, end);
        return end;
    }

    /// <summary>A made-up form of a usual length.</summary>
    public static bool IsUserName(ReadOnlySpan<char> token) =>
        token.Length is >= Shortest and <= Longest && IsMadeUp(token) && AccountToken.IsPlain(token);

    /// <summary>False for nearly every word of a sentence: these cues stand in each.</summary>
    public static bool MayBeMadeUp(ReadOnlySpan<char> text, int from)
    {
        var end = ValueToken.WordEnd(text, from);
        return end > from
            && (
                text[(from + 1)..end].ContainsAnyInRange('A', 'Z')
                || (end < text.Length && (text[end] is '_' or '#' || char.IsAsciiDigit(text[end])))
            );
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
