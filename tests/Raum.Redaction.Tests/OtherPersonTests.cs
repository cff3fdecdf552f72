using FsCheck;
using FsCheck.Fluent;

namespace Raum.Redaction.Tests;

/// <summary>PII-6: a part of a known name inside somebody else's name is somebody else, and never comes back as the known person.</summary>
public sealed class OtherPersonTests
{
    [Theory]
    [InlineData("my brother John Doe wrote", "my brother [REDACTED_NAME_2] wrote")]
    [InlineData("my sister Jane Kowalczyk wrote", "my sister [REDACTED_NAME_2] wrote")]
    [InlineData("ask my father Oluwaseun Doe", "ask my father [REDACTED_NAME_2]")]
    [InlineData("it is for M. Doe here", "it is for [REDACTED_NAME_2] here")]
    [InlineData("from john doe, my brother", "from [REDACTED_NAME_2], my brother")]
    [InlineData("Jane Doe and John Doe", "[REDACTED_NAME] and [REDACTED_NAME_2]")]
    [InlineData("Jane van der Berg is a friend", "[REDACTED_NAME_2] is a friend")]
    [InlineData("Anna-Jane Kowalczyk is a friend", "[REDACTED_NAME_2] is a friend")]
    public void A_foreign_name_beside_a_known_part_is_another_person(string text, string expected) =>
        Jobs.Masked(text, Jobs.Jane).ShouldBe(expected);

    [Theory]
    [InlineData("Hi Jane Doe,", "Hi [REDACTED_NAME],")]
    [InlineData("Frau Doe hat bestellt", "Frau [REDACTED_NAME] hat bestellt")]
    [InlineData("Yesterday Jane called", "Yesterday [REDACTED_NAME] called")]
    [InlineData("I am Jane Mary Doe", "I am [REDACTED_NAME]")]
    [InlineData("Janes Bestellung", "[REDACTED_NAME] Bestellung")]
    [InlineData("ich heiße Doe. Bitte", "ich heiße [REDACTED_NAME]. Bitte")]
    public void The_known_person_stays_the_known_person(string text, string expected) => Jobs.Masked(text, Jobs.Jane).ShouldBe(expected);

    [Fact]
    public void A_given_name_that_ends_in_s_is_no_genitive_and_keeps_the_family_name_behind_it() =>
        Jobs.Masked("Thomas Kessel hat angerufen", new KnownPerson(PersonRole.Requester, "Thomas Fontana"))
            .ShouldBe("[REDACTED_NAME_2] hat angerufen");

    [Fact]
    public void A_part_that_somebody_in_the_text_shares_stands_for_itself()
    {
        var session = Jobs.With(Jobs.Jane);
        var masked = session.Mask("Doe called. My brother John Doe and I, Jane Doe, wait. Mr Doe");

        masked.Text.ShouldNotContain("Doe");
        masked.Text[..masked.Text.IndexOf(' ', StringComparison.Ordinal)].ShouldNotBe("[REDACTED_NAME]");
        session
            .Restore(masked.Text, RestorePolicy.Everything)
            .Text.Reveal()
            .ShouldBe("Doe called. My brother John Doe and I, Jane Doe, wait. Mr Doe");
    }

    [Fact]
    public void No_placeholder_comes_back_as_somebody_else()
    {
        string[] given = ["Jane", "John", "Oluwaseun", "Priya", "Jürgen", "Maria"];
        string[] family = ["Doe", "Kowalczyk", "Raghunathan", "Großkreutz", "Ferris"];
        var people = (from first in Gen.Elements(given) from last in Gen.Elements(family) select (first, last)).ListOf();
        Prop.ForAll(
                people.ToArbitrary(),
                named =>
                {
                    var session = Jobs.With(Jobs.Jane, Jobs.Mark);
                    var text = string.Join("", named.Select((name, i) => $"they met {name.first} {name.last} at {i}; "));
                    var masked = session.Mask(text);
                    return masked.Spans.All(span =>
                    {
                        var shown = session.Restore($"x {span.Placeholder} x", RestorePolicy.Everything).Text.Reveal()[2..^2];
                        return span.Type != PiiType.Name || text[span.Start..span.End].Contains(shown, StringComparison.Ordinal);
                    });
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData("Jürgen Großkreutz", "juergen grosskreutz")]
    [InlineData("Jürgen Großkreutz", "Herr Grosskreutz")]
    [InlineData("Juergen Grosskreutz", "Jürgen Großkreutz")]
    [InlineData("Bjørn Sæther", "Bjoern Saether")]
    public void Other_spellings_of_umlauts_are_the_known_person(string profile, string written)
    {
        var masked = Jobs.Masked($"das ist {written}", new KnownPerson(PersonRole.Requester, profile));

        masked.ShouldEndWith("[REDACTED_NAME]");
    }

    [Fact]
    public void A_similar_name_without_umlaut_is_no_spelling_of_it() =>
        Jobs.With(new KnownPerson(PersonRole.Requester, "Rossi")).Mask("sono Rosi").Text.ShouldNotContain("[REDACTED_NAME]");
}
