namespace Raum.Redaction.Tests;

/// <summary>PII-3: fields of forms, logs and JSON that hold a person's name, in whatever case.</summary>
public sealed class NameFieldTests
{
    [Theory]
    [InlineData("{\"lastName\": \"wübbena\", \"plan\": \"gold\"}", "{\"lastName\": \"[REDACTED_NAME]\", \"plan\": \"gold\"}")]
    [InlineData("GET /users?last_name=bakare&page=2", "GET /users?last_name=[REDACTED_NAME]&page=2")]
    [InlineData("contact_name=idris okonjo;phone=1", "contact_name=[REDACTED_NAME];phone=1")]
    [InlineData("Nachname: wübbena\nTarif: gold", "Nachname: [REDACTED_NAME]\nTarif: gold")]
    [InlineData("Titular: lucía ferreyra", "Titular: [REDACTED_NAME]")]
    [InlineData("mit Hr. Okonjo telefoniert", "mit Hr. [REDACTED_NAME] telefoniert")]
    [InlineData(
        "<FirstName>Summer</FirstName><LastName>Field</LastName>",
        "<FirstName>[REDACTED_NAME]</FirstName><LastName>[REDACTED_NAME_2]</LastName>"
    )]
    [InlineData("last_name: Bridge", "last_name: [REDACTED_NAME]")]
    [InlineData("customerName: Summer Field", "customerName: [REDACTED_NAME]")]
    [InlineData("customer_name=idris+okonjo&plan=pro", "customer_name=[REDACTED_NAME]&plan=pro")]
    public void The_name_in_a_field_for_names_is_masked(string text, string masked) => Jobs.Masked(text).ShouldBe(masked);

    [Theory]
    [InlineData("customer name: please see attachment")]
    [InlineData("surname: see above")]
    [InlineData("{\"name\":\"gold plan\"}")]
    [InlineData("firstName: string, lastName: null")]
    [InlineData("last_name varchar(20) not null")]
    [InlineData("file name: invoice")]
    [InlineData("Last name: Required")]
    [InlineData("Vorname: Pflichtfeld")]
    [InlineData("Nachname: Fehlt")]
    public void What_is_no_name_stays(string text) => Jobs.Masked(text).ShouldBe(text);
}
