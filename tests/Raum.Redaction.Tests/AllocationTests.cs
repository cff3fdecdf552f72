namespace Raum.Redaction.Tests;

/// <summary>What masking a ticket may allocate. Allocation is the same on every machine, busy or not.</summary>
public sealed class AllocationTests
{
    /// <summary>Measured: 79 KB. The rest is room for other runtimes.</summary>
    private const long Budget = 150_000;

    private const string Ticket = """
        Hi,

        I placed order 4482917 last week and the parcel still has not arrived. The tracking page says it left the warehouse on Monday.
        My colleague Oluwaseun Adeyemi spoke with somebody on the phone yesterday who promised to call back within the hour.
        You can reach me at +44 7700 900412 during the day, or write to jane.doe@example.org if that is easier for you.
        Could you please check whether the refund of 129.00 EUR was sent to DE89 3704 0044 0532 0130 00? My card ended in 4242.
        Ich habe das Gerät am 03.02.2024 gekauft, und seit dem Update auf Version 4.12.0 lässt es sich nicht mehr einschalten.
        Meine neue Anschrift lautet Lindenstraße 12a, 10969 Berlin. Bitte ändern Sie sie in Ihrem System.
        Bonjour, je n'ai toujours pas reçu la facture que vous deviez m'envoyer la semaine dernière.
        Llevo dos semanas esperando y nadie me contesta. Vivo en Calle Mayor 12, 28013 Madrid.
        O produto chegou com a caixa aberta e sem o manual. Gostaria de trocar por um novo, por favor.
        Il pagamento risulta effettuato, ma l'ordine è ancora in attesa di conferma da ieri sera.
        Ik heb de stekker er al een paar keer uitgehaald, maar de router blijft maar opnieuw opstarten.
        The app shows error 0x80070057 in build 20231104.3 whenever I open the settings page and scroll down to the bottom.
        Please find attached the screenshots you asked for, together with the log file of the last two days.
        The app shows error 0x80070057 in build 20231104.3 whenever I open the settings page and scroll down to the bottom.
        Il pagamento risulta effettuato, ma l'ordine è ancora in attesa di conferma da ieri sera.

        Kind regards,
        Jane
        """;

    [Fact]
    public void A_ticket_of_two_kilobytes_is_masked_within_its_budget()
    {
        Ticket.Length.ShouldBeInRange(1_500, 2_200);
        // Lists, expressions and pools are filled once for all tickets.
        Jobs.Masked(Ticket, Jobs.Jane, Jobs.Mark).ShouldNotContain("7700");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Jobs.Masked(Ticket, Jobs.Jane, Jobs.Mark);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThan(Budget);
    }
}
