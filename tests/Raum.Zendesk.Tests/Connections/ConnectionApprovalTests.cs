using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Zendesk.Tests.Connections;

/// <summary>ORG-10: the link to an account is off until an admin approved that account in writing.</summary>
public sealed class ConnectionApprovalTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    private const string Withdrawal = "update organizations.approval set withdrawn_at = now(), withdrawn_by = 'user-1'";

    private const string Body = """{"ticket_id":"35436","current_user_id":"1001"}""";

    [Fact]
    public async Task A_connection_that_nobody_approved_can_be_made_and_reads_nothing()
    {
        (await Connections.SaveAsync(Acme, NewRequest(), Admin, Token)).Succeeded.ShouldBeTrue();
        var (code, state) = await ConsentAsync(Acme);
        (await OAuth.CompleteAsync(Acme, code, state, Token)).Failure.ShouldBeNull();

        (await Source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.NotApproved);

        await ApproveAsync(Acme);
        (await Source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskTicketNotFound);
        await ExecuteAsync(Withdrawal);
        (await Source.ReadAsync(Acme, 1, Token)).Failure!.Code.ShouldBe(FailureCode.NotApproved);
    }

    [Fact]
    public async Task A_genuine_webhook_is_told_so_and_a_forged_one_is_not()
    {
        (await Connections.SaveAsync(Acme, NewRequest(), Admin, Token)).Succeeded.ShouldBeTrue();
        var webhooks = Process.GetRequiredService<ZendeskWebhooks>();

        (await webhooks.ReceiveAsync(Acme, Signed(WebhookSecret), Token)).Failure!.Code.ShouldBe(FailureCode.NotApproved);
        (await webhooks.ReceiveAsync(Acme, Signed("a guess"), Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        await ApproveAsync(Acme);
        (await webhooks.ReceiveAsync(Acme, Signed(WebhookSecret), Token)).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Another_account_needs_an_approval_of_its_own_and_one_that_was_approved_keeps_it()
    {
        var request = NewRequest();
        await SaveAsync(Acme, request);

        (await Connections.SaveAsync(Acme, request with { Address = "globex" }, Admin, Token)).Succeeded.ShouldBeTrue();
        (await ReceiveAsync()).ShouldBe(FailureCode.NotApproved);
        (await Connections.SaveAsync(Acme, request, Admin, Token)).Succeeded.ShouldBeTrue();
        (await ReceiveAsync()).ShouldBeNull();
        (await Connections.SaveAsync(Acme, request with { Address = "globex" }, Admin, Token)).Succeeded.ShouldBeTrue();
        (await ReceiveAsync()).ShouldBe(FailureCode.NotApproved);
    }

    [Fact]
    public async Task A_connection_that_is_saved_while_its_approval_is_withdrawn_is_off()
    {
        await SaveAsync(Acme, NewRequest());
        await using var admin = new NpgsqlConnection(Database.Superuser);
        await admin.OpenAsync(Token);
        await using var transaction = await admin.BeginTransactionAsync(Token);
        await using var withdrawal = new NpgsqlCommand(Withdrawal, admin, transaction);
        await withdrawal.ExecuteNonQueryAsync(Token);

        (await Connections.SaveAsync(Acme, NewRequest(), Admin, Token)).Succeeded.ShouldBeTrue();
        await transaction.CommitAsync(Token);

        (await ReceiveAsync()).ShouldBe(FailureCode.NotApproved);
    }

    private async Task<FailureCode?> ReceiveAsync() =>
        (await Process.GetRequiredService<ZendeskWebhooks>().ReceiveAsync(Acme, Signed(WebhookSecret), Token)).Failure?.Code;

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
