namespace Raum.Redaction;

/// <summary>Codes that are no secret: "error code", "código postal", "codice sconto".</summary>
internal static class OtherCode
{
    private static readonly WordSet Others = Cues.Set(
        "error errore erreur fehler fout foutcode erro sort zip post postal postale postais postleit promo promotion promotional promozionale promocional promotionnel discount rabatt rabais reduction remise descuento desconto sconto korting coupon cupon cupom country qr barre barras barra source color colour couleur status exit "
            + "product produkt produit producto produto prodotto article artikel articolo articulo artigo item model modele modelo modello dress tracking rastreio seguimiento suivi booking buchungs reservation reserva reference referencia riferimento referral country pays pais paese land http response swift bic "
            + "meter strom compteur contador contatore fehler errores erreurs return rma batch lote lotto color hex style part spare diagnostic trouble fault flash airport iata icd iso unicode vat tva iva tax kunden client cliente klant customer penal civil civile barcode ean upc "
            + "tariff tarif tarifa tariffa accounts ledger kostenstelle cost course kurs cours curso corso category categoria kategorie customs zoll tributo "
            + "fiscale fiscal defaut panne dtc afiliado parrainage empfehlungs affiliate invite prenotazione prenotazioni boeking boekings pnr buchung"
    );

    /// <summary>Places and things that have a code of their own, and others that one gets in with: "store code 0119", but not "the code for the store is 4471".</summary>
    private static readonly WordSet Places = Cues.Set("machine practice shop store branch filiale filial school zone zona area bar lot");

    /// <summary>Say what a code is good for: "the code for the machine room".</summary>
    private static readonly WordSet Goals = Cues.Set("for to fur zu zum zur pour para pra per voor por");

    /// <summary>Names of shops, too, which send codes: "your Booking code is 448120".</summary>
    private static readonly WordSet Sellers = Cues.Set("store booking");

    private const int SixDigits = 6;

    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        var before = NameContext.SpanBefore(text, start, out _);
        if (Others.ContainsValue(before) || Places.ContainsValue(before))
        {
            var at = text[..start].LastIndexOf(before);
            return !Entrances.Doors.Contains(NameContext.SpanBefore(text, at, out _)) && !IsSent(text, at, before, end);
        }

        return IsSaidBehind(text, end);
    }

    /// <summary>A shop with a capital inside a sentence, and six digits behind the word for a code.</summary>
    private static bool IsSent(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> seller, int end)
    {
        if (!char.IsUpper(text[at]) || !Sellers.Contains(seller) || NameContext.StartsSentence(text, at))
        {
            return false;
        }

        var near = text[end..Math.Min(text.Length, end + 24)];
        var first = near.IndexOfAnyInRange('0', '9');
        return first >= 0 && CodeDigits.Run(near, first) - first == SixDigits;
    }

    /// <summary>Two words behind: "código de error", "code postal", "codice_articolo".</summary>
    private static bool IsSaidBehind(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        for (var words = 0; words < 3 && at < text.Length && text[at] is ' ' or '\'' or '_' or '+'; words++)
        {
            at++;
            var last = ValueToken.WordEnd(text, at);
            var word = text[at..last];
            if (word.IsEmpty || Goals.Contains(word))
            {
                return false;
            }

            if (Others.Contains(word))
            {
                return !IsSent(text, at, word, last);
            }

            if (last - at > 4)
            {
                return false;
            }

            at = last;
        }

        return false;
    }
}
