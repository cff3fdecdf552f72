namespace Raum.Redaction.Tests;

/// <summary>PII-1: names of accounts without a mark, told by the word before them.</summary>
public sealed class HandleTests
{
    [Theory]
    [InlineData("my insta is jane.doe", "jane.doe")]
    [InlineData("ig: janedoe, dm me", "janedoe")]
    [InlineData("my insta is qwijanedo", "qwijanedo")]
    [InlineData("find me on discord as nightowl_77", "nightowl_77")]
    [InlineData("O utilizador é cvteixeira e nada mais", "cvteixeira")]
    [InlineData("May 14 imap: Login: user=<phoffmann>, TLS", "phoffmann")]
    [InlineData("user name aryusof_77 is locked", "aryusof_77")]
    public void A_handle_behind_its_cue_is_masked(string text, string handle)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (span.Type, text[span.Start..span.End]).ShouldBe((PiiType.Username, handle));
    }

    [Theory]
    [InlineData("my account is locked since Monday")]
    [InlineData("my instagram is broken again")]
    [InlineData("the login is failing")]
    public void A_word_behind_such_a_cue_survives(string text) => Jobs.Masked(text).ShouldBe(text);
}
