using System.Globalization;
using System.Text.Json;
using Raum.Core;

namespace Raum.Core.Tests;

/// <summary>PII-5: text that may hold personal data prints its length, whatever prints it.</summary>
public sealed class PersonalTextTests
{
    private static readonly PersonalText Name = new("Jane Doe");

    [Fact]
    public void Printing_shows_the_length_only()
    {
        Name.ToString().ShouldBe("[8 characters]");
        $"{Name}".ShouldBe("[8 characters]");
        string.Create(CultureInfo.InvariantCulture, $"{Name}").ShouldNotContain("Jane");
    }

    [Fact]
    public void A_record_that_holds_it_prints_the_length_only() => new Holder(Name).ToString().ShouldNotContain("Jane");

    [Fact]
    public void Json_writes_the_length_only() => JsonSerializer.Serialize(new Holder(Name)).ShouldNotContain("Jane");

    [Fact]
    public void The_debugger_shows_the_length_only()
    {
        var display = typeof(PersonalText).GetCustomAttributes(typeof(System.Diagnostics.DebuggerDisplayAttribute), false);

        display.ShouldHaveSingleItem().ShouldBeOfType<System.Diagnostics.DebuggerDisplayAttribute>().Value.ShouldBe("{ToString(),nq}");
    }

    [Fact]
    public void Reveal_gives_the_content() => Name.Reveal().ShouldBe("Jane Doe");

    [Fact]
    public void Equal_content_is_equal()
    {
        new PersonalText("Jane Doe").ShouldBe(Name);
        new PersonalText("jane doe").ShouldNotBe(Name);
    }

    private sealed record Holder(PersonalText Text);
}
