namespace Raum.Redaction.Tests;

/// <summary>PII-1, PII-4: secrets, national ids, addresses, handles; and what looks like them.</summary>
public sealed class DetectorTests
{
    [Theory]
    [InlineData("use ghp_16C7e42F292c6912E7710c838347Ae178B4a now", PiiType.Secret, "ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE leaked", PiiType.Secret, "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("a -----BEGIN KEY-----\nMIIB\n-----END KEY----- b", PiiType.Secret, "-----BEGIN KEY-----\nMIIB\n-----END KEY-----")]
    [InlineData("mon code de connexion: 493027", PiiType.Secret, "493027")]
    [InlineData("Mein Passwort lautet Sommer#24", PiiType.Secret, "Sommer#24")]
    [InlineData("SSN 219-09-9999 on file", PiiType.Id, "219-09-9999")]
    [InlineData("NINO AB 12 34 56 C ok", PiiType.Id, "AB 12 34 56 C")]
    [InlineData("mi DNI es 12345678Z", PiiType.Id, "12345678Z")]
    [InlineData("con NIE X1234567L", PiiType.Id, "X1234567L")]
    [InlineData("codice fiscale RSSMRA85T10A562S", PiiType.Id, "RSSMRA85T10A562S")]
    [InlineData("CPF 529.982.247-25", PiiType.Id, "529.982.247-25")]
    [InlineData("my SIN is 046 454 286", PiiType.Id, "046 454 286")]
    [InlineData("Steuer-ID: 86 095 742 719", PiiType.Id, "86 095 742 719")]
    [InlineData("send it to 14 Lavender Mews, Bristol BS6 7TU.", PiiType.Address, "14 Lavender Mews, Bristol BS6 7TU")]
    [InlineData("ich wohne Lindenstraße 12a, 10969 Berlin", PiiType.Address, "Lindenstraße 12a, 10969 Berlin")]
    [InlineData("au 12 rue de la Paix, 75002 Paris", PiiType.Address, "12 rue de la Paix, 75002 Paris")]
    [InlineData("vivo en Calle Mayor 12, 28013 Madrid", PiiType.Address, "Calle Mayor 12, 28013 Madrid")]
    [InlineData("vivo en Calle Mayor nº 12, 28013 Madrid", PiiType.Address, "Calle Mayor nº 12, 28013 Madrid")]
    [InlineData("our risk-sk-" + "Q7w3E9r5T1y8U2i6O4p0 leaked", PiiType.Secret, "sk-" + "Q7w3E9r5T1y8U2i6O4p0")]
    [InlineData("abito in Via Roma 3, 20121 Milano", PiiType.Address, "Via Roma 3, 20121 Milano")]
    [InlineData("moro na Rua das Flores, 45", PiiType.Address, "Rua das Flores, 45")]
    [InlineData("ik woon Keizersgracht 241, 1016 EA Amsterdam", PiiType.Address, "Keizersgracht 241, 1016 EA Amsterdam")]
    [InlineData("see linkedin.com/in/dana-okafor please", PiiType.Url, "linkedin.com/in/dana-okafor")]
    [InlineData("ping @dana_okafor there", PiiType.Username, "@dana_okafor")]
    [InlineData("write to dana at example dot org", PiiType.Email, "dana at example dot org")]
    public void A_value_is_masked_exactly(string text, PiiType type, string value)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        span.Type.ShouldBe(type);
        text[span.Start..span.End].ShouldBe(value);
    }

    [Theory]
    [InlineData("look at example.org and meet at noon")]
    [InlineData("the shop in Baker Street is closed")]
    [InlineData("serial 12345678A, build 219-09-0000")]
    [InlineData("see https://shop.example/help and https://github.com")]
    public void What_looks_like_one_survives(string text) => Jobs.Masked(text).ShouldBe(text);
}
