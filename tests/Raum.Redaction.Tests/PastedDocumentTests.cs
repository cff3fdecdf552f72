namespace Raum.Redaction.Tests;

/// <summary>PII-1: documents that people paste: confirmations, invoices, statements, chats and the heads of mails.</summary>
public sealed class PastedDocumentTests
{
    [Theory]
    [InlineData("From: ⟦Post, Vince⟧ <⟦vince_post54@mail.example⟧>")]
    [InlineData("To: ⟦van den Pol, Kyra⟧ <⟦kyra.vandenpol@mail.example⟧>; ⟦Okwuosa, Chidi⟧ <⟦chidi@mail.example⟧>")]
    [InlineData("Cc: \"⟦Okwuosa, Chidi⟧\" <⟦chidi.okwuosa@mail.example⟧>")]
    [InlineData("Am 12.03.2026 um 18:04 schrieb Coach ⟦Rafferty⟧ <⟦coach.rafferty@mail.example⟧>:")]
    public void The_name_before_a_mail_address_that_says_the_same_is_one(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("From: \"The Cat Album\" <⟦thecatalbum@mail.example⟧>")]
    [InlineData("From: Kettle World Support <⟦support@kettleworld.example⟧>")]
    [InlineData("if (kettle < world && a > b) { send(\"x@y\"); }")]
    public void A_name_of_nobody_before_a_mail_address_stays(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Ship to:\n⟦Lea Hayes⟧\n⟦5 Mill Crest\nUpper Kirkdale\nYork YO1 7PR⟧\n\nItems:\n2 x Kettle")]
    [InlineData("Rechnungsadresse\n⟦Jonas Weber⟧\n⟦Zum Alten Speicher 4\n28759 Bremen\nDeutschland⟧\n\n1 x Wasserkocher")]
    [InlineData("Adresse de livraison :\n⟦Solène Le Gall⟧\n⟦3 bis Impasse du Vieux Lavoir\n29200 Brest⟧\nTél. : ⟦06 12 34 56 78⟧")]
    [InlineData("**Ship to:** ⟦Lea Hayes⟧, ⟦5 Mill Crest, Upper Kirkdale, York YO1 7PR⟧.")]
    [InlineData("Entregar em:\n⟦Rua Augusta, 1508, apto 73\nConsolação\nSão Paulo - SP\nCEP 01304-001⟧\nPortaria 24 horas.")]
    [InlineData("BILL TO\n⟦Heath Karvelas⟧\n⟦Suite 9, 310 Pultney Parade\nGeelong VIC 3220⟧\nABN on file")]
    public void The_lines_below_the_label_of_an_address_are_a_person_and_an_address(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Ship to:\nthe usual depot, as always\n2 x Kettle 5")]
    [InlineData("Ship to: as soon as possible, please, we have 3 customers waiting")]
    [InlineData("Billing address:\n\nThe form does not let me enter 2 lines.")]
    [InlineData("Sent to: Warehouse, Rack 4, Shelf 12")]
    public void What_is_no_address_below_such_a_label_stays(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Invoice address: First Floor, ⟦9-11 Rivington Mews, London EC2A 3AZ, United Kingdom⟧")]
    [InlineData("Invoice address: ⟦Rose Cottage, 4 Mill Lane, York YO1 7PR⟧")]
    public void A_floor_or_a_house_is_nobody(string marked) =>
        Jobs.With().Mask(marked.Replace("⟦", "").Replace("⟧", "")).Spans.ShouldAllBe(span => span.Type == PiiType.Address);

    [Theory]
    [InlineData("15.03. ⟦LEA HAYES⟧ ⟦GB33 BUKB 2020 1555 5555 55⟧ 14,99")]
    [InlineData("Gutschrift ⟦Dieter Mahnke⟧ IBAN ⟦DE89 3704 0044 0532 0130 00⟧")]
    [InlineData("Bonifico ⟦Serena De Luca⟧ ⟦IT60X0542811101000000123456⟧")]
    public void Who_stands_before_an_account_is_its_holder(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("SEPA Lastschrift ⟦DE89 3704 0044 0532 0130 00⟧")]
    [InlineData("Sparkasse Bremen IBAN ⟦DE89 3704 0044 0532 0130 00⟧")]
    [InlineData("Please Use Account ⟦GB33 BUKB 2020 1555 5555 55⟧")]
    public void What_is_nobody_before_an_account_stays(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("[18:11] ⟦Thiel, Viva⟧\nit still fails\n[18:12] ⟦Cruz, Ines⟧\nsince when?")]
    [InlineData("⟦Ali⟧: it still fails\n⟦Ines⟧: since when?\n⟦Ali⟧: since monday\n⟦Ines⟧: ok")]
    public void Who_writes_in_a_chat_is_somebody(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("[18:11] Server restarted\n[18:12] Chat closed")]
    [InlineData("Note: it still fails\nStatus: open\nNote: since monday\nStatus: closed")]
    [InlineData("Gast: es geht nicht\nAgent: seit wann?\nGast: seit Montag")]
    [InlineData("Paris: sold out\nBerlin: open\nParis: open again")]
    public void What_begins_lines_and_is_nobody_stays(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void The_number_of_a_customer_is_no_house() =>
        Jobs.Masked("Rechnungsadresse fehlt\nKundennummer: 13262").ShouldBe("Rechnungsadresse fehlt\nKundennummer: 13262");
}
