namespace Raum.Redaction.Tests;

/// <summary>PII-1: what lets anybody in who has the link.</summary>
public sealed class LinkTokenTests
{
    [Theory]
    [InlineData(
        "https://s3.example/f?X-Amz-Date=20240612&X-Amz-Signature=9e107d9d372bb6826bd81d3542a419d6",
        "9e107d9d372bb6826bd81d3542a419d6"
    )]
    [InlineData("https://x.example/cb?code=4%2F0AX4XfWh8dQ9x2L3m4N5p6Q7r&state=abc", "4%2F0AX4XfWh8dQ9x2L3m4N5p6Q7r")]
    [InlineData("the cookie was PHPSESSID=el4ukv0kqbvoirg7nkp4dncpk3; path=/", "el4ukv0kqbvoirg7nkp4dncpk3")]
    [InlineData("connect.sid=s%3A9e107d9d372bb6826bd81d35", "s%3A9e107d9d372bb6826bd81d35")]
    [InlineData("https://x.example/password/reset/Zk3Jq9XvB2nM7tR4wY8p?lang=en", "Zk3Jq9XvB2nM7tR4wY8p")]
    [InlineData("I clicked https://x.example/magic-link/Zk3Jq9XvB2nM7tR4wY8p.", "Zk3Jq9XvB2nM7tR4wY8p")]
    [InlineData("https://x.example/verify/9e107d9d372bb6826bd81d35", "9e107d9d372bb6826bd81d35")]
    [InlineData("https://acme.webhook.example/webhookb2/9e107d9d372bb6826bd81d3542a419d6/x", "9e107d9d372bb6826bd81d3542a419d6")]
    public void Its_token_is_a_secret(string text, string token)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (span.Type, text[span.Start..span.End]).ShouldBe((PiiType.Secret, token));
    }

    [Theory]
    [InlineData("https://x.example/help/reset/how-to-reset-your-password-2024")]
    [InlineData("https://x.example/verify/7d3f5a10-5c1e-4a0b-9d6e-2f1c3b4a5d6e")]
    [InlineData("https://x.example/assets/9e107d9d372bb6826bd81d35.js")]
    [InlineData("https://x.example/item?id=9e107d9d372bb6826bd81d35")]
    [InlineData("https://x.example/login/step2?next=checkout2024")]
    [InlineData("session=closed, code=E1042")]
    public void Other_links_survive(string text) => Jobs.Masked(text).ShouldBe(text);
}
