namespace Raum.Redaction.Tests;

/// <summary>PII-2: people of the ticket whose names are words or brands, and the small words of their names.</summary>
public sealed class KnownWordTests
{
    private static readonly KnownPerson Dean = new(PersonRole.Agent, "Dean Okoro");
    private static readonly KnownPerson Blanco = new(PersonRole.Agent, "Santiago Blanco");
    private static readonly KnownPerson Heide = new(PersonRole.Requester, "Anna-Lena von der Heide");
    private static readonly KnownPerson Kaiser = new(PersonRole.Requester, "Christiane Kaiser");

    [Theory]
    [InlineData("cheers dean, the driver came", "cheers [REDACTED_NAME], the driver came")]
    [InlineData("danke herr dean!", "danke herr [REDACTED_NAME]!")]
    [InlineData("It is done. Dean", "It is done. [REDACTED_NAME]")]
    [InlineData("the dean of the faculty signed", "the dean of the faculty signed")]
    public void A_name_that_is_a_word_is_masked_where_somebody_is_spoken_to_or_signs(string text, string masked) =>
        Jobs.Masked(text, Dean).ShouldBe(masked);

    [Theory]
    [InlineData("Mark Ferris", "Mark Unread is greyed out, Mark All works")]
    [InlineData("Ellen Price", "The Price Alert shows 189 instead of 159")]
    [InlineData("Rosa Lindner", "Das Rosa Trikot ist zu klein")]
    public void A_name_that_is_a_word_does_not_make_a_person_of_the_words_beside_it(string name, string text) =>
        Jobs.Masked(text, new KnownPerson(PersonRole.Agent, name)).ShouldBe(text);

    [Theory]
    [InlineData("Support")]
    [InlineData("Lumen Customer Care")]
    [InlineData("Buchungsservice")]
    [InlineData("Servicedesk Nord")]
    [InlineData("Vertrieb")]
    public void What_a_desk_calls_itself_is_nobodys_name(string name) =>
        Jobs.Masked($"Ihr {name}\n{name}", new KnownPerson(PersonRole.Agent, name)).ShouldBe($"Ihr {name}\n{name}");

    [Fact]
    public void Somebody_at_a_desk_is_a_person() =>
        Jobs.Masked("Thanks, Ana Sales", new KnownPerson(PersonRole.Agent, "Ana Sales")).ShouldBe("Thanks, [REDACTED_NAME]");

    [Fact]
    public void A_month_behind_a_day_is_no_signature() =>
        Jobs.Masked("Kündigung zum 31. Mai", new KnownPerson(PersonRole.Requester, "Dieter Mai")).ShouldBe("Kündigung zum 31. Mai");

    [Fact]
    public void A_place_of_several_words_is_not_the_agent_who_shares_one() =>
        Jobs.Masked("un tren de Madrid a San Sebastián", new KnownPerson(PersonRole.Agent, "Sebastián Blanco"))
            .ShouldBe("un tren de Madrid a San Sebastián");

    [Fact]
    public void A_brand_that_holds_the_requesters_family_name_survives() =>
        Jobs.Masked("Bei den Pumps von Peter Kaiser löst sich der Absatz.", Kaiser)
            .ShouldBe("Bei den Pumps von Peter Kaiser löst sich der Absatz.");

    [Fact]
    public void A_rare_family_name_that_a_dictionary_is_wrong_about_is_masked_and_known_to_the_leak_check()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "Jane Acharya"));

        session.Mask("The Acharya label was torn again.").Text.ShouldBe("The [REDACTED_NAME] label was torn again.");
        session.LeakCheck.Count("The Acharya label was torn again.").ShouldBe(1);
    }

    [Fact]
    public void What_masking_leaves_of_a_brand_that_holds_a_known_name_stops_no_call()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "Jane Hilfiger"));
        var masked = session.Mask("The shirt of Tommy Hilfiger lost its colour.\nJane Hilfiger");

        masked.Text.ShouldBe("The shirt of Tommy Hilfiger lost its colour.\n[REDACTED_NAME]");
        session.LeakCheck.Count(masked.Text).ShouldBe(0);
        session.LeakCheck.Count("The shirt of Jane Hilfiger").ShouldBe(1);
    }

    [Fact]
    public void A_stranger_who_is_called_like_a_brand_is_known_once_masked()
    {
        var session = Jobs.With(Heide);

        session.Mask("My name is Ted Baker, nice to meet you.").Text.ShouldNotContain("Baker");
        session.LeakCheck.Count("The driver gave it to Ted Baker at the gate.").ShouldBe(1);
    }

    [Theory]
    [InlineData("Sehr geehrte Frau von der Heide, danke", "Sehr geehrte Frau [REDACTED_NAME], danke")]
    [InlineData("Grüße, v. d. Heide", "Grüße, [REDACTED_NAME]")]
    public void The_small_words_before_a_known_family_name_belong_to_it(string text, string masked) =>
        Jobs.Masked(text, Heide).ShouldBe(masked);

    [Fact]
    public void A_known_name_in_lower_case_glued_with_a_dot_is_a_user_name()
    {
        var span = Jobs.With(Blanco).Mask("please enable s.blanco for the portal").Spans.ShouldHaveSingleItem();

        span.Type.ShouldBe(PiiType.Username);
    }

    [Fact]
    public void A_masked_word_that_is_a_name_comes_back_as_it_stood()
    {
        var session = Jobs.With(Dean, Heide);

        Jobs.RoundTrip(session, "cheers dean, Frau von der Heide calls the dean. Dean")
            .ShouldBe("cheers dean, Frau von der Heide calls the dean. Dean");
    }
}
