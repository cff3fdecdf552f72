namespace Raum.Redaction;

/// <summary>A birth date that stands away from the word for it, as the answer to a question.</summary>
internal static class BirthDateAnswer
{
    private const int MostOfAnswer = 8;

    /// <summary>Words of other dates.</summary>
    public static readonly WordSet Others = Cues.Set(
        "order ordered orders invoice invoiced delivered delivery deliver shipped visit visited booked booking bought purchase purchased paid payment sent received placed created called until valid expires expiry expired appointment party present gift wrote since due operation operated surgery clip event meeting scheduled started installed returned "
            + "returns arrived arrives departure check wedding anniversary see today yesterday on-site updated signed hired died death deceased flight trip stay ticket tickets reservation "
            + "bestellt bestellung rechnung geliefert lieferung lieferdatum versandt besuch gebucht buchung gekauft bezahlt gesendet erhalten bis gultig lauft termin feier geschenk schrieb seit fallig eingegangen reise flug vertrag unterschrieben gestorben storniert kauf "
            + "commande commandee facture livre livree livraison visite achete achetee paye envoye recu jusqu valable expire rendez ecrit depuis rdv sejour vol deces decede hospitalise consultation examen "
            + "pedido factura entregado entrega visita reserva compre comprado pagado enviado recibido hasta valido valida caduca cita escribio desde viaje vuelo fallecido ingreso ingresado alta compra "
            + "ordine ordinato fattura consegnato consegna prenotato prenotazione comprato pagato inviato ricevuto fino scade scadenza appuntamento scritto dal viaggio volo acquistato acquisto "
            + "bestelling besteld factuur geleverd bezorgd levering bezoek geboekt boeking gekocht betaald verstuurd ontvangen tot geldig verloopt afspraak schreef sinds reis vlucht "
            + "encomenda fatura entregue reservado comprei comprado pago recebido ate validade expira consulta escreveu viagem voo compra"
    );

    /// <summary>A date that nothing says another thing of, of somebody who may write: "… date of birth?", and some lines below "23/11/1991".</summary>
    public static (int Start, int End) Answer(ReadOnlySpan<char> text, int from, int reach, bool any)
    {
        var limit = Math.Min(text.Length, from + reach);
        if (!text[from..limit].ContainsAnyInRange('0', '9'))
        {
            return default;
        }

        var sentence = from;
        var kin = false;
        for (var at = from; at < limit; )
        {
            var c = text[at];
            if (c == '[')
            {
                // What was asked for is masked already.
                return default;
            }

            if (c is '\n' or '?' or '!' || (c == '.' && at + 1 < text.Length && char.IsWhiteSpace(text[at + 1])))
            {
                sentence = ++at;
                continue;
            }

            if (char.IsAsciiDigit(c))
            {
                var end = WrittenDate.End(text, at);
                if (end == 0)
                {
                    at = Digits(text, at);
                    continue;
                }

                if (
                    (any || kin)
                    && WrittenDate.IsDay(text[at..end])
                    && (WrittenDate.HasYearBefore(text[at..end], CuedBirthDate.LastYear) || IsWholeAnswer(text, sentence, at, end))
                    && !SaysOther(text, sentence, at)
                )
                {
                    return (at, end);
                }

                at = end;
                continue;
            }

            if (char.IsLetter(c))
            {
                var last = ValueToken.WordEnd(text, at);
                kin |= last - at > 2 && ((NameWords.Cues(text[at..last]) & WordFacts.Kin) != 0 || Theirs.Alone(text, at, last));
                if (CueVocabulary.Months.Contains(text[at..last]) && WrittenDate.End(text, at) is > 0 and var end)
                {
                    if ((any || kin) && WrittenDate.HasYearBefore(text[at..end], CuedBirthDate.LastYear) && !SaysOther(text, sentence, at))
                    {
                        return (at, end);
                    }

                    last = end;
                }

                at = last;
                continue;
            }

            at++;
        }

        return default;
    }

    /// <summary>"Customer: 3 feb 91" alone on the line below the question: then a year of two figures is one of birth.</summary>
    private static bool IsWholeAnswer(ReadOnlySpan<char> text, int line, int at, int end)
    {
        var before = text[line..at].Trim();
        return line > 1
            && text[line - 1] == '\n'
            && text[..(line - 1)].TrimEnd() is [.., '?' or ':']
            && (before.IsEmpty || before[^1] == ':')
            && (end == text.Length || text[end] is '\n' or '\r' || (text[end] == '.' && (end + 1 == text.Length || text[end + 1] == '\n')));
    }

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && char.IsLetterOrDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>A word for another date before this one in its sentence; or more words than an answer has.</summary>
    private static bool SaysOther(ReadOnlySpan<char> text, int sentence, int at)
    {
        var words = 0;
        for (var i = sentence; i < at; )
        {
            var last = ValueToken.WordEnd(text, i);
            words += last > i ? 1 : 0;
            if (words > MostOfAnswer || (last > i && Others.Contains(text[i..last])))
            {
                return true;
            }

            i = Math.Max(i + 1, last);
        }

        return false;
    }
}
