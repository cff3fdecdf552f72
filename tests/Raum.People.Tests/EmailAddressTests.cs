using Raum.Core;
using Raum.People.Accounts;

namespace Raum.People.Tests;

/// <summary>An address is one address, in one form: nothing that is typed becomes a second recipient, a header, or another domain.</summary>
public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("jane.doe@acme.example\r\nBcc: eve@evil.example")]
    [InlineData("jane.doe@acme.example\nSubject: x")]
    [InlineData("jane.doe@acme.example,eve@evil.example")]
    [InlineData("jane.doe@acme.example\uff0ceve@evil.example")] // a full-width comma
    [InlineData("jane.doe\uff0ceve@evil.example")]
    [InlineData("eve@evil.example\uff20acme.example")] // a full-width at
    [InlineData("eve\uff20evil.example@acme.example")]
    [InlineData("\uff1ceve@evil.example\uff1e")]
    [InlineData("Jane <jane.doe@acme.example>")]
    [InlineData("jane.doe@acme.example\0")]
    [InlineData("jane doe@acme.example")]
    [InlineData("@acme.example")]
    [InlineData("jane.doe")]
    [InlineData("")]
    public void What_is_not_one_address_is_none(string typed) => EmailAddress.Read(new PersonalText(typed)).ShouldBeNull();

    [Fact]
    public void Half_a_letter_is_none() => EmailAddress.Read(new PersonalText("\ud800@acme.example")).ShouldBeNull();

    [Theory]
    [InlineData("  Jane.Doe@ACME.example ", "jane.doe@acme.example")]
    [InlineData("\uff4aane@acme.example", "jane@acme.example")] // a full-width letter
    [InlineData("josé@acme.example", "josé@acme.example")]
    public void One_address_has_one_form(string typed, string normal) =>
        EmailAddress.Read(new PersonalText(typed))!.Text.Reveal().ShouldBe(normal);

    [Fact]
    public void The_normal_form_is_an_address_in_its_normal_form()
    {
        for (var letter = 1; letter < 0xffff; letter++)
        {
            if (EmailAddress.Read(new PersonalText($"a{(char)letter}b@acme.example")) is { } read)
            {
                EmailAddress.Read(read.Text).ShouldBe(read, $"U+{letter:X4}");
                read.Domain.ShouldBe("acme.example", $"U+{letter:X4}");
            }
        }
    }
}
