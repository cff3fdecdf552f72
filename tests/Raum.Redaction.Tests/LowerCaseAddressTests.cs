namespace Raum.Redaction.Tests;

/// <summary>PII-1: addresses of people who write without capitals, in seven languages; counted things and streets without a number stay.</summary>
public sealed class LowerCaseAddressTests
{
    [Theory]
    [InlineData("i live at 14 lavender mews bristol", "14 lavender mews")]
    [InlineData("my address is 14 lavender mews, bristol bs6 7tu thanks", "14 lavender mews, bristol bs6 7tu")]
    [InlineData("i am at 4410 birchwood lane tulsa ok 74105", "4410 birchwood lane tulsa ok 74105")]
    [InlineData("send it to 4410 birchwood ln apt 12, tulsa", "4410 birchwood ln apt 12")]
    [InlineData("we live at 8 kingfisher close now", "8 kingfisher close")]
    [InlineData("j'habite 22 rue des lilas à lyon", "22 rue des lilas")]
    [InlineData("livrez au 22 bis rue jean jaurès, 69003 lyon svp", "22 bis rue jean jaurès, 69003 lyon")]
    [InlineData("vivo en calle mayor 12 en madrid", "calle mayor 12")]
    [InlineData("envoyez au 5 rue des lilas, perpignan, france", "5 rue des lilas, perpignan, france")]
    [InlineData("enviar a avenida de la constitución 8, 41001 sevilla", "avenida de la constitución 8, 41001 sevilla")]
    [InlineData("moro na rua das flores 45", "rua das flores 45")]
    [InlineData("abito in via garibaldi 18", "via garibaldi 18")]
    [InlineData("spedire in viale monza n. 4", "viale monza n. 4")]
    [InlineData("ich wohne lindenallee 12a in kiel", "lindenallee 12a")]
    [InlineData("wohne in der hauptstr. 5", "hauptstr. 5")]
    [InlineData("ich wohne am mühlenweg 7", "mühlenweg 7")]
    [InlineData("ik woon in de dorpsstraat 8 in zwolle", "dorpsstraat 8")]
    public void A_street_with_its_number_is_found(string text, string address)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (text[span.Start..span.End], span.Type).ShouldBe((address, PiiType.Address));
    }

    [Theory]
    [InlineData("la calle estaba cortada 3 dias")]
    [InlineData("die hauptstraße 3 tage gesperrt")]
    [InlineData("via mail 2 volte, via app 3")]
    [InlineData("in corso 2 ordini, il corso 3 volte")]
    [InlineData("it is 2 blocks from the road and 5 minutes drive")]
    [InlineData("we have a 4 lane road and 12 parking place")]
    [InlineData("prendre la rue 2 fois, 3 place disponible, 2 cours de yoga")]
    [InlineData("sitzplatz 5, umweg 2 km, parkplatz 12")]
    [InlineData("mein arbeitsplatz 3 ist kaputt")]
    [InlineData("de afsluiting op de hoofdstraat 2 weken duurt")]
    [InlineData("version 2 release close")]
    [InlineData("rua fechada 2 dias")]
    [InlineData("ordine in via di spedizione 2")]
    [InlineData("the shop in station road is closed")]
    public void Other_numbers_stay(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("mail goes to Unit 4526 Box 0671, DPO AP 40902", "Unit 4526 Box 0671, DPO AP 40902")]
    [InlineData("mail goes to psc 123 box 456, apo ae 09123", "psc 123 box 456, apo ae 09123")]
    public void Forces_have_addresses_of_their_own(string text, string address)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(address);
    }

    [Theory]
    [InlineData("send it to 4844 Søndergade 52", "4844|Søndergade 52")]
    [InlineData("I live at 7873 216 Menzies Street", "7873|216 Menzies Street")]
    public void A_number_before_a_street_with_its_own_is_another_value(string text, string addresses) =>
        string.Join('|', Jobs.With().Mask(text).Spans.Select(span => text[span.Start..span.End])).ShouldBe(addresses);

    [Theory]
    [InlineData("I live at 14 Lavender Mews, Bristol BS6 7TU", "14 Lavender Mews, Bristol BS6 7TU")]
    [InlineData("I live at 200 Main Street Apt 4", "200 Main Street Apt 4")]
    [InlineData("j'habite 12 rue du 8 Mai 1945", "12 rue du 8 Mai 1945")]
    public void The_number_of_the_house_belongs_to_its_street(string text, string addresses) =>
        string.Join('|', Jobs.With().Mask(text).Spans.Select(span => text[span.Start..span.End])).ShouldBe(addresses);
}
