namespace Raum.Redaction;

/// <summary>What only people do, right behind who does it: "Will said", "Koch hat angerufen", "Mercedes llamó ayer".</summary>
internal static class PersonVerbs
{
    private const int Longest = 16;

    private static readonly WordSet Verbs = Cues.Set(
        "hier here aqui aquí said says told asked wrote writes replied promised mentioned confirmed explained suggested advised answered apologised apologized thinks reckons "
            + "called calls phoned rang complained signed waits waited bought ordered paid thanked asks wants "
            + "sagte sagt meinte meint schrieb schreibt versprach fragte fragt wartet wartete antwortete bestellte unterschrieb bezahlte "
            + "dijo dice escribio prometio pidio llamo llama espera contesto respondio compro firmo pago "
            + "disse diz escreveu prometeu pediu ligou liga espera respondeu comprou assinou pagou "
            + "dice scrisse promise chiese aspetta rispose chiamo "
            + "dit ecrit appelle attend repond "
            + "zei zegt schreef beloofde vroeg vraagt belde belt wacht wachtte antwoordde kocht bestelde betaalde"
    );

    /// <summary>Behind an auxiliary alone: "Kurz gefragt" asks nobody.</summary>
    private static readonly WordSet Participles = Cues.Set(
        "called phoned complained signed waited bought ordered paid asked told said written confirmed "
            + "gesagt gemeint geschrieben versprochen gefragt gewartet geantwortet bestellt unterschrieben bezahlt angerufen telefoniert gekauft gekundigt gezahlt "
            + "llamado escrito dicho pedido contestado comprado firmado pagado esperado ligado dito respondido assinado "
            + "chiamato scritto detto chiesto risposto comprato firmato ordinato pagato aspettato telefonato "
            + "appele demande repondu achete signe commande paye attendu telephone dit ecrit "
            + "gezegd geschreven gevraagd gebeld gewacht geantwoord gekocht besteld betaald getekend"
    );

    private static readonly WordSet Auxiliaries = Cues.Set("has had have hat hatte habe ha haya a heeft had hebben avait aveva");

    /// <summary>True when such a verb stands behind the name that ends here, with an auxiliary between or none.</summary>
    public static bool Follow(ReadOnlySpan<char> text, int end)
    {
        for (var words = 0; words < 2; words++)
        {
            if (end + 1 >= text.Length || text[end] != ' ')
            {
                return false;
            }

            var last = ValueToken.WordEnd(text, end + 1);
            var word = text[(end + 1)..last];
            if (word.Length is 0 or > Longest)
            {
                return false;
            }

            if (words == 0 ? Verbs.Contains(word) : Participles.Contains(word))
            {
                return true;
            }

            if (words > 0 || !Auxiliaries.Contains(word))
            {
                return false;
            }

            end = last;
        }

        return false;
    }
}
