namespace Raum.Redaction.Tests;

/// <summary>PII-2: things, companies and places that are called like people stay visible, people beside them do not.</summary>
public sealed class NamedThingTests
{
    [Theory]
    [InlineData("La falda Carmen no es la que pedí.")]
    [InlineData("Le pouf Margot est conforme, le canapé Clémence aussi.")]
    [InlineData("The frame of the Harper armchair is bent.")]
    [InlineData("Der Zug fährt am Montag nicht mehr nach Kiel und auch nicht nach Bonn.")]
    [InlineData("Retard du train Lille - Marseille, correspondance perdue.")]
    [InlineData("The engineer of Kelly Communications came twice.")]
    [InlineData("Der Notdienst von Beck & Söhne war zweimal da.")]
    [InlineData("Die Überprüfung der Leitung dauert noch, klicken Sie auf Links und Anhänge.")]
    public void What_is_called_like_a_person_survives(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Mi hermana Carmen Olmedo la quería.", "Carmen Olmedo")]
    [InlineData("Please ask Margot Delaunay about the armchair.", "Margot Delaunay")]
    [InlineData("Ich habe mit Frau Beck gesprochen.", "Beck")]
    [InlineData("I spoke with Kelly Whitmore on Monday.", "Kelly Whitmore")]
    [InlineData("Bitte stornieren.\n\nViele Grüße\nBrotka", "Brotka")]
    [InlineData("Die Lieferung ist nicht da und ich warte noch.\ngruaß michi\n\nServus, ist unterwegs und kommt morgen.", "michi")]
    [InlineData("Ich heiße Brotka und warte seit Montag.", "Brotka")]
    public void The_people_beside_them_are_masked(string text, string name) => Jobs.Masked(text).ShouldNotContain(name);

    [Fact]
    public void A_person_of_the_ticket_is_no_thing() =>
        Jobs.Masked("the sofa Jane ordered, Jane armchair", Jobs.Jane).ShouldNotContain("Jane");

    [Fact]
    public void The_sender_of_kind_regards_in_german_is_no_greeting() =>
        Jobs.Masked("Danke!\nLiebe Grüße, Rocío").ShouldStartWith("Danke!\nLiebe Grüße, [");
}
