namespace Raum.Redaction;

/// <summary>Words for numbers that somebody tells or asks for beside a code: orders, tickets, bookings, postcodes.</summary>
internal static class OtherNumber
{
    private static readonly WordSet Others = Cues.Set(
        "order orders invoice serial barcode catalogue seriennummer zahler contador compteur contatore meter ticket case booking reservation tracking parcel policy claim reference ref zip postcode error amount bestellung bestellnummer auftrag auftragsnummer rechnung rechnungsnummer kundennummer vorgang "
            + "vorgangsnummer buchung buchungsnummer sendung plz postleitzahl betrag fehler commande facture dossier colis montant erreur pedido factura reserva envio importe encomenda fatura protocolo "
            + "ordine fattura prenotazione spedizione importo pratica bestelling bestelnummer factuur ordernummer klantnummer boeking zending bedrag foutcode"
    );

    public static bool IsSaid(ReadOnlySpan<char> word) => Others.Contains(word);

    /// <summary>True when one of the words of a short stretch says another number.</summary>
    public static bool IsIn(ReadOnlySpan<char> stretch)
    {
        Work.Add(stretch.Length);
        for (var at = 0; Lexicon.NextWord(stretch, ref at, out var word); )
        {
            // Not "el código para la reserva es …".
            if (Others.Contains(stretch[word..at]) && !SpokenAbout.Is(stretch, word, at))
            {
                return true;
            }
        }

        return false;
    }
}
