using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Zendesk.Tests.Connections;

/// <summary>ORG-10: the link to an account is off until an admin approved that account in writing.</summary>
public sealed class ConnectionApprovalTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    private const string Body = """{"ticket_id":"35436","current_user_id":"1001"}""";

    [Fact]
    public async Task A_connection_that_nobody_approved_can_be_made_and_reads_nothing()
    {
        (await Connections.SaveAsync(Acme, NewRequest(), Admin, Token)).Succeeded.ShouldBeTrue();
        var (code, state) = await ConsentAsync(Acme);
        (await OAuth.CompleteAsync(Acme, code, state, Token)).Failure.ShouldBeNull();

        (await Source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.NotApproved);

        await ApproveAsync(true);
        (await Source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskTicketNotFound);
        await ApproveAsync(false);
        (await Source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.NotApproved);
    }

    [Fact]
    public async Task A_genuine_webhook_is_told_so_and_a_forged_one_is_not()
    {
        (await Connections.SaveAsync(Acme, NewRequest(), Admin, Token)).Succeeded.ShouldBeTrue();
        var webhooks = Process.GetRequiredService<ZendeskWebhooks>();

        (await webhooks.ReceiveAsync(Acme, Signed(WebhookSecret), Token)).Failure!.Code.ShouldBe(FailureCode.NotApproved);
        (await webhooks.ReceiveAsync(Acme, Signed("a guess"), Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        await ApproveAsync(true);
        (await webhooks.ReceiveAsync(Acme, Signed(WebhookSecret), Token)).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Another_account_needs_an_approval_of_its_own_and_one_that_was_approved_keeps_it()
    {
        await ExecuteAsync(
            """
            insert into organizations.approval (organization_id, approval_id, use, subject, text, text_version, given_at, given_by)
            values ($1, gen_random_uuid(), 'Zendesk', 'acme', 'Yes.', 1, now(), 'user-1')
            """,
            Acme.Value
        );

        (await Connections.SaveAsync(Acme, NewRequest() with { Address = "globex" }, Admin, Token)).Succeeded.ShouldBeTrue();
        (await IsApprovedAsync()).ShouldBeFalse();
        (await Connections.SaveAsync(Acme, NewRequest() with { Address = "acme" }, Admin, Token)).Succeeded.ShouldBeTrue();
        (await IsApprovedAsync()).ShouldBeTrue();
        (await Connections.SaveAsync(Acme, NewRequest() with { Address = "globex" }, Admin, Token)).Succeeded.ShouldBeTrue();
        (await IsApprovedAsync()).ShouldBeFalse();
    }

    private Task<bool> IsApprovedAsync() => ScalarAsync<bool>("select approved_at is not null from organizations.zendesk_connection")!;

    private Task ApproveAsync(bool approved) =>
        ExecuteAsync(
            $"update organizations.zendesk_connection set approved_at = {(approved ? "now()" : "null")} where organization_id = $1",
            Acme.Value
        );

    private WebhookDelivery Signed(string secret)
    {
        var timestamp = Clock
            .GetUtcNow()
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var hash = System.Security.Cryptography.HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(timestamp + Body)
        );
        return new WebhookDelivery(
            Desk.Options.AccountId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "8350205582",
            timestamp,
            Convert.ToBase64String(hash),
            Encoding.UTF8.GetBytes(Body)
        );
    }
}
