namespace Raum.Redaction.Tests;

/// <summary>PII-2: how people of the ticket are called by those who know them, and where a name that is a word is spoken to.</summary>
public sealed class ShortFormTests
{
    private static readonly KnownPerson Kelly = new(PersonRole.Cc, "Aoife Kelly");
    private static readonly KnownPerson Lavoie = new(PersonRole.Agent, "Jean-Sébastien Lavoie");
    private static readonly KnownPerson Camila = new(PersonRole.Agent, "Camila Ferreyra");
    private static readonly KnownPerson Dobbs = new(PersonRole.Requester, "Hank Dobbs");
    private static readonly KnownPerson May = new(PersonRole.Agent, "May Cheung");

    [Theory]
    [InlineData("Received, thank you. AK", "Received, thank you. [REDACTED_NAME]")]
    [InlineData("It is poor, speak slowly. -AK", "It is poor, speak slowly. -[REDACTED_NAME]")]
    [InlineData("Das AK-Team meldet sich, der AK hat es beschlossen.", "Das AK-Team meldet sich, der AK hat es beschlossen.")]
    [InlineData("press ak to go on", "press ak to go on")]
    public void Initials_are_a_person_where_somebody_signs(string text, string masked) => Jobs.Masked(text, Kelly).ShouldBe(masked);

    [Fact]
    public void Initials_of_a_hyphenated_given_name_are_thanked() => Jobs.Masked("Merci JS !", Lavoie).ShouldBe("Merci [REDACTED_NAME] !");

    [Theory]
    [InlineData("listo, ya esta. gracias cami", "listo, ya esta. gracias [REDACTED_NAME]")]
    [InlineData("Hola Cami, sigue igual", "Hola [REDACTED_NAME], sigue igual")]
    [InlineData("the cam is broken", "the cam is broken")]
    public void The_beginning_of_a_given_name_is_that_person_where_somebody_is_spoken_to(string text, string masked) =>
        Jobs.Masked(text, Camila).ShouldBe(masked);

    [Fact]
    public void A_short_form_comes_back_as_it_stood()
    {
        var session = Jobs.With(Camila, Kelly);

        Jobs.RoundTrip(session, "Hola Cami, gracias. AK").ShouldBe("Hola Cami, gracias. AK");
    }

    [Theory]
    [InlineData("Dobbs wrote.\nHank, balance ships Tuesday.", "[REDACTED_NAME] wrote.\n[REDACTED_NAME], balance ships Tuesday.")]
    [InlineData("tie the hank, then cut", "tie the hank, then cut")]
    public void A_name_that_is_a_word_is_masked_where_a_line_speaks_to_it(string text, string masked) =>
        Jobs.Masked(text, Dobbs).ShouldBe(masked);

    [Theory]
    [InlineData("omg thank you so much MAY, youre the best", "omg thank you so much [REDACTED_NAME], youre the best")]
    [InlineData("Thank you. May I ask why?", "Thank you. May I ask why?")]
    [InlineData("The sale ended. May said it goes on.", "The sale ended. [REDACTED_NAME] said it goes on.")]
    public void Thanks_and_saying_verbs_tell_a_person_from_a_word(string text, string masked) => Jobs.Masked(text, May).ShouldBe(masked);

    [Fact]
    public void A_brand_is_no_genitive_of_a_name() =>
        Jobs.Masked("The Philips bridge is offline.", new KnownPerson(PersonRole.Requester, "Philip Marlowe"))
            .ShouldBe("The Philips bridge is offline.");

    [Fact]
    public void A_small_word_behind_a_name_is_no_initial() =>
        Jobs.Masked("Hi Judith, a new one is on its way", new KnownPerson(PersonRole.Requester, "Judith Abara"))
            .ShouldBe("Hi [REDACTED_NAME], a new one is on its way");

    [Theory]
    [InlineData("Team Kundenservice", "Ihr Team Kundenservice", "Ihr Team Kundenservice")]
    [InlineData("Ana Sales", "o pedido da Ana chegou", "o pedido da [REDACTED_NAME] chegou")]
    public void A_team_is_nobody_and_a_person_called_like_one_is_somebody(string name, string text, string masked) =>
        Jobs.Masked(text, new KnownPerson(PersonRole.Agent, name)).ShouldBe(masked);

    [Fact]
    public void A_street_that_is_called_like_a_known_person_survives() =>
        Jobs.Masked("Unsere Filiale in der Kaiser-Joseph-Straße hat auf.", new KnownPerson(PersonRole.Requester, "Christiane Kaiser"))
            .ShouldBe("Unsere Filiale in der Kaiser-Joseph-Straße hat auf.");
}
