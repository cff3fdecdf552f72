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
