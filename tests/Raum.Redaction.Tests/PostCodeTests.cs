namespace Raum.Redaction.Tests;

/// <summary>PII-1: postcodes that letters tell, post boxes, and streets whose number comes last.</summary>
public sealed class PostCodeTests
{
    [Theory]
    [InlineData("Please send it to my flat.\nLeeds LS1 4AB\nThanks", "Leeds LS1 4AB")]
    [InlineData("it went to\nMontréal (Québec) H2L 1R5\nagain", "Montréal (Québec) H2L 1R5")]
    [InlineData("write to PO Box 1421 please", "PO Box 1421")]
    [InlineData("Bitte an Postfach 12 34 56, 10969 Berlin senden", "Postfach 12 34 56, 10969 Berlin")]
    [InlineData("nous sommes chaussée de Namur 18, 5030 Gembloux maintenant", "chaussée de Namur 18, 5030 Gembloux")]
    [InlineData("Ich wohne in der Salzburger Straße 88, 6060 Hall.", "Salzburger Straße 88, 6060 Hall")]
    [InlineData("postal: P.O. Box 417-30700 in Iten", "P.O. Box 417-30700")]
    [InlineData("here\n28012 Madrid\nthanks", "28012 Madrid")]
    [InlineData("here\n8344 Bad Gleichenberg\nthanks", "8344 Bad Gleichenberg")]
    public void An_address_without_a_street_in_front_is_found(string text, string address)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (span.Type, text[span.Start..span.End]).ShouldBe((PiiType.Address, address));
    }

    [Theory]
    [InlineData("error in module X1 4CV")]
    [InlineData("flight B2 3KM was late")]
    [InlineData("wir nehmen gern unseren Platz 12")]
    [InlineData("box 12 of 40 is missing")]
    public void Codes_of_other_kinds_survive(string text) => Jobs.Masked(text).ShouldBe(text);
}
