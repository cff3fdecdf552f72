namespace Raum.Providers.Offline;

/// <summary>English, German and Dutch.</summary>
internal static class GermanicPhrases
{
    public static Phrases English { get; } =
        new()
        {
            Tag = "en",
            Frequent = "the and is are was my your have has please not this that for with you it to of but from on i can would will been",
            Announcing =
            [
                "refund money reimburse chargeback",
                "cancel unsubscribe terminat",
                "invoice bill receipt vat charge",
                "login log password sign account locked reset",
                "damage broken defect crack faulty scratch",
                "deliver ship parcel package tracking arriv order",
                "error crash bug install update app slow",
            ],
            Hello = "Hello {0},",
            HelloNobody = "Hello,",
            Thanks = "Thank you for your message.",
            Next =
            [
                "I am sorry for the trouble. I have passed your refund request on, and you will have the money back within 5 to 7 working days once it is approved.",
                "I have noted that you want to cancel. I will confirm the end date in writing.",
                "I am looking into the invoice and will send you a corrected copy or an explanation of the charge.",
                "I am sorry that you cannot sign in. Please use \"Forgot password\" once more; if no message arrives within ten minutes, I will reset the access for you.",
                "I am sorry that it did not reach you in good condition. I can send a replacement or refund it: please tell me which you prefer.",
                "I am sorry for the wait. I am checking with the carrier where your order is and will tell you the new delivery date.",
                "I am sorry for the technical trouble. Our technicians are looking into it; a screenshot of the error would help them.",
                "I have read your request and am looking into it.",
            ],
            Done =
            [
                "Your refund is on its way and will be with you within 5 to 7 working days.",
                "Your cancellation is done; you will not be charged again.",
                "The invoice has been checked, and the corrected copy is on its way to you.",
                "Your access has been reset, and you can sign in again.",
                "A replacement is on its way to you, at no cost.",
                "Your order is on its way again, and the tracking page shows the new date.",
                "The fault has been removed; please restart the app once.",
                "Your request has been taken care of.",
            ],
            Number = "This is about {0}.",
            PaidBack = "The amount goes back to {0}.",
            Reach = "If I have a question, I will reach you at {0}.",
            Address = "I have {0} as the delivery address; please tell me if that is wrong.",
            Closing = "Kind regards,\nYour support team",
            Request =
            [
                "asks for a refund",
                "wants to cancel",
                "has a question about an invoice or a charge",
                "cannot sign in",
                "reports a damaged or faulty item",
                "asks where an order is",
                "reports a technical problem",
                "has a request",
            ],
            SummaryTitle = "Summary",
            Customer = "The customer",
            Details = "Details mentioned",
            InTheirWords = "In their words",
            GistNote = "[Offline provider: the gist only, not a translation]",
        };

    public static Phrases German { get; } =
        new()
        {
            Tag = "de",
            Frequent =
                "der die das und ist ich nicht ein eine mit für auf wir sie mein meine habe bitte wurde noch von dem den zu es auch bei kein keine",
            Announcing =
            [
                "erstatt rückerstatt geld rückzahlung",
                "kündig stornier widerruf abbestell",
                "rechnung beleg abbuch mehrwertsteuer",
                "anmeld passwort kennwort einlogg login konto gesperrt",
                "beschädigt kaputt defekt riss kratzer mangel",
                "liefer paket versand sendung bestellung zustell",
                "fehler absturz abgestürzt installier update langsam",
            ],
            Hello = "Guten Tag {0},",
            HelloNobody = "Guten Tag,",
            Thanks = "vielen Dank für Ihre Nachricht.",
            Next =
            [
                "Es tut mir leid, dass es Ärger gab. Ich habe Ihren Erstattungswunsch weitergegeben; nach der Freigabe ist das Geld in 5 bis 7 Werktagen bei Ihnen.",
                "Ich habe notiert, dass Sie kündigen möchten, und bestätige Ihnen das Enddatum schriftlich.",
                "Ich prüfe die Rechnung und schicke Ihnen eine berichtigte Fassung oder eine Erklärung der Abbuchung.",
                "Es tut mir leid, dass Sie sich nicht anmelden können. Bitte nutzen Sie noch einmal \"Passwort vergessen\"; kommt in zehn Minuten keine Nachricht, setze ich den Zugang für Sie zurück.",
                "Es tut mir leid, dass die Ware nicht in gutem Zustand ankam. Ich kann Ersatz schicken oder den Betrag erstatten: Was ist Ihnen lieber?",
                "Es tut mir leid, dass Sie warten. Ich frage beim Zusteller nach, wo Ihre Bestellung ist, und nenne Ihnen das neue Lieferdatum.",
                "Es tut mir leid, dass es technisch hakt. Unsere Technik sieht es sich an; ein Bildschirmfoto der Meldung würde helfen.",
                "Ich habe Ihr Anliegen gelesen und kümmere mich darum.",
            ],
            Done =
            [
                "Ihre Erstattung ist unterwegs und in 5 bis 7 Werktagen bei Ihnen.",
                "Ihre Kündigung ist ausgeführt; es wird nichts mehr abgebucht.",
                "Die Rechnung ist geprüft, die berichtigte Fassung ist unterwegs zu Ihnen.",
                "Ihr Zugang ist zurückgesetzt, Sie können sich wieder anmelden.",
                "Ersatz ist kostenlos unterwegs zu Ihnen.",
                "Ihre Bestellung ist wieder unterwegs; die Sendungsverfolgung zeigt das neue Datum.",
                "Der Fehler ist behoben; bitte starten Sie die App einmal neu.",
                "Ihr Anliegen ist erledigt.",
            ],
            Number = "Es geht um {0}.",
            PaidBack = "Der Betrag geht zurück an {0}.",
            Reach = "Bei Rückfragen erreiche ich Sie unter {0}.",
            Address = "Als Lieferadresse habe ich {0}; sagen Sie mir bitte, wenn das nicht stimmt.",
            Closing = "Freundliche Grüße\nIhr Support-Team",
            Request =
            [
                "bittet um eine Erstattung",
                "möchte kündigen",
                "hat eine Frage zu einer Rechnung oder Abbuchung",
                "kann sich nicht anmelden",
                "meldet beschädigte oder fehlerhafte Ware",
                "fragt, wo eine Bestellung ist",
                "meldet ein technisches Problem",
                "hat ein Anliegen",
            ],
            SummaryTitle = "Zusammenfassung",
            Customer = "Der Kunde oder die Kundin",
            Details = "Genannte Angaben",
            InTheirWords = "Im Wortlaut",
            GistNote = "[Offline-Anbieter: nur der Inhalt in Kürze, keine Übersetzung]",
        };

    public static Phrases Dutch { get; } =
        new()
        {
            Tag = "nl",
            Frequent =
                "de het een en is ik niet van mijn op met voor dat dit heb heeft graag maar nog aan zijn ook geen bij naar wordt jullie",
            Announcing =
            [
                "terugbetal geld restitutie",
                "opzeg annuleer annuler stopzet",
                "factuur rekening bon btw afschrijving",
                "inlog aanmeld wachtwoord account geblokkeerd",
                "beschadigd kapot defect gebroken kras barst",
                "lever bezorg pakket verzend bestelling zending",
                "fout crash storing installe update traag",
            ],
            Hello = "Beste {0},",
            HelloNobody = "Goedendag,",
            Thanks = "Bedankt voor uw bericht.",
            Next =
            [
                "Het spijt me voor het ongemak. Ik heb uw verzoek om terugbetaling doorgegeven; na goedkeuring staat het geld binnen 5 tot 7 werkdagen op uw rekening.",
                "Ik heb genoteerd dat u wilt opzeggen en bevestig u de einddatum schriftelijk.",
                "Ik kijk de factuur na en stuur u een gecorrigeerd exemplaar of een uitleg van de afschrijving.",
                "Het spijt me dat u niet kunt inloggen. Gebruik nog één keer \"Wachtwoord vergeten\"; komt er binnen tien minuten geen bericht, dan herstel ik de toegang voor u.",
                "Het spijt me dat het niet in goede staat is aangekomen. Ik kan een vervanging sturen of het bedrag terugbetalen: wat heeft uw voorkeur?",
                "Het spijt me dat u moet wachten. Ik vraag bij de vervoerder na waar uw bestelling is en laat u de nieuwe leverdatum weten.",
                "Het spijt me voor het technische probleem. Onze technici kijken ernaar; een schermafbeelding van de fout zou helpen.",
                "Ik heb uw verzoek gelezen en ga ermee aan de slag.",
            ],
            Done =
            [
                "Uw terugbetaling is onderweg en staat binnen 5 tot 7 werkdagen op uw rekening.",
                "Uw opzegging is verwerkt; er wordt niets meer afgeschreven.",
                "De factuur is nagekeken en het gecorrigeerde exemplaar is onderweg.",
                "Uw toegang is hersteld en u kunt weer inloggen.",
                "Een vervanging is kosteloos naar u onderweg.",
                "Uw bestelling is weer onderweg; de trackingpagina toont de nieuwe datum.",
                "De storing is verholpen; start de app één keer opnieuw.",
                "Uw verzoek is afgehandeld.",
            ],
            Number = "Het gaat om {0}.",
            PaidBack = "Het bedrag gaat terug naar {0}.",
            Reach = "Bij vragen bereik ik u via {0}.",
            Address = "Als bezorgadres heb ik {0}; laat het me weten als dat niet klopt.",
            Closing = "Met vriendelijke groet,\nUw supportteam",
            Request =
            [
                "vraagt om terugbetaling",
                "wil opzeggen",
                "heeft een vraag over een factuur of afschrijving",
                "kan niet inloggen",
                "meldt een beschadigd of defect artikel",
                "vraagt waar een bestelling is",
                "meldt een technisch probleem",
                "heeft een verzoek",
            ],
            SummaryTitle = "Samenvatting",
            Customer = "De klant",
            Details = "Genoemde gegevens",
            InTheirWords = "In eigen woorden",
            GistNote = "[Offline-aanbieder: alleen de kern, geen vertaling]",
        };
}
