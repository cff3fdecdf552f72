namespace Raum.Redaction.Tests;

/// <summary>PII-3: names behind relatives, occupations, titles and verbs; labels, streets and brands that are none.</summary>
public sealed class IntroducedNameTests
{
    private static readonly KnownPerson Weber = new(PersonRole.Requester, "Katrin Weber");

    [Theory]
    [InlineData("MEIN ENKEL LUKAS IST IN KANADA", "LUKAS")]
    [InlineData("The technician, Delroy, came on Wednesday", "Delroy")]
    [InlineData("la mère, née Vignaud, a signé", "Vignaud")]
    [InlineData("O outro condutor chama-se Duarte Nogueira, obrigado", "Duarte Nogueira")]
    [InlineData("Huisarts is dokter Van 't Hek in Almere", "Van 't Hek")]
    [InlineData("il certificato del dott. Tramontano (35 euro)", "Tramontano")]
    public void What_stands_before_a_name_tells_it(string text, string name)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(name);
    }

    [Theory]
    [InlineData("Bed 3 | Finch, Dorothy | Orthopaedics", "Finch, Dorothy")]
    [InlineData("Student: Beaumont, Hugh", "Beaumont, Hugh")]
    [InlineData("2. DE HAAN, T.\n3. polis", "DE HAAN, T.")]
    [InlineData("3. NAKASHIMA-HILL, R. #244", "NAKASHIMA-HILL, R.")]
    [InlineData("Assigned to: McAllister, Craig (Tuesday)", "McAllister, Craig")]
    public void A_family_name_before_the_given_one_in_a_field_is_one_name(string text, string name)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(name);
    }

    [Theory]
    [InlineData("frau sommer hat angerufen", "sommer")]
    [InlineData("madame petit n'a pas reçu le colis", "petit")]
    [InlineData("señora blanco no contestó", "blanco")]
    [InlineData("mevrouw bakker belde vandaag", "bakker")]
    public void A_title_makes_a_name_of_a_word_in_lower_case(string text, string name)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(name);
    }

    [Theory]
    [InlineData("die frau hat angerufen und der herr im laden war nett")]
    [InlineData("der herr am schalter sagte, frau und herr seien nett")]
    [InlineData("la señora de la tienda no quiso, el señor tampoco")]
    [InlineData("meneer van de winkel was boos")]
    [InlineData("mr and mrs is not a name")]
    public void A_title_alone_is_a_word(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Passenger: HUEBNER/KATARZYNA, row 4", "HUEBNER/KATARZYNA")]
    public void A_passenger_has_a_slash_between_the_names(string text, string name)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(name);
    }

    [Theory]
    [InlineData("The port is USB/HDMI and AND/OR or MIN/MAX")]
    [InlineData("BLACK/ROSE, TCP/IP")]
    public void Other_capitals_with_a_slash_are_no_passenger(string text)
    {
        using var words = WordReader.Plain(text);
        var found = new List<Finding>();

        SwappedNames.Detect(text, words.Span, WordMap.Of(words.Span), found);

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Tamsin Verlander phoned twice. I think verlander wants her money back.", "verlander")]
    [InlineData("EL TÉCNICO (DON HERNÁN) VINO.\nvino hernan de nuevo y quedo funcionando", "hernan")]
    public void A_part_of_a_name_that_was_found_is_found_again_in_lower_case(string text, string part) =>
        Jobs.Masked(text).ShouldNotContain(part);

    [Fact]
    public void A_part_that_is_a_word_is_not_looked_for_again() =>
        Jobs.Masked("My sister Hope Winterbourne has a question. We hope for an answer in winter.")
            .ShouldBe("My sister [REDACTED_NAME] has a question. We hope for an answer in winter.");

    [Theory]
    [InlineData("Please add Ngozi, Sarah")]
    [InlineData("Sarah, Laura")]
    public void Two_given_names_are_two_people(string text) => Jobs.With().Mask(text).Spans.Count.ShouldBe(2);

    [Theory]
    [InlineData("Ship to: Sydney, Victoria")]
    [InlineData("Thanks, Sarah")]
    [InlineData("Colour: Navy, June")]
    [InlineData("we asked Finch, Dorothy and Craig")]
    public void Places_thanks_and_sentences_are_no_family_with_a_given_name(string text)
    {
        using var words = WordReader.Plain(text);
        var found = new List<Finding>();

        SwappedNames.Detect(text, words.Span, WordMap.Of(words.Span), found);

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Die Ware liegt in der Filiale Freiburg, Kaiser-Joseph-Straße, bereit.")]
    [InlineData("Date: Thu, 14 Mar 2024 at 09:12")]
    [InlineData("ho comprato il vaso da Leroy Merlin ieri")]
    public void Streets_days_and_brands_are_no_names(string text) => Jobs.Masked(text, Weber).ShouldBe(text);

    [Theory]
    [InlineData("Es unterschreibt Herr Jonas Weber-Damm.", "Jonas Weber-Damm")]
    [InlineData("Frau Weber-Ring hat unterschrieben.", "Weber-Ring")]
    public void A_double_family_name_is_no_street(string text, string name)
    {
        var masked = Jobs.With(Weber).Mask(text);

        masked.Spans.Select(span => text[span.Start..span.End]).ShouldBe([name]);
    }

    [Theory]
    [InlineData("Katrin-Weber-Ring", true)]
    [InlineData("Weber-Straße", true)]
    [InlineData("Weber-Ring", false)]
    [InlineData("Jonas Weber-Damm", false)]
    [InlineData("Weber", false)]
    public void A_street_has_two_hyphens_where_families_are_called_like_it(string name, bool isStreet) =>
        NameLabels.IsStreet(name).ShouldBe(isStreet);

    [Fact]
    public void A_brand_around_a_name_of_the_ticket_survives_and_stops_no_call()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Agent, "Luiza Natal"));
        var masked = session.Mask("comprei no Magazine Luiza a geladeira.\nLuiza Natal");

        masked.Text.ShouldBe("comprei no Magazine Luiza a geladeira.\n[REDACTED_NAME]");
        session.LeakCheck.Count(masked.Text).ShouldBe(0);
        session.LeakCheck.Count("Luiza Natal").ShouldBe(1);
    }

    [Theory]
    [InlineData("Merci JS !")]
    [InlineData("thnx JS!")]
    public void Initials_are_spoken_to_before_a_sign_with_a_space(string text) =>
        Jobs.Masked(text, new KnownPerson(PersonRole.Agent, "Jean-Sébastien Lavoie"))
            .ShouldBe(text.Replace("JS", "[REDACTED_NAME]", StringComparison.Ordinal));

    [Fact]
    public void The_leak_check_does_not_look_for_parts_that_only_the_context_tells()
    {
        var session = Jobs.With(new KnownPerson(PersonRole.Requester, "Will Harper"));
        session.Mask("Will Harper");

        session.LeakCheck.Count("Will said so").ShouldBe(0);
        session.LeakCheck.Count("ask Harper").ShouldBe(1);
    }
}
