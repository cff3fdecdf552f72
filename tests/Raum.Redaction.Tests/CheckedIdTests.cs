namespace Raum.Redaction.Tests;

/// <summary>PII-1: ids of further countries by their form, and by the words before them. Numbers of customers, contracts and orders survive.</summary>
public sealed class CheckedIdTests
{
    [Theory]
    [InlineData("x 811218-9876 y", "811218-9876")]
    [InlineData("x 19811218-9876 y", "19811218-9876")]
    [InlineData("x 131052-308T y", "131052-308T")]
    [InlineData("x 01019010046 y", "01019010046")]
    [InlineData("x 1900101400127 y", "1900101400127")]
    [InlineData("x 11010519491231002X y", "11010519491231002X")]
    [InlineData("x 900101-1234567 y", "900101-1234567")]
    [InlineData("x 42101-1234567-1 y", "42101-1234567-1")]
    [InlineData("x 784-1990-1234567-1 y", "784-1990-1234567-1")]
    [InlineData("x ABCPD1234E y", "ABCPD1234E")]
    [InlineData("x MORGA657054SM9IJ y", "MORGA657054SM9IJ")]
    [InlineData("x 12.345.678-5 y", "12.345.678-5")]
    [InlineData("x 20-12345678-6 y", "20-12345678-6")]
    [InlineData("x 65 170839 J 003 y", "65 170839 J 003")]
    public void An_id_with_a_date_or_check_digit_needs_no_cue(string text, string value)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (span.Type, text[span.Start..span.End]).ShouldBe((PiiType.Id, value));
    }

    [Theory]
    [InlineData("x 811218-9877 y")]
    [InlineData("x 131052-308S y")]
    [InlineData("x 11010519491231003X y")]
    [InlineData("x ABCXD1234E y")]
    [InlineData("x MORGA687054SM9IJ y")]
    [InlineData("x 20-12345678-7 y")]
    public void The_same_form_with_a_wrong_digit_survives(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Carta d'identità mia: CA04471KB", "CA04471KB")]
    [InlineData("min kennitala 120174-3399 er", "120174-3399")]
    [InlineData("MRN: 4471209", "4471209")]
    [InlineData("Il mio codice fiscale: CLMGNV85E61D969K", "CLMGNV85E61D969K")]
    [InlineData("my BVN is 22144712093", "22144712093")]
    public void An_id_of_another_country_is_told_by_its_cue(string text, string value) =>
        Jobs.Masked(text).ShouldBe(text.Replace(value, "[REDACTED_ID]", StringComparison.Ordinal));

    [Theory]
    [InlineData("my customer no. 00482913 and contract 990-112-334")]
    [InlineData("Kundennummer 4471209, Vertragsnummer 88120-4")]
    [InlineData("tracking 00340434161094021501, serial 1802A-00471")]
    public void Numbers_of_customers_contracts_and_parcels_survive(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("git clone https://oaas:ghp_A7dK2mQw9ZxYtR4LbN1cV8sE3uJ6hF0gP5iO@git.example.org/x", "oaas")]
    [InlineData("the login of kevin_miller is locked", "kevin_miller")]
    [InlineData("add sanjay.m88 to the board", "sanjay.m88")]
    [InlineData("Anmeldename: rotkehlchen7", "rotkehlchen7")]
    public void A_user_is_told_by_a_link_a_given_name_or_a_cue(string text, string user) =>
        Jobs.With()
            .Mask(text)
            .Spans.Where(span => span.Type == PiiType.Username)
            .Select(span => text[span.Start..span.End])
            .ShouldBe([user]);

    [Theory]
    [InlineData("restore maria_backup from the server")]
    [InlineData("run table_users2 again, then index.html")]
    public void Names_of_things_are_no_users(string text) => Jobs.Masked(text).ShouldBe(text);
}
