using Raum.Core;

namespace Raum.Zendesk.Tests.Tickets;

/// <summary>Where a file may be fetched, and who sees the token: an address in a comment is not to be trusted.</summary>
public sealed class FileRequestTests
{
    private static readonly FileRequest Request = new(
        new AccessToken(
            new ZendeskConnection(
                new OrganizationId(Guid.Parse("0198c0de-0000-7000-8000-000000000001")),
                ZendeskAddress.Parse("acme", development: false).Value,
                AccountId: 1,
                OwnUserId: 2,
                ZendeskGrant.AuthorizationCode,
                "read",
                ZendeskConnectionState.Connected,
                ZendeskReadRules.All
            ),
            "the token",
            DateTimeOffset.MaxValue,
            1
        ),
        new Uri("https://acme.zendesk.com/attachments/token/1/"),
        1000
    );

    [Theory]
    [InlineData("https://acme.zendesk.com/attachments/token/1/?name=a.txt", true)]
    [InlineData("https://p19.zdusercontent.com/attachment/1/2?token=x", false)]
    public void The_account_s_host_gets_the_token_and_the_host_of_files_does_not(string address, bool token)
    {
        Request.May(new Uri(address)).ShouldBeTrue();
        using var message = Request.Message(new Uri(address), followed: false);
        (message.Headers.Authorization is not null).ShouldBe(token);
    }

    [Fact]
    public void An_address_that_another_one_led_to_gets_no_token()
    {
        using var message = Request.Message(new Uri("https://acme.zendesk.com/attachments/1"), followed: true);

        message.Headers.Authorization.ShouldBeNull();
    }

    [Theory]
    [InlineData("http://acme.zendesk.com/attachments/token/1/")]
    [InlineData("https://acme.zendesk.com:8443/attachments/token/1/")]
    [InlineData("https://jane@acme.zendesk.com/attachments/token/1/")]
    [InlineData("https://other.zendesk.com/attachments/token/1/")]
    [InlineData("https://acme.zendesk.com.evil.example/")]
    [InlineData("https://evilzdusercontent.com/")]
    [InlineData("https://p1.zdusercontent.com.evil.example/")]
    [InlineData("https://p1.zdusercontent.com:8443/")]
    [InlineData("http://p1.zdusercontent.com/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("file:///etc/passwd")]
    public void No_other_host_is_asked(string address) => Request.May(new Uri(address)).ShouldBeFalse();
}
