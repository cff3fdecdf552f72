namespace Raum.Redaction;

/// <summary>The words before a value that say what it is.</summary>
internal static class Cues
{
    private const int Reach = 40;
    private const int MostWords = 5;
    private const int LongestGap = 4;
    private const int LongestWord = 24;

    private static readonly WordSet Phone = Set(
        "rufen rufe ruft telefonisch telefonieren phone telephone tel telefon telefono telephono telefone telefoon telefoonnummer telefonnummer rufnummer mobile mobil mobilnummer mobilfunk mobiel mobilephone cell cellphone "
            + "cellular cellulare celular movil telemovel handy handynummer whatsapp fax call ring reach text sms dial callback hotline portable gsm appeler appelez joindre joignable anrufen "
            + "anruf erreichbar erreichen ruf llamar llame llamada llamarme contacto chiamare chiamate chiamami ligar ligue ligar-me bellen bel bereikbaar landline festnetz festnetznummer fixe fijo fixo "
            + "fisso tlf tfno ph tph mob contact durchwahl kontakt answering desk office telef tfnos telefs telfs telfno tfnos kontaktnummer recapito rappel rappeler rappelez "
            + "ruckruf ruckrufe ruckrufnummer ruckrufbitte zuruckrufen telefonnr handynr mobilnr mobiltelefon diensthandy rufnr terugbellen terugbelnummer gsmnummer telefoonnr richiamare richiamami richiamatemi richiamatelo "
            + "cel celu fono wpp whats wsp wasap yape nequi daviplata bizum mbway calling dialing dialling dialed dialled texting chiamato chiamarmi chiamarci chiamarlo chiamarla chiamatemi chiamateci chiamatelo chiamatela llamame llameme llamadme llamenme llamanos llamenos appelle rappelle telefoneer telefonare telefonate telefonarmi telefonatemi rispondete rispondetemi richiamate richiamami richiamarmi contattatemi contattami contattarmi contactadme contactame contacteme contactarme contate-me contatem-me rappelez-moi appelez-moi"
    );

    /// <summary>Say a phone only where nothing says another kind of number.</summary>
    private static readonly WordSet AnyNumber = Set("number nummer numero");

    private static readonly WordSet Mine = Set(
        "my our mein meine mon notre mi nuestro meu nosso il mio nostro mijn ons new neue nouveau nuevo novo nuovo nieuwe"
    );

    /// <summary>What may stand between a word for a phone and its number.</summary>
    private static readonly WordSet Fillers = Set(
        "an mich uns ihn sie zuruck wieder moi nous lui te vous mij hem terug altijd nos lo mi ci o com comigo is was ist lautet est es e on at me us back again ext under unter au al le la the my meine mein mon mi meu il mio mijn op no nr num please bitte auf am der die das to via number nummer numero"
    );

    private static readonly WordSet NotPhone = Set(
        "order orders invoice ref reference ticket tracking serial version build sku isbn iban account bestellung bestellnummer auftrag auftragsnummer rechnung rechnungsnummer kundennummer "
            + "commande facture suivi dossier pedido factura fatura encomenda nota protocolo ordine fattura spedizione bestelling bestelnummer factuur ordernummer factuurnummer zending parcel "
            + "case id error code part model article artikel artikelnummer eur usd gbp customer kunde client cliente klantnummer article lot batch imei pin otp sendung sendungsnummer track meter contatore contador compteur zahler zahlernummer contract contrato contratto contrat vertrag vertragsnummer po cro license licence card credit debit passport pesel nas "
            + "identification identifiant securite immatriculation assure seriale matricola polizza poliza police policenummer siniestro sinistro sinistre schadennummer dossiernummer colegiado col ncol nºcol nass nhc ssn sku ean upc imo vin "
            + "policy claim claims member membership loyalty routing file apolice expediente etiqueta etiquette label bagtag az aktenzeichen expedicion envio seguimiento rastreio rastreo certificate certificado certificat certificato bolla ddt pdr pod flyer art ticketnummer billet biglietto boleto socio lid lidmaatschap mitglied mitgliedsnummer adherent "
            + "trace guia guias remito transaction transactions transaktion transazione transacao transaccion transactie comprobante comprovante receipt receipts quittung ricevuta rrn utr polis rif riferimento operacion operazione operacao pratica pdl prm referencia referenz referentie tramite incidencia chamado"
    );

    /// <summary>Of these, people, who have phones, too: "Tel. Kunde 01701234567".</summary>
    private static readonly WordSet Roles = Set("customer client cliente kunde member socio lid mitglied adherent");

    /// <summary>What may stand between such a word and its number: "order number is".</summary>
    private static readonly WordSet Between = Set(
        "number no nr num nummer numero n is was ist lautet est es e the my your new neu neue neuer nouveau nouvelle nuevo nueva novo nova nuovo nuova nieuw nieuwe old alt alte alter ancien viejo vecchio"
    );

    private static readonly WordSet CardWords = Set(
        "card cards visa mastercard amex maestro karte kreditkarte kreditkartennummer kreditkartennr kartennummer kartennr carte tarjeta cartao carta kaart creditcard kaartnummer"
    );

    private static readonly WordSet AddressWords = Set(
        "lip rip src dst addr peer inet remote laddr raddr ip ips ipv host hosts address addresses adresse adressen direccion endereco indirizzo adres server servers logged signed blocked banned blockiert gesperrt angemeldet eingeloggt connecte conectado conectou connesso ingelogd bloqueado bloque bloccato geblokkeerd gateway dns ping login logins client router vpn"
    );

    public static bool SaysNetworkAddress(ReadOnlySpan<char> text, int start) => Near(text, start, AddressWords, VersionCue.Words);

    public static bool SaysPhone(ReadOnlySpan<char> text, int start) => Near(text, start, Phone, NotPhone);

    /// <summary>The same without "number" alone.</summary>
    public static bool NamesPhone(ReadOnlySpan<char> text, int start) => Near(text, start, Phone, NotPhone, false);

    /// <summary>The same where the word stands right before, or small words between: "call me back on 40123", "my number is 321 2345".</summary>
    public static bool CallsPhone(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        var number = false;
        for (var words = 0; words < MostWords; words++)
        {
            var word = NameContext.SpanBefore(text, at, out var sameLine);
            if (word.IsEmpty || !sameLine || NotPhone.Contains(word) || NumberCompound.IsOther(word))
            {
                return false;
            }

            if (Phone.Contains(word) || (number && Mine.Contains(word)))
            {
                return true;
            }

            number = AnyNumber.Contains(word);
            if (!number && !Fillers.Contains(word))
            {
                return false;
            }

            at = text[..at].LastIndexOf(word);
        }

        return false;
    }

    /// <summary>True where a stretch between a cue and its value says another number: "order number", not "for the order".</summary>
    public static bool NamesOtherNumber(ReadOnlySpan<char> stretch)
    {
        Work.Add(stretch.Length);
        for (var at = 0; Lexicon.NextWord(stretch, ref at, out var start); )
        {
            if (
                Holds(NotPhone, stretch[start..at])
                && !SpokenAbout.Is(stretch, start, at)
                && !SpokenAbout.IsKeptThere(stretch, start, stretch[start..at])
            )
            {
                return true;
            }
        }

        return false;
    }

    public static bool SaysOtherNumber(ReadOnlySpan<char> text, int start) => Near(text, start, NotPhone, Phone);

    /// <summary>True where the words right before say another number: "order number 4111…", not "for my order I paid with 4111…".</summary>
    public static bool CallsOtherNumber(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        for (var words = 0; words < MostWords; words++)
        {
            var end = at;
            while (end > 0 && at - end < LongestGap && text[end - 1] is ' ' or ':' or '#' or '.' or '-' or '=' or '°' or '*')
            {
                end--;
            }

            var from = end;
            while (from > 0 && end - from < LongestWord && char.IsLetter(text[from - 1]))
            {
                from--;
            }

            var word = text[from..end];
            if (NotPhone.Contains(word) || NumberCompound.IsOther(word))
            {
                return !(SpokenAbout.IsKeptThere(text, from, word) || IsOfPhone(text, from, word));
            }

            if (words == 0 && word.Length is > 1 and < LongestGap && !word.ContainsAnyExceptInRange('A', 'Z'))
            {
                // "bolla BRT 0932 2209 7193"
                at = from;
                continue;
            }

            if (!Between.Contains(word))
            {
                return false;
            }

            at = from;
        }

        return false;
    }

    /// <summary>"WhatsApp {account", "SIM {card".</summary>
    private static bool IsOfPhone(ReadOnlySpan<char> text, int from, ReadOnlySpan<char> word)
    {
        if (word is not ("account" or "card"))
        {
            return false;
        }

        var before = NameContext.SpanBefore(text, from, out _);
        return Phone.Contains(before) || before.Equals("sim", StringComparison.OrdinalIgnoreCase);
    }

    public static bool SaysCard(ReadOnlySpan<char> text, int start) => Near(text, start, CardWords, null);

    /// <summary>True when one of the last few words of the line is a cue and no word of the other kind is nearer.</summary>
    /// <param name="any">True where "number" says a phone, too.</param>
    public static bool Near(ReadOnlySpan<char> text, int start, WordSet cues, WordSet? against, bool any = true)
    {
        Work.Add(Reach);
        var at = start;
        var words = 0;
        var digits = 0;
        var weak = false;
        var sentence = true;
        while (at > 0 && start - at < Reach && words < MostWords)
        {
            var c = text[at - 1];
            // A placeholder's own words are no cues.
            if (c is ';' or ']' || (c == '\n' && !(at > 1 && start - at < 8 && EndsWithColon(text[..(at - 1)]))))
            {
                return weak;
            }

            if (!char.IsLetter(c))
            {
                // What the sentence before speaks of says nothing against this one.
                sentence &= !(c is '?' or '!' || (c == '.' && EndsSentence(text, at - 1)));

                // A number of its own between the word and the value took the word.
                digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
                if (digits >= 4)
                {
                    return weak;
                }

                at--;
                continue;
            }

            var end = at;
            while (at > 0 && end - at < LongestWord && char.IsLetter(text[at - 1]))
            {
                at--;
            }

            words++;
            var word = text[at..end];
            if (Holds(cues, word))
            {
                return true;
            }

            weak |= any && ReferenceEquals(cues, Phone) && AnyNumber.Contains(word);

            var isPhone = ReferenceEquals(cues, Phone);
            if (
                sentence
                && against is not null
                && Holds(against, word)
                && !(isPhone && Roles.Contains(word) && !SpokenAbout.IsNumber(text, end))
            )
            {
                var about = isPhone ? SpokenAbout.Start(text, at, end) : at;
                if (about == at)
                {
                    return false;
                }

                at = about;
            }
        }

        return weak;
    }

    private static bool Holds(WordSet words, ReadOnlySpan<char> word) =>
        words.Contains(word) || (ReferenceEquals(words, NotPhone) && NumberCompound.IsOther(word));

    /// <summary>A dot behind a longer word with a capital behind it: no abbreviation's.</summary>
    private static bool EndsSentence(ReadOnlySpan<char> text, int dot) =>
        dot > 4
        && dot + 2 < text.Length
        && text[dot + 1] == ' '
        && char.IsUpper(text[dot + 2])
        && char.IsLower(text[dot - 1])
        && char.IsLower(text[dot - 2])
        && char.IsLower(text[dot - 3])
        && char.IsLower(text[dot - 4]);

    /// <summary>"Phone:" alone on the line above.</summary>
    private static bool EndsWithColon(ReadOnlySpan<char> above) => above.TrimEnd(" \r\t") is [.., ':'];

    public static WordSet Set(string words) => new(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
