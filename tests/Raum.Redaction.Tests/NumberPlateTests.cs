namespace Raum.Redaction.Tests;

/// <summary>PII-1: plates of cars behind the word for them.</summary>
public sealed class NumberPlateTests
{
    [Theory]
    [InlineData("My car's plate is ⟦AB12 CDE⟧ and it was towed.")]
    [InlineData("the plate is ⟦AB12CDE⟧ and the driver left")]
    [InlineData("license plate ⟦7ABC123⟧")]
    [InlineData("Kennzeichen ⟦M-XY 1234⟧, bitte austragen")]
    [InlineData("Matrícula ⟦1234 BCD⟧, seguro del coche")]
    [InlineData("immatriculée ⟦AB-123-CD⟧")]
    [InlineData("targa ⟦AB123CD⟧")]
    [InlineData("Kenteken: ⟦12-ABC-3⟧")]
    public void Is_found(string marked) => MarkedText.Holds(marked);

    [Theory]
    [InlineData("the plate is broken, plate 4 of 6")]
    [InlineData("Universidad, matrícula 20231188 pagada")]
    [InlineData("La targa ricordo è arrivata rotta")]
    [InlineData("ein Kennzeichen der Ware ist ihre Farbe, Artikel 4471")]
    [InlineData("placa base de 8 GB")]
    public void Other_things_with_such_a_name_stay(string text) => MarkedText.Holds(text);
}
