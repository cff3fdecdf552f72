using System.Buffers;

namespace Raum.Redaction;

/// <summary>Links that name a person: a user's page, a user in the query, a page that somebody calls theirs. Other links stay visible.</summary>
/// <remarks>Looks at each <c>://</c>; linear, because a link is read once.</remarks>
internal sealed class PersonalUrl : IDetector
{
    public const string Name = "url";
    private const int Longest = 400;

    private static readonly WordSet Folders = Cues.Set(
        "u user users profile profiles profil profiel perfil profilo perfis socios socio member members mitglied mitglieder membre membres people author autor people in nutzer benutzer usuario usuarios utente utenti leden membri miembro miembros membro membros utilisateur utilisateurs gebruiker gebruikers"
    );

    /// <summary>Behind these stand other pages as well: "team/about-us".</summary>
    private static readonly WordSet Staff = Cues.Set(
        "players player spieler joueurs joueur jugadores jugador jogadores jogador giocatori giocatore spelers speler athletes athleten athlete atletas atleti team staff doctors doctor aerzte arzt medecins medecin medici medico medicos artsen arts "
            + "teachers lehrer coaches coach trainer trainers tutors tutor therapists therapeuten agents agent advisors berater consultants meet book booking termin rdv cita agenda"
    );

    private static readonly WordSet Keys = Cues.Set("u user username userid uid login email mail customer member name");

    /// <summary>Users of links that are nobody.</summary>
    private static readonly WordSet Nobody = Cues.Set(
        "bot git user username token oauth root admin ci deploy guest anonymous postgres mysql redis api runner"
    );

    private static readonly WordSet Own = Cues.Set("website webseite homepage blog portfolio");

    /// <summary>Right before the link: "el perfil https://…".</summary>
    private static readonly WordSet Profiles = Cues.Set("profil profile perfil profilo profiel");

    private const int MostOwn = 4;

    private static readonly WordSet Sites = Cues.Set("site sites page pages seite pagina sitio sito web");
    private static readonly WordSet Mine = Cues.Set(
        "my mein meine meiner eigene eigenen ma mon mi mia mio minha meu mijn own perso persoenliche personal"
    );

    private static readonly SearchValues<string> WithoutSchemes = SearchValues.Create(["www."], StringComparison.OrdinalIgnoreCase);

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        WithoutScheme(text, findings);
        for (var from = 0; units.Has('/') && text[from..].IndexOf("://", StringComparison.Ordinal) is >= 0 and var found; )
        {
            var at = from + found;
            var start = at;
            while (start > 0 && at - start < 8 && char.IsAsciiLetter(text[start - 1]))
            {
                start--;
            }

            var end = End(text, at + 3);
            from = end;
            if (UserEnd(text[(at + 3)..end]) is > 0 and var user)
            {
                findings.Add(new Finding(at + 3, at + 3 + user, PiiType.Username, Name, 0.9, "user-of-link"));
            }

            if (start < at && end - at > 6 && (NamesUser(text[(at + 3)..end]) || IsOwn(text, start)))
            {
                findings.Add(new Finding(start, end, PiiType.Url, Name, 0.93, "personal-page"));
            }
        }
    }

    private static void WithoutScheme(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (var from = 0; text[from..].IndexOfAny(WithoutSchemes) is >= 0 and var found; )
        {
            var start = from + found;
            from = End(text, start);
            if ((start == 0 || text[start - 1] is ' ' or '(' or '\n') && from - start > 6 && IsOwn(text, start))
            {
                findings.Add(new Finding(start, from, PiiType.Url, Name, 0.93, "personal-page"));
            }

            from = Math.Max(from, start + 1);
        }
    }

    /// <summary>"my site www.jane.example", "ma page perso https://…": the words before the link call it somebody's own.</summary>
    private static bool IsOwn(ReadOnlySpan<char> text, int start)
    {
        if (Cues.Near(text, start, Own, null))
        {
            return true;
        }

        var at = start;
        var isSite = false;
        for (var words = 0; words < MostOwn; words++)
        {
            var word = NameContext.SpanBefore(text, at, out var sameLine);
            if (words == 0 && sameLine && Profiles.Contains(word))
            {
                return true;
            }

            if (word.IsEmpty || !sameLine)
            {
                return false;
            }

            if (isSite && Mine.Contains(word))
            {
                return true;
            }

            isSite |= Sites.Contains(word);
            at = text[..at].LastIndexOf(word);
        }

        return false;
    }

    /// <summary>Where a link ends, without the signs that end the sentence around it.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (
            end < text.Length
            && end - at < Longest
            && !char.IsWhiteSpace(text[end])
            && text[end] is not ('<' or '>' or '"' or '\'' or '[' or ']' or '{' or '}' or '|' or '«' or '»')
        )
        {
            end++;
        }

        while (end > at && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or '*')
        {
            end--;
        }

        return end;
    }

    /// <summary>Where the user ends in "jdoe:secret@git.example.org/x"; 0 when nobody is named. A token alone is no user.</summary>
    private static int UserEnd(ReadOnlySpan<char> link)
    {
        var at = link.IndexOf('@');
        var slash = link.IndexOfAny('/', '?');
        var colon = link.IndexOf(':');
        var end = colon >= 0 && colon < at ? colon : at;
        return
            at > 1
            && (slash < 0 || at < slash)
            && end is >= 3 and <= 40
            && !Nobody.ContainsValue(link[..end])
            && !AccountRoles.IsSystem(link[..end])
            ? end
            : 0;
    }

    /// <summary>"mastodon.example/@hannah/1234"; a package has a name behind such a segment.</summary>
    private static bool IsAccount(ReadOnlySpan<char> path)
    {
        if (path.IndexOf("/~", StringComparison.Ordinal) is > 0 and var home)
        {
            // "uni.example/~hkowalski"
            return ValueToken.WordEnd(path, home + 2) - home > PersonParts.Shortest;
        }

        var at = path.IndexOf("/@", StringComparison.Ordinal);
        if (at <= 0 || at != path.IndexOf('/'))
        {
            return false;
        }

        var behind = path[(at + 2)..];
        var next = behind.IndexOf('/');
        return next < 0 ? behind.Length > 1 : !behind[(next + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>"zeferino-medeiros": a listed given name and one more word.</summary>
    private static bool IsListed(ReadOnlySpan<char> path)
    {
        var first = ValueToken.WordEnd(path, 0);
        if (first < PersonParts.Shortest || first == path.Length || path[first] is not ('-' or '_' or '.'))
        {
            return false;
        }

        var second = ValueToken.WordEnd(path, first + 1);
        return second > first + 2
            && (NameWords.Of(path[..first]) & WordFacts.Given) != 0
            && (NameWords.Of(path[(first + 1)..second]) & (WordFacts.Word | WordFacts.Proper)) == 0;
    }

    private static bool NamesUser(ReadOnlySpan<char> link)
    {
        // A password before the host is found as a secret.
        if (link.Contains('@') && link.IndexOf('@') < link.IndexOfAny('/', '?'))
        {
            return false;
        }

        var query = link.IndexOf('?');
        var path = query < 0 ? link : link[..query];
        if (IsAccount(path))
        {
            return true;
        }

        for (var slash = path.IndexOf('/'); slash >= 0; )
        {
            var next = path[(slash + 1)..].IndexOf('/');
            if (next < 0)
            {
                break;
            }

            var folder = path.Slice(slash + 1, next);
            slash += next + 1;
            if (
                folder.Length is > 0 and < 14
                && slash + 1 < path.Length
                && (Folders.ContainsValue(folder) || (Staff.ContainsValue(folder) && IsListed(path[(slash + 1)..])))
            )
            {
                return true;
            }
        }

        if (query < 0)
        {
            return false;
        }

        foreach (var range in link[(query + 1)..].Split('&'))
        {
            var pair = link[(query + 1)..][range];
            var equals = pair.IndexOf('=');
            if (equals is > 0 and < 14 && equals + 2 < pair.Length && Keys.ContainsValue(pair[..equals]))
            {
                return true;
            }
        }

        return false;
    }
}
