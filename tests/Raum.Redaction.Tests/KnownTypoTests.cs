using FsCheck;
using FsCheck.Fluent;

namespace Raum.Redaction.Tests;

/// <summary>PII-2: a name of the ticket with one slip of the fingers is masked where that is safe.</summary>
public sealed class KnownTypoTests
{
    private static readonly KnownPerson Priya = new(PersonRole.Requester, "Priya Raghunathan", "priya@example.org");

    [Theory]
    [InlineData("Raghunatan")]
    [InlineData("Ragunathan")]
    [InlineData("Raghhunathan")]
    [InlineData("Rahgunathan")]
    [InlineData("Raghunethan")]
    [InlineData("RAGHUNATAN")]
    [InlineData("raghunatan")]
    public void One_letter_too_few_too_many_another_or_two_that_changed_places(string written) =>
        Jobs.Masked($"The parcel for {written} was left at the gate.", Priya)
            .ShouldBe("The parcel for [REDACTED_NAME] was left at the gate.");

    [Theory]
    [InlineData("Jürgen Großkreutz", "Ich habe mit Grroßkreutz gesprochen.", "Ich habe mit [REDACTED_NAME] gesprochen.")]
    [InlineData("Lucía Echeverría", "Manden el contrato a Echeverrría, gracias.", "Manden el contrato a [REDACTED_NAME], gracias.")]
    [InlineData("Anouk Hoogendijk", "Op de factuur staat Hoogedijk.", "Op de factuur staat [REDACTED_NAME].")]
    [InlineData("Tânia Gonçalves", "A encomenda para Gonçlaves ficou na porta.", "A encomenda para [REDACTED_NAME] ficou na porta.")]
    public void Accents_do_not_hide_it(string name, string text, string expected) =>
        Jobs.Masked(text, new KnownPerson(PersonRole.Requester, name)).ShouldBe(expected);

    [Theory]
    [InlineData("Martin Fischer", "Wir gehen am Sonntag Fischen am See.")]
    [InlineData("Nina Martin", "I spilled a Martini on the keyboard.")]
    [InlineData("Jo Carter", "It is a Cartier watch.")]
    [InlineData("Sven Becker", "ein neuer wecker und ein becher sind kaputt")]
    [InlineData("Priya Raghunathan", "Kraghunathan stands for nothing.")]
    public void Words_brands_and_what_differs_in_more_survive(string name, string text) =>
        Jobs.Masked(text, new KnownPerson(PersonRole.Requester, name)).ShouldNotContain("REDACTED", Case.Sensitive, $"{name}: {text}");

    [Fact]
    public void What_differs_in_two_letters_is_another_word() =>
        Jobs.With(Priya).Mask("The parcel for Raghnatan was left.").Spans.ShouldAllBe(span => span.Reason != "typo");

    [Fact]
    public void A_name_of_the_lists_is_somebody_else()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "Ingrid Peterson"));

        var masked = session.Mask("Peterson ordered it, but Petersen called.");

        masked.Text.ShouldBe("[REDACTED_NAME] ordered it, but [REDACTED_NAME_2] called.");
        session.Restore("Dear [REDACTED_NAME_2]", RestorePolicy.Everything).Text.Reveal().ShouldBe("Dear Petersen");
    }

    [Fact]
    public void The_mistyped_form_comes_back_as_it_stood()
    {
        var session = Jobs.With(Priya);

        Jobs.RoundTrip(session, "The parcel for Raghunatan was left at the gate.")
            .ShouldBe("The parcel for Raghunatan was left at the gate.");
    }

    [Fact]
    public void No_slip_in_an_unlisted_family_name_stays_visible()
    {
        const string Name = "Quvarelsson";
        var slips =
            from at in Gen.Choose(1, Name.Length - 2)
            from kind in Gen.Choose(0, 3)
            from letter in Gen.Elements("abcdefghijklmnopqrstuvwxyz".ToCharArray())
            select kind switch
            {
                0 => Name.Remove(at, 1),
                1 => Name.Insert(at, letter.ToString()),
                2 => Name.Remove(at, 1).Insert(at, letter.ToString()),
                _ => Name[..at] + Name[at + 1] + Name[at] + Name[(at + 2)..],
            };
        Prop.ForAll(
                slips.ToArbitrary(),
                written =>
                    !Jobs.Masked($"The invoice says {written} but the note does not.", new KnownPerson(PersonRole.Requester, $"Ida {Name}"))
                        .Contains(written, StringComparison.Ordinal)
            )
            .QuickCheckThrowOnFailure();
    }
}
