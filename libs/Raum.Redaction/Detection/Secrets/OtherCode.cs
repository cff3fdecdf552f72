namespace Raum.Redaction;

/// <summary>Codes that are no secret: "error code", "código postal", "codice sconto".</summary>
internal static class OtherCode
{
    private static readonly WordSet Others = Cues.Set(
        "error errore erreur fehler fout foutcode erro sort zip post postal postale postais postleit promo promotion promotional promozionale promocional promotionnel discount rabatt rabais reduction remise descuento desconto sconto korting voucher coupon cupon cupom country area qr bar barre barras barra source color colour couleur status exit "
            + "product produkt produit producto produto prodotto article artikel articolo articulo artigo item model modele modelo modello dress tracking rastreio seguimiento suivi booking buchungs reservation reserva reference referencia riferimento referral country pays pais paese land http response swift bic "
            + "meter strom compteur contador contatore fehler errores erreurs return rma batch lot lote lotto color hex style part spare machine diagnostic trouble fault flash airport iata icd iso unicode vat tva iva tax kunden client cliente klant customer building penal civil civile barcode ean upc "
            + "tariff tarif tarifa tariffa accounts ledger practice shop store branch filiale filial kostenstelle cost course kurs cours curso corso school zone zona category categoria kategorie customs zoll tributo "
            + "fiscale fiscal defaut panne dtc afiliado parrainage empfehlungs affiliate invite gift prenotazione prenotazioni boeking boekings pnr buchung gutschein cadeau regalo "
    );

    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        if (Others.ContainsValue(NameContext.SpanBefore(text, start, out _)))
        {
            return true;
        }

        // Two words behind: "código de error", "code postal".
        var at = end;
        for (var words = 0; words < 3 && at < text.Length && text[at] is ' ' or '\''; words++)
        {
            at++;
            var last = ValueToken.WordEnd(text, at);
            if (last == at)
            {
                return false;
            }

            if (Others.Contains(text[at..last]))
            {
                return true;
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
