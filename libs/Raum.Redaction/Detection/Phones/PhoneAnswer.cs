namespace Raum.Redaction;

/// <summary>A number as the answer to the question for a phone on the line above: "Can I get the phone number on the line?", "Visitor: 7809180442".</summary>
/// <remarks>Reads a bounded stretch of the line and of the one above it.</remarks>
internal static class PhoneAnswer
{
    /// <summary>The longest mark of who writes and when, with the few words of an answer: "[10:42] Visitor: sure, it's".</summary>
    private const int LongestLead = 48;
    private const int MostWords = 4;
    private const int LongestQuestion = 160;

    private static readonly WordSet Phones = Cues.Set(
        "phone telephone mobile cell cellphone callback tel telefon telefonnummer handy handynummer mobilnummer rufnummer ruckrufnummer whatsapp portable telefono celular movil cellulare recapito telefone telemovel "
            + "telefoonnummer mobiel gsm telefoon gsm-nummer fono"
    );

    /// <summary>Ask for a phone together with a word for a number.</summary>
    private static readonly WordSet Calls = Cues.Set(
        "reach call ring contact erreichen anrufen zuruckrufen joindre rappeler appeler llamar llamarle llamarte llamamos contactar chiamare richiamare contattare ligar contato contacto bellen terugbellen bereiken"
    );
    private static readonly WordSet Numbers = Cues.Set("number numbers nummer numero no nr");

    /// <summary>Say that another number is asked for.</summary>
    private static readonly WordSet Others = Cues.Set(
        "serial imei otp reference referencia referenz referentie riferimento code codes pin model modell modelo modele modello version seriennummer serienummer serie serial bestellnummer auftragsnummer kundennummer vertragsnummer rechnungsnummer ordernummer klantnummer"
    );

    /// <summary>The number of such a thing; "the phone number on the account" is none.</summary>
    private static readonly WordSet Things = Cues.Set(
        "order ticket tracking case invoice account customer reference booking contract policy member commande dossier client facture contrat suivi pedido factura contrato cliente reserva seguimiento ordine fattura encomenda fatura"
    );

    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        if (end < text.Length && !(text[end] is '\n' or '\r' or ',' or '.' or ' '))
        {
            return false;
        }

        var line = start;
        while (line > 0 && text[line - 1] != '\n')
        {
            if (start - --line > LongestLead)
            {
                return false;
            }
        }

        return line > 1 && IsLead(text[line..start]) && IsQuestion(text, line - 1);
    }

    /// <summary>Who writes, with a colon behind, and a few words at most.</summary>
    private static bool IsLead(ReadOnlySpan<char> lead)
    {
        var colon = lead.LastIndexOf(": ");
        var words = 0;
        var letters = false;
        foreach (var c in lead[(colon + 1)..])
        {
            if (char.IsDigit(c))
            {
                return false;
            }

            words += char.IsLetter(c) && !letters ? 1 : 0;
            letters = char.IsLetter(c) || (letters && c is '\'' or '’');
        }

        return words <= MostWords;
    }

    /// <summary>The last sentence above ends with a question mark or a colon and asks for a phone.</summary>
    private static bool IsQuestion(ReadOnlySpan<char> text, int end)
    {
        Work.Add(LongestQuestion);
        while (end > 0 && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (end == 0 || text[end - 1] is not ('?' or ':'))
        {
            return false;
        }

        var from = end - 1;
        while (from > 0 && end - from < LongestQuestion && text[from - 1] is not ('\n' or '?' or '!' or '.'))
        {
            from--;
        }

        var question = text[from..end];
        var (phone, call, number, other) = (false, false, false, false);
        var thing = false;
        for (var at = 0; at < question.Length; )
        {
            var last = ValueToken.WordEnd(question, at);
            if (last == at)
            {
                at++;
                continue;
            }

            var word = question[at..last];
            var isNumber = Numbers.Contains(word);
            phone |= Phones.Contains(word);
            call |= Calls.Contains(word);
            number |= isNumber;
            other |= Others.Contains(word) || (isNumber && thing);
            // "order number", "numéro de commande"
            thing = Things.Contains(word) && !(number && phone);
            other |= thing && number;
            at = last;
        }

        return !other && (phone || (call && number));
    }
}
