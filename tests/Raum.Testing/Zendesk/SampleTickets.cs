namespace Raum.Testing.Zendesk;

/// <summary>Tickets as customers write them, with names, addresses, numbers and cards in them. Everyone and everything is invented.</summary>
/// <remarks>Numbers are from ranges that are reserved for examples: phones of Ofcom and the NANP, cards of the schemes' test sets, mail of RFC 2606.</remarks>
public static class SampleTickets
{
    public static NewTicket English { get; } =
        new(
            "Charged twice for order 48213",
            """
            Hello,

            my name is Harriet Blackwood and I was charged twice for order 48213 last Tuesday. The card is 4111 1111 1111 1111, and both payments show on my statement.

            Could you please refund one of them? You can call me on +44 20 7946 0958 or write to harriet.blackwood@example.com. My husband, Daniel Blackwood, is copied in because the card is in his name too.

            Kind regards,
            Harriet
            """,
            "Harriet Blackwood",
            "harriet.blackwood@example.com",
            "+44 20 7946 0958",
            [new NewPerson("Daniel Blackwood", "d.blackwood@example.org")],
            "en"
        );

    public static NewTicket German { get; } =
        new(
            "Rechnung 2026-1187 stimmt nicht",
            """
            Guten Tag,

            auf der Rechnung 2026-1187 steht der falsche Betrag: statt 89,00 € wurden 189,00 € von meinem Konto DE89 3704 0044 0532 0130 00 abgebucht.

            Bitte erstatten Sie mir die Differenz. Sie erreichen mich tagsüber unter +49 30 23125 017 oder per E-Mail an juergen.grossmann@example.org.

            Mit freundlichen Grüßen
            Jürgen Großmann
            """,
            "Jürgen Großmann",
            "juergen.grossmann@example.org",
            "+49 30 23125 017",
            Language: "de"
        );

    public static NewTicket French { get; } =
        new(
            "Colis jamais arrivé",
            """
            Bonjour,

            je m'appelle Amélie Lefèvre-Dubois. Le colis de ma commande 77120 devait arriver vendredi et je n'ai toujours rien reçu. Le livreur dit l'avoir remis à ma voisine, Mme Benali, mais elle n'a rien vu.

            Pouvez-vous vérifier avec le transporteur et me rappeler au +33 1 99 00 12 34 ? Mon adresse : amelie.lefevre@example.net.

            Merci d'avance,
            Amélie
            """,
            "Amélie Lefèvre-Dubois",
            "amelie.lefevre@example.net",
            "+33 1 99 00 12 34",
            Language: "fr"
        );

    public static NewTicket Password { get; } =
        new(
            "Can't sign in since the update",
            """
            Hi there,

            since the update on Monday I can't sign in any more. The page says my account marcus.webb@example.com is locked. I tried from 203.0.113.24 and from my phone (+1 202-555-0143).

            Can you unlock it today? I have a delivery to arrange.

            Marcus Webb
            """,
            "Marcus Webb",
            "marcus.webb@example.com",
            "+1 202-555-0143",
            Language: "en"
        );

    public static IReadOnlyList<NewTicket> All { get; } = [English, German, French, Password];
}
