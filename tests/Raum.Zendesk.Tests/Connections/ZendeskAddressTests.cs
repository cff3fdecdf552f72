using Raum.Core;

namespace Raum.Zendesk.Tests.Connections;

/// <summary>Nothing that a customer types leads a request to another host than their Zendesk's.</summary>
public sealed class ZendeskAddressTests
{
    [Theory]
    [InlineData("acme")]
    [InlineData("acme-support2")]
    [InlineData("42")]
    public void A_subdomain_leads_to_zendesk(string subdomain)
    {
        var address = ZendeskAddress.Parse(subdomain, development: false).Value;

        address.BaseUri.ShouldBe(new Uri($"https://{subdomain}.zendesk.com/"));
        address.IsDevelopment.ShouldBeFalse();
    }

    [Theory]
    [InlineData("a.evil.com#")]
    [InlineData("evil.com/")]
    [InlineData("evil.com\\")]
    [InlineData("evil.com?")]
    [InlineData("user@evil")]
    [InlineData("evil.com:443")]
    [InlineData("acme.zendesk.com")]
    [InlineData("acme\n")]
    [InlineData("acme\r\nHost: evil.com")]
    [InlineData("-acme")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData(" acme")]
    [InlineData("ACME")]
    [InlineData("аcme")]
    [InlineData("acme%2eevil")]
    [InlineData("..")]
    [InlineData("169.254.169.254")]
    [InlineData("https://acme.zendesk.com")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(null)]
    public void Anything_but_one_plain_label_is_refused(string? subdomain)
    {
        ZendeskAddress.Parse(subdomain, development: false).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        ZendeskAddress.Parse(subdomain, development: true).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5090")]
    [InlineData("http://localhost:5090/")]
    [InlineData("http://[::1]:5090")]
    public void Loopback_is_accepted_in_development_only(string url)
    {
        ZendeskAddress.Parse(url, development: true).Value.IsDevelopment.ShouldBeTrue();
        ZendeskAddress.Parse(url, development: false).Succeeded.ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://10.0.0.7:5090")]
    [InlineData("http://127.0.0.1.evil.com")]
    [InlineData("http://localhost.evil.com")]
    [InlineData("http://127.0.0.1@evil.com")]
    [InlineData("http://user:pass@127.0.0.1")]
    [InlineData("http://127.0.0.1/path")]
    [InlineData("http://127.0.0.1/?x=1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("file:///etc/passwd")]
    public void Development_opens_loopback_and_nothing_else(string url) =>
        ZendeskAddress.Parse(url, development: true).Succeeded.ShouldBeFalse();
}
