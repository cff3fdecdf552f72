namespace Raum.Redaction;

/// <summary>What only people do, right behind who does it: "Will said", "Koch hat angerufen", "Mercedes llamó ayer".</summary>
internal static class PersonVerbs
{
    private const int Longest = 16;

    private static readonly WordSet Verbs = Cues.Set(
        "got seeks heard opened hier here aqui aquí said says told asked wrote writes replied promised mentioned confirmed explained suggested advised answered apologised apologized thinks reckons "
            + "knows tried sent received agreed forgot reported called calls phoned rang complained signed waits waited bought ordered paid thanked asks wants needs lives moved "
            + "sagte sagt meinte meint schrieb schreibt versprach fragte weiss mochte vergass findet sucht bittet verlor hatte hätte arbeitet glaubt hofft meldet meldete erhielt fragt wartet wartete antwortete bestellte unterschrieb bezahlte braucht wohnt holt holte "
            + "busca solicita perdio encuentra trabaja cree confirmo sabe envio recibio intento dijo dice escribio prometio pidio llamo llama espera contesto respondio compro firmo pago quiere necesita vive recoge recibio "
            + "procura pede perdeu encontra acha acredita sabe confirmou enviou tentou gostaria continua disse diz escreveu prometeu pediu ligou liga espera respondeu comprou assinou pagou quer precisa mora recebeu "
            + "cerca chiede trova perse crede lavora sa vorrebbe riceve conferma dice scrisse promise chiese aspetta rispose chiamo vuole abita ritira "
            + "cherche demande trouve perd croit travaille sait souhaite voudrait recoit disait dit ecrit appelle attend repond veut habite "
            + "zoekt vindt verloor hoopt denkt werkt weet krijgt kreeg zei zegt schreef beloofde vroeg vraagt belde belt wacht wachtte antwoordde kocht bestelde betaalde wil woont haalt"
    );

    /// <summary>Behind an auxiliary alone: "Kurz gefragt" asks nobody.</summary>
    private static readonly WordSet Participles = Cues.Set(
        "heard card phone order buy pay want need receive like open find holiday vacation leave sick ill office absent available know name nombre nom nome naam home key password access login log logging tried forgotten sent reported signing calling asking trying contacted agreed sign call come logged locked informed "
            + "verloren urlaub krank abwesend erreichbar buro bestatigt gehort gemeldet versucht vergessen informiert passwort schlussel karte zugang zugriff anmelden einloggen unterschreiben kundigen anrufen prufen zuhause hause "
            + "perdido encuentra vacaciones enfermo enferma ausente confirmado enviado intentado informado llave contrasena acceso casa firmar entrar acceder llamar recibe correos esperando baja clave "
            + "perdu trouve vacances conges malade absent absente arrive confirme envoye essaye cle acces signer connecter resilier appeler elle lui mails recoit "
            + "perso trova ferie malato malata assente chiamato confermato inviato provato chiave firmare entrare accedere chiamare disdire aspettando riceve mail "
            + "perdido encontra ferias doente ausente confirmado enviado tentado chave senha acesso assinar ligar cancelar acessar espera recebe emails "
            + "verloren kwijt vakantie ziek afwezig vindt bevestigd gestuurd geprobeerd gemeld sleutel wachtwoord toegang thuis tekenen inloggen bellen opzeggen "
            + "called phoned complained signed waited bought ordered paid asked told said written confirmed received waiting agree "
            + "gesagt gemeint geschrieben versprochen gefragt gewartet geantwortet bestellt unterschrieben bezahlt angerufen telefoniert gekauft gekundigt gezahlt bekommen erhalten einverstanden umgezogen ausgezogen "
            + "llamado escrito dicho pedido contestado comprado firmado pagado esperado ligado dito respondido assinado recibido recebido "
            + "chiamato scritto detto chiesto risposto comprato firmato ordinato pagato aspettato telefonato ricevuto "
            + "appele demande repondu achete signe commande paye attendu telephone dit ecrit recu "
            + "gezegd geschreven gevraagd gebeld gewacht geantwoord gekocht besteld betaald getekend gekregen ontvangen"
    );

    private static readonly WordSet Auxiliaries = Cues.Set(
        "lost didn doesn hasn hadn isn wasn couldn wouldn haven was keeps cannot can could would must mochte muss kann konnte wollte will soll doit peut ne tiene sigue puede pudo quiso deve puo sta riesce tem ainda gostaria consegue pode esta moet kan wil krijgt est kam recibe recebe riceve recoit kein is does ist has had have hat hatte habe ha haya a heeft had hebben avait aveva"
    );

    private static readonly WordSet Negations = Cues.Set(
        "not never no non nicht nichts nie niet niets nooit nao nunca nada pas rien jamais niente mai already just schon noch deja ya ja gia al me te se n ne"
    );

    /// <summary>Between an auxiliary and its verb or object: "kann sich nicht anmelden", "has the key".</summary>
    private static readonly WordSet Between = Cues.Set(
        "t on of out haar op zijn seine ihre her his su sa son seu sua im mich mir sich uns plus more ainda ancora aun todavia encore still getting to be been a the la el o il le l los as os lo ci chez en em in zu de da het der den das die kein keine keinen geen any again dat od at la que ha noch sich mij zich dado my mein mi mon mio meu mijn nog de te"
    );

    /// <summary>Before a verb: "Luz lo sabe", "Koch sich".</summary>
    private static readonly WordSet Pronouns = Cues.Set("lo ci me te se m t s le");

    private static readonly WordSet And = Cues.Set("and und y et e en");
    private static readonly WordSet Writers = Cues.Set("ich yo moi io eu ik");
    private const int MostWords = 6;

    /// <summary>True when such a verb stands behind the name that ends here, with an auxiliary and small words between or none, or "and I".</summary>
    public static bool Follow(ReadOnlySpan<char> text, int end)
    {
        var helped = false;
        for (var words = 0; words < MostWords; words++)
        {
            if (end + 1 >= text.Length || !(text[end] == ' ' || (words > 0 && text[end] is '\'' or '’' or '-')))
            {
                return false;
            }

            var last = ValueToken.WordEnd(text, end + 1);
            var word = text[(end + 1)..last];
            if (word.Length is 0 or > Longest)
            {
                return false;
            }

            if (helped ? Participles.Contains(word) : Verbs.Contains(word))
            {
                return true;
            }

            if (words == 0 && And.Contains(word))
            {
                return last < text.Length
                    && text[last] == ' '
                    && IsWriter(text[(last + 1)..ValueToken.WordEnd(text, last + 1)], word is "and");
            }

            if (Auxiliaries.Contains(word) || word is "è" or "é")
            {
                helped = true;
            }
            else if (!Negations.Contains(word) && !(helped ? Between : Pronouns).Contains(word))
            {
                return false;
            }

            end = last;
        }

        return false;
    }

    /// <summary>"Rose and I", "joy and i", "Koch und ich"; not "Rosa e i fiori".</summary>
    private static bool IsWriter(ReadOnlySpan<char> word, bool inEnglish) =>
        word is "I" || (inEnglish && word is "i") || Writers.Contains(word);
}
