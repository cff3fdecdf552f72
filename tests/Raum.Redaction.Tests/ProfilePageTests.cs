namespace Raum.Redaction.Tests;

/// <summary>PII-1: links to the pages of people, on sites that everybody knows and on others.</summary>
public sealed class ProfilePageTests
{
    [Theory]
    [InlineData("see linkedin.com/in/jane-doe-123, thanks", "linkedin.com/in/jane-doe-123")]
    [InlineData("https://www.facebook.com/profile.php?id=100004423", "https://www.facebook.com/profile.php?id=100004423")]
    [InlineData("https://twitter.com/marksmith/status/1234", "https://twitter.com/marksmith/status/1234")]
    [InlineData("(instagram.com/lena_berlin/)", "instagram.com/lena_berlin/")]
    [InlineData("write to wa.me/4915112345678", "wa.me/4915112345678")]
    [InlineData("https://youtube.com/@gardenwithmia", "https://youtube.com/@gardenwithmia")]
    [InlineData("https://medium.com/@raj/how-to", "https://medium.com/@raj/how-to")]
    [InlineData("pay me at paypal.me/kwilliams", "paypal.me/kwilliams")]
    [InlineData("https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097")]
    [InlineData("https://www.strava.com/athletes/3322110", "https://www.strava.com/athletes/3322110")]
    [InlineData("http://ebay.de/usr/tom_1972.", "http://ebay.de/usr/tom_1972")]
    [InlineData("https://www.airbnb.com/users/show/3392011", "https://www.airbnb.com/users/show/3392011")]
    [InlineData("https://www.ebay.co.uk/usr/tom_1972", "https://www.ebay.co.uk/usr/tom_1972")]
    [InlineData("annasgarden.wordpress.com is down", "annasgarden.wordpress.com")]
    [InlineData("HTTPS://JANEDOE.GITHUB.IO", "HTTPS://JANEDOE.GITHUB.IO")]
    [InlineData("https://github.com/jdoe/dotfiles/issues/7", "https://github.com/jdoe/dotfiles/issues/7")]
    [InlineData("gitlab.com/jdoe/site", "gitlab.com/jdoe/site")]
    [InlineData("https://mastodon.example/@hannah/1123581", "https://mastodon.example/@hannah/1123581")]
    public void A_persons_page_is_masked_whole(string text, string page)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (span.Type, text[span.Start..span.End]).ShouldBe((PiiType.Url, page));
    }

    [Theory]
    [InlineData("https://www.linkedin.com/company/acme/")]
    [InlineData("https://www.facebook.com/groups/1234/")]
    [InlineData("https://www.instagram.com/p/Cx3kd/")]
    [InlineData("https://www.youtube.com/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://github.com/features")]
    [InlineData("https://github.com/dotnet/runtime")]
    [InlineData("https://github.com/Microsoft/vscode/issues/1234")]
    [InlineData("https://www.ebay.de/itm/1234567")]
    [InlineData("https://www.airbnb.de/rooms/123")]
    [InlineData("https://www.reddit.com/r/sysadmin/comments/1")]
    [InlineData("https://wordpress.com/support")]
    [InlineData("netflix.com/title/80057281")]
    [InlineData("https://www.xbox.com/en-US")]
    [InlineData("https://unpkg.example/@types/node")]
    [InlineData("https://www.behance.net/gallery/1234567/Poster")]
    [InlineData("https://dev.to/t/dotnet")]
    public void Other_pages_survive(string text) => Jobs.Masked(text).ShouldBe(text);
}
