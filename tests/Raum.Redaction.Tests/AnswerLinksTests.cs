namespace Raum.Redaction.Tests;

/// <summary>FLOW-5 and FLOW-12: links that nobody gave, images that load by themselves.</summary>
public sealed class AnswerLinksTests
{
    [Theory]
    [InlineData("see https://evil.example/a", false)]
    [InlineData("see [here](https://evil.example/a)", false)]
    [InlineData("see ![x](https://evil.example/a.png)", true)]
    [InlineData("<img src='https://evil.example/a.png'>", true)]
    [InlineData("<a href=\"//evil.example\">x</a>", false)]
    [InlineData("[x]: https://evil.example", false)]
    [InlineData("go to www.evil.example/x", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://shop.example/track?to=evil", false)]
    [InlineData("https://shop.example.evil.example/", false)]
    [InlineData("https://help.example@evil.example/", false)]
    [InlineData("go to evil.example now", false)]
    [InlineData("go to Evil.EXAMPLE/login.", false)]
    [InlineData("go to evil.xn--p1ai now", false)]
    [InlineData("go to evil.unheard/of", false)]
    [InlineData("go to evil.unheard:8443/of", false)]
    [InlineData("go to evil\u3002example now", false)]
    [InlineData("go to help.example.evil.example", false)]
    [InlineData("go to nothelp.example", false)]
    [InlineData("https:\\\\evil.example\\x", false)]
    [InlineData("https:/\\evil.example/x", false)]
    [InlineData("open \\\\evil.example\\share", false)]
    [InlineData("write to refunds@evil.example", false)]
    [InlineData("write to refunds@help.example.evil.example", false)]
    [InlineData("mailto:me@help.example?cc=you@evil.example", false)]
    [InlineData("mailto:me@help.example,you@evil.example", false)]
    [InlineData("ftp://help.example/x", false)]
    [InlineData("javascript://help.example/%0aalert(1)", false)]
    [InlineData("shop.example/track/../steal", false)]
    [InlineData("<div style=\"background:url(//evil.example/a.png)\">", true)]
    public void A_link_that_nobody_gave_is_unknown(string answer, bool image)
    {
        var link = AnswerLinks.Inspect(answer, ["track it at https://shop.example/track"], ["help.example"]).ShouldHaveSingleItem();

        link.IsKnown.ShouldBeFalse();
        link.IsImage.ShouldBe(image);
    }

    [Theory]
    [InlineData("see https://shop.example/track.")]
    [InlineData("see [here](HTTPS://Shop.example/track)")]
    [InlineData("https://www.help.example/articles/1")]
    [InlineData("https://HELP.example:8443/a?b#c")]
    [InlineData("go to help.example, or www.help.example/a")]
    [InlineData("track it at shop.example/track")]
    [InlineData("write to me@help.example or [us](mailto:us@desk.help.example)")]
    [InlineData("Node.js 22.1, report.pdf, z.B. 3.50 or 24.12.2025, 19.99/month, and/or, Mr.Smith")]
    [InlineData("no link at all, e.g. here")]
    public void Links_of_the_ticket_and_the_allow_list_are_known(string answer) =>
        AnswerLinks.Inspect(answer, ["track it at https://shop.example/track"], ["help.example"]).ShouldAllBe(link => link.IsKnown);

    [Theory]
    [InlineData("a ![alt](https://evil.example/x.png) b", "a alt b")]
    [InlineData("a <img src=x onerror=y> b", "a  b")]
    [InlineData("a ![alt][1] b", "a alt b")]
    [InlineData("a <iframe src=x></iframe> b", "a  b")]
    public void Remote_images_are_removed(string answer, string expected) => AnswerLinks.RemoveRemoteImages(answer).ShouldBe(expected);
}
