namespace Raum.Redaction.Tests;

/// <summary>PII-3: user names that nothing announces are told by the names beside them. Codes for everybody are no secrets.</summary>
public sealed class NamedAccountTests
{
    private static readonly KnownPerson Nowak = new(PersonRole.Requester, "Marek Nowak");

    private static IEnumerable<string> AccountsIn(string text) =>
        Jobs.With(Nowak).Mask(text).Spans.Where(span => span.Type == PiiType.Username).Select(span => text[span.Start..span.End]);

    [Theory]
    [InlineData("please add mnowak2 to the group", "mnowak2")]
    [InlineData("please add nowakm to the group", "nowakm")]
    [InlineData("please add mareknowak to the group", "mareknowak")]
    [InlineData("jump host as svc_nowak since monday", "svc_nowak")]
    [InlineData("the login nowak88 is locked", "nowak88")]
    [InlineData("- awojcik (Agnieszka Wojcik)", "awojcik")]
    public void A_word_made_of_a_name_of_the_ticket_is_a_user_name(string text, string account) => AccountsIn(text).ShouldBe([account]);

    [Theory]
    [InlineData("Joost van der Meulen", "joostvandermeulen")]
    [InlineData("Joost van der Meulen", "jvandermeulen")]
    [InlineData("Karl-Heinz Brückner", "karlheinzbruckner")]
    [InlineData("Karl-Heinz Brückner", "karlheinz.brueckner")]
    [InlineData("Friederike von Hohenberg", "friederike.vonhohenberg")]
    [InlineData("Mohammed al-Rashid", "malrashid")]
    [InlineData("Connor O'Halloran", "connorohalloran")]
    [InlineData("Giuseppe D'Ambrosio", "gdambrosio")]
    [InlineData("Maria Concetta Lo Presti", "mlopresti")]
    [InlineData("Ettore Viscardi", "ettoreviscardi")]
    public void A_name_of_several_words_is_found_glued_together(string name, string account) =>
        Jobs.Masked($"the login {account} is locked since monday", new KnownPerson(PersonRole.Requester, name))
            .ShouldBe("the login [REDACTED_USERNAME] is locked since monday");

    [Theory]
    [InlineData("my tag is MarekNowak", "my tag is [REDACTED_USERNAME]")]
    [InlineData("my tag is marekNowak88", "my tag is [REDACTED_USERNAME]")]
    [InlineData("my site is mareknowak.com", "my site is [REDACTED_URL]")]
    [InlineData("see www.marek-nowak.de/about for more", "see [REDACTED_URL] for more")]
    [InlineData("see https://mareknowak.example/contact.", "see [REDACTED_URL].")]
    public void Both_names_in_one_word_are_found_in_any_case_and_as_a_site(string text, string masked) =>
        Jobs.Masked(text, Nowak).ShouldBe(masked);

    [Fact]
    public void A_site_of_many_words_that_are_no_names_stays() =>
        Jobs.Masked("see abc-abd-abe-abf-abg-abh-abi-abj-abk.com", Nowak).ShouldBe("see abc-abd-abe-abf-abg-abh-abi-abj-abk.com");

    [Theory]
    [InlineData(PiiType.Username, "my login is mareknowak, my site mareknowak.com", "my login is mareknowak, my site [REDACTED_URL]")]
    [InlineData(PiiType.Url, "my tag is mnowak, my site mareknowak.com", "my tag is [REDACTED_USERNAME], my site mareknowak.com")]
    public void Logins_and_sites_are_of_types_that_an_organization_may_leave(PiiType left, string text, string masked)
    {
        var options = RedactionOptions.Default with { Types = RedactionOptions.Default.Types.Where(type => type != left).ToHashSet() };

        new RedactionSession(options, [Nowak]).Mask(text).Text.ShouldBe(masked);
    }

    [Theory]
    [InlineData("see www.nowak-media.example for more")]
    [InlineData("the marekting page is down")]
    [InlineData("please send it to the address of Marek Nowak")]
    public void Domains_and_other_words_are_none(string text) => AccountsIn(text).ShouldBeEmpty();

    [Theory]
    [InlineData("we do match it, use code MATCH25 at checkout")]
    [InlineData("20% off with the code SPRING-24 did not work")]
    public void A_code_for_everybody_survives(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Please deliver to Unit 4, 22 Mill Lane, Cardiff CF10 1AB today", "Unit 4, 22 Mill Lane, Cardiff CF10 1AB")]
    [InlineData("Vivo en C/ Larios 8, 29005 Málaga. Gracias", "C/ Larios 8, 29005 Málaga")]
    public void Units_before_a_street_and_the_city_behind_its_postcode_belong_to_the_address(string text, string address) =>
        Jobs.With(Nowak).Mask(text).Spans.Select(span => text[span.Start..span.End]).ShouldBe([address]);

    [Fact]
    public void A_brand_of_the_long_list_survives_where_nothing_says_person() =>
        Jobs.Masked("Ik kocht het bij Kruidvat in de stad, de bon heb ik nog.")
            .ShouldBe("Ik kocht het bij Kruidvat in de stad, de bon heb ik nog.");

    [Theory]
    [InlineData("the code is 481902, please hurry", "481902")]
    [InlineData("at checkout with the discount it wants a code, the code is 481902", "481902")]
    [InlineData("my gift card, the code 9F2K-33XX-8H1Q does not work", "9F2K-33XX-8H1Q")]
    [InlineData("Der Gutschein ist da, der Code KV-2209-4471 geht nicht", "KV-2209-4471")]
    public void A_code_for_one_person_is_a_secret(string text, string code) =>
        Jobs.Masked(text).ShouldBe(text.Replace(code, "[REDACTED_SECRET]", StringComparison.Ordinal));

    [Theory]
    [InlineData("Grace Sales", "please ask Grace Sales about it")]
    [InlineData("Pilar Sales", "please ask Pilar Sales about it")]
    public void A_person_whose_family_name_is_a_department_is_known(string name, string text) =>
        Jobs.With(new KnownPerson(PersonRole.Requester, name)).Mask(text).Text.ShouldBe("please ask [REDACTED_NAME] about it");

    [Fact]
    public void The_genitive_of_a_name_of_the_ticket_is_masked_though_it_is_also_a_brand() =>
        Jobs.With(new KnownPerson(PersonRole.Requester, "Catherine Meyer"))
            .Mask("Catherines Bestellung kam nie an.")
            .Text.ShouldNotContain("Catherine");
}
