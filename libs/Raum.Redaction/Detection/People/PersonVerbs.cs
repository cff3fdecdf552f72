namespace Raum.Redaction;

/// <summary>What only people do, right behind who does it: "Will said", "Koch hat angerufen", "Mercedes llamó ayer".</summary>
internal static class PersonVerbs
{
    private const int Longest = 16;

    private static readonly WordSet Verbs = Cues.Set(
        "hier here aqui aquí said says told asked wrote writes replied promised mentioned confirmed explained suggested advised answered apologised apologized thinks reckons "
            + "called calls phoned rang complained signed waits waited bought ordered paid thanked asks wants needs lives moved "
            + "sagte sagt meinte meint schrieb schreibt versprach fragte fragt wartet wartete antwortete bestellte unterschrieb bezahlte braucht wohnt holt holte "
            + "dijo dice escribio prometio pidio llamo llama espera contesto respondio compro firmo pago quiere necesita vive recoge recibio "
            + "disse diz escreveu prometeu pediu ligou liga espera respondeu comprou assinou pagou quer precisa mora recebeu "
            + "dice scrisse promise chiese aspetta rispose chiamo vuole abita ritira "
            + "dit ecrit appelle attend repond veut habite "
            + "zei zegt schreef beloofde vroeg vraagt belde belt wacht wachtte antwoordde kocht bestelde betaalde wil woont haalt"
    );

    /// <summary>Behind an auxiliary alone: "Kurz gefragt" asks nobody.</summary>
    private static readonly WordSet Participles = Cues.Set(
        "called phoned complained signed waited bought ordered paid asked told said written confirmed received waiting agree "
            + "gesagt gemeint geschrieben versprochen gefragt gewartet geantwortet bestellt unterschrieben bezahlt angerufen telefoniert gekauft gekundigt gezahlt bekommen erhalten einverstanden umgezogen ausgezogen "
            + "llamado escrito dicho pedido contestado comprado firmado pagado esperado ligado dito respondido assinado recibido recebido "
            + "chiamato scritto detto chiesto risposto comprato firmato ordinato pagato aspettato telefonato ricevuto "
            + "appele demande repondu achete signe commande paye attendu telephone dit ecrit recu "
            + "gezegd geschreven gevraagd gebeld gewacht geantwoord gekocht besteld betaald getekend gekregen ontvangen"
    );

    private static readonly WordSet Auxiliaries = Cues.Set(
        "is does ist has had have hat hatte habe ha haya a heeft had hebben avait aveva"
    );

    private static readonly WordSet Negations = Cues.Set(
        "not never no non nicht nichts nie niet niets nooit nao nunca nada pas rien jamais niente mai already just schon noch deja ya ja gia al me te se n ne"
    );

    private static readonly WordSet And = Cues.Set("and und y et e en");
    private static readonly WordSet Writers = Cues.Set("ich yo moi io eu ik");
    private const int MostWords = 4;

    /// <summary>True when such a verb stands behind the name that ends here, with an auxiliary and small words between or none, or "and I".</summary>
    public static bool Follow(ReadOnlySpan<char> text, int end)
    {
        var helped = false;
        for (var words = 0; words < MostWords; words++)
        {
            if (end + 1 >= text.Length || !(text[end] == ' ' || (words > 0 && text[end] is '\'' or '’')))
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
                return last < text.Length && text[last] == ' ' && IsWriter(text[(last + 1)..ValueToken.WordEnd(text, last + 1)]);
            }

            if (!helped && Auxiliaries.Contains(word))
            {
                helped = true;
            }
            else if (!Negations.Contains(word))
            {
                return false;
            }

            end = last;
        }

        return false;
    }

    /// <summary>"Rose and I", "Koch und ich".</summary>
    private static bool IsWriter(ReadOnlySpan<char> word) => word is "I" || Writers.Contains(word);
}
