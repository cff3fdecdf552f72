namespace Raum.Redaction;

/// <summary>German and Dutch compounds that name the number of a thing: "Polisnummer", "Vorgangsnr". Any other may be a phone's: "Zweitnummer", "Ersatznummer".</summary>
internal static class NumberCompound
{
    private const int Shortest = 8;

    private static readonly string[] Ends = ["nummer", "nummern", "nr"];

    private static readonly WordSet Things = Cues.Set(
        "police policen polis polizze polizzen versicherungsschein schein transfer uberweisungs transaktions versicherung versicherungs vertrag vertrags kunden kunde vorgang vorgangs auftrag auftrags bestell bestellung rechnung rechnungs artikel serien serie sendung sendungs paket ticket fall akten aktenzeichen schaden schadens "
            + "mitglied mitglieds beleg zahler material chargen los raum zimmer wagen zug flug sitz platz reservierung reservierungs buchung buchungs referenz identifikations steuer matrikel personal ausweis konto verbrauchs verbrauchsstellen geraete gerate modell betriebs "
            + "teile ersatzteil lieferschein angebot angebots gutschein karten kassen bon spenden seriennummer haus fahrgestell motor lizenz produkt katalog prozess meldungs storungs tracking trace track "
            + "order bestel factuur klant klanten dossier zaak schade lid lidmaatschaps contract referentie volg pakket zending serie meter huis kamer reserverings boekings artikel relatie debiteur debiteuren trein vlucht stoel kenmerk product chassis"
    );

    /// <summary>True for the number of a thing.</summary>
    public static bool IsOther(ReadOnlySpan<char> word)
    {
        if (word.Length < Shortest || (word[^1] | 0x20) is not ('r' or 'n'))
        {
            return false;
        }

        foreach (var end in Ends)
        {
            if (word.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return Things.Contains(word[..^end.Length]);
            }
        }

        return false;
    }
}
