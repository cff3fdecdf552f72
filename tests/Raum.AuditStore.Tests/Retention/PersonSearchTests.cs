using Raum.AuditStore.Erasure;
using Raum.Core;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>DATA-2: an address is found in a text however it is written there.</summary>
public sealed class PersonSearchTests
{
    [Theory]
    [InlineData("Write to jane.doe@example.com.")]
    [InlineData("Jane Doe <Jane.Doe@EXAMPLE.com>, our agent")]
    [InlineData("[Jane](mailto:jane.doe@example.com)")]
    [InlineData("**jane.doe@example.com**!")]
    [InlineData("_jane.doe@example.com_")]
    [InlineData("`jane.doe@example.com`")]
    [InlineData("/people/jane.doe@example.com/")]
    [InlineData("name=jane.doe@example.com&x=1")]
    [InlineData("jane.doe＠example.com")]
    [InlineData("(jane.doe@example.com)")]
    [InlineData("\"jane.doe@example.com\"")]
    [InlineData("a@b, then jane.doe@example.com")]
    [InlineData("jane.doe@example.com@jane.doe@example.com")]
    public void An_address_is_read_out_of_a_text(string text) =>
        Found(text).ShouldContain(DataSubject.ByEmail(new("jane.doe@example.com")));

    [Theory]
    [InlineData("o'hara@example.com", "'o'hara@example.com'")]
    [InlineData("_ops_@example.com", "see _ops_@example.com")]
    [InlineData("jürgen@müller.example", "an jürgen@müller.example.")]
    public void An_address_with_signs_of_its_own_is_read_as_it_is(string address, string text) =>
        Found(text).ShouldContain(DataSubject.ByEmail(new(address)));

    [Theory]
    [InlineData("")]
    [InlineData("no address")]
    [InlineData("@@@@")]
    [InlineData("mary.jane.doe@example.com.evil.example")]
    [InlineData("jane.doe@example.community")]
    public void Nothing_else_is_taken_for_it(string text) => Found(text).ShouldNotContain(DataSubject.ByEmail(new("jane.doe@example.com")));

    [Fact]
    public void A_text_of_at_signs_costs_what_its_length_costs()
    {
        var text = new PersonalText(string.Concat(Enumerable.Repeat("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@", 5_000)));

        PersonSearch.Addresses(text).Sum(address => (long)address.Length).ShouldBeLessThan(5_000L * 3 * 400);
    }

    private static List<DataSubject?> Found(string text) => [.. PersonSearch.Addresses(new PersonalText(text)).Select(DataSubject.ByEmail)];
}
