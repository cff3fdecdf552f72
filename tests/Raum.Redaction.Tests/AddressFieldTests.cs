namespace Raum.Redaction.Tests;

/// <summary>PII-1: streets and phones in the fields of JSON, XML and links, where no sentence tells them.</summary>
public sealed class AddressFieldTests
{
    [Theory]
    [InlineData("{\"line1\":\"77 Pine Crest\",\"city\":\"Reno\"}", "77 Pine Crest")]
    [InlineData("\"address_line_1\": \"Flat 2, The Maltings\",", "Flat 2, The Maltings")]
    [InlineData("\"shippingAddress\": \"12 Oak Ave, Reno\"", "12 Oak Ave, Reno")]
    [InlineData("street=12+Oak+Ave&city=Reno", "12+Oak+Ave")]
    [InlineData("address1=12%20Oak%20Ave&city=Reno", "12%20Oak%20Ave")]
    [InlineData("<AddressLine1>77 Pine Crest</AddressLine1>", "77 Pine Crest")]
    public void A_street_in_its_field_is_found(string text, string street)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (text[span.Start..span.End], span.Type).ShouldBe((street, PiiType.Address));
    }

    [Theory]
    [InlineData("{\"street\":\"\",\"zip\":null}")]
    [InlineData("\"email_address\":\"invalid\"")]
    [InlineData("see line1: the value 5 is wrong")]
    [InlineData("the address=https://example.org/a.1")]
    [InlineData("\"address\":\"unknown\"")]
    public void Fields_without_a_street_stay(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("phone=2125550187", "phone=[REDACTED_PHONE]")]
    [InlineData("mobile=02079460958&x=1", "mobile=[REDACTED_PHONE]&x=1")]
    [InlineData("?tel=%2B442079460958", "?tel=%2B[REDACTED_PHONE]")]
    [InlineData("id=2125550187&phone=2125550188", "id=2125550187&phone=[REDACTED_PHONE]")]
    [InlineData("order=2125550187", "order=2125550187")]
    public void A_phone_in_a_link_is_told_by_its_name(string text, string masked) => Jobs.Masked(text).ShouldBe(masked);
}
