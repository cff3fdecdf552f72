using System.Globalization;
using System.Text;

namespace Raum.Benchmarks;

/// <summary>Tickets made from templates in seven languages: the same on every machine, with the values that a desk sees.</summary>
internal static class SampleTickets
{
    private const int Seed = 20261121;

    private static readonly string[] Given =
    [
        "Jane",
        "Oluwaseun",
        "Priya",
        "Jürgen",
        "Siobhán",
        "Mateus",
        "Chiara",
        "Pieter",
        "Will",
        "Anaïs",
    ];

    private static readonly string[] Family =
    [
        "Doe",
        "Adeyemi",
        "Raghunathan",
        "Großkreutz",
        "Murphy",
        "Figueiredo",
        "Bianchi",
        "van der Berg",
    ];

    private static readonly string[] Sentences =
    [
        "I placed order {order} last week and the parcel still has not arrived. The tracking page says it left the warehouse on Monday.",
        "Could you please check whether the refund of 129.00 EUR was sent to {iban}? My card ended in 4242.",
        "You can reach me at {phone} during the day, or write to {mail} if that is easier for you.",
        "Ich habe das Gerät am 03.02.2024 gekauft, und seit dem Update auf Version 4.12.0 lässt es sich nicht mehr einschalten.",
        "Meine neue Anschrift lautet Lindenstraße 12a, 10969 Berlin. Bitte ändern Sie sie in Ihrem System.",
        "Bonjour, je n'ai toujours pas reçu la facture que vous deviez m'envoyer la semaine dernière.",
        "Llevo dos semanas esperando y nadie me contesta. Vivo en Calle Mayor 12, 28013 Madrid.",
        "O produto chegou com a caixa aberta e sem o manual. Gostaria de trocar por um novo, por favor.",
        "Il pagamento risulta effettuato, ma l'ordine è ancora in attesa di conferma da ieri sera.",
        "Ik heb de stekker er al een paar keer uitgehaald, maar de router blijft maar opnieuw opstarten.",
        "The app shows error 0x80070057 in build 20231104.3 whenever I open the settings page and scroll down to the bottom.",
        "My colleague {name} spoke with somebody on the phone yesterday who promised to call back within the hour.",
        "Please find attached the screenshots you asked for, together with the log file of the last two days.",
    ];

    private static readonly string[] Closings =
    [
        "Kind regards,",
        "Viele Grüße",
        "Cordialement,",
        "Un saludo,",
        "Met vriendelijke groet,",
        "Thanks,",
    ];

    /// <summary>A ticket of at least so many UTF-16 units.</summary>
    public static string Ticket(int number, int length)
    {
        // Not a secret and the same on every machine: a plain generator with a written seed.
#pragma warning disable CA5394
        var random = new Random(Seed + number);
        var text = new StringBuilder(length + 400);
        text.Append("Hi ").Append(Pick(random, Given)).Append(",\n\n");
        while (text.Length < length)
        {
            var sentence = Pick(random, Sentences)
                .Replace("{name}", $"{Pick(random, Given)} {Pick(random, Family)}", StringComparison.Ordinal)
                .Replace("{order}", random.Next(1_000_000, 9_999_999).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{iban}", "DE89 3704 0044 0532 0130 00", StringComparison.Ordinal)
                .Replace("{phone}", $"+44 7700 900{random.Next(100, 999)}", StringComparison.Ordinal)
                .Replace("{mail}", $"user{random.Next(1, 500)}@example.org", StringComparison.Ordinal);
            text.Append(sentence).Append(random.Next(4) == 0 ? "\n\n" : " ");
        }
#pragma warning restore CA5394
        return text.Append('\n').Append(Closings[number % Closings.Length]).Append('\n').Append(Given[number % Given.Length]).ToString();
    }

#pragma warning disable CA5394
    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
#pragma warning restore CA5394
}
