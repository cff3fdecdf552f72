using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Zendesk.Tests.Webhooks;

/// <summary>What a webhook request is worth, from the signature to the decision, and the attacks on it.</summary>
public sealed class ZendeskWebhooksTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    private const string Body = """{"ticket_id":"35436","current_user_id":"1001"}""";

    private ZendeskWebhooks Webhooks => Process.GetRequiredService<ZendeskWebhooks>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await SaveAsync(Acme, NewRequest() with { OwnUserId = 9000 });
    }

    [Fact]
    public async Task A_signed_request_is_work()
    {
        var received = await Webhooks.ReceiveAsync(Acme, Signed(Body), Token);

        received.Value.Decision.ShouldBe(WebhookDecision.Queue);
        received.Value.Event.TicketId.ShouldBe(35436);
        received.Value.DeduplicationKeys.ShouldContain("zendesk-invocation:8350205582");
    }

    [Fact]
    public async Task A_wrong_secret_is_refused() => await RefusedAsync(Acme, Signed(Body, secret: "another secret"));

    [Fact]
    public async Task A_tampered_body_is_refused()
    {
        var signed = Signed(Body);

        await RefusedAsync(Acme, signed with { Body = Encoding.UTF8.GetBytes(Body.Replace("35436", "35437", StringComparison.Ordinal)) });
    }

    [Fact]
    public async Task A_missing_or_malformed_signature_is_refused()
    {
        await RefusedAsync(Acme, Signed(Body) with { Signature = null });
        await RefusedAsync(Acme, Signed(Body) with { Signature = "AAAA" });
        await RefusedAsync(Acme, Signed(Body) with { Timestamp = null });
    }

    [Fact]
    public async Task A_request_is_refused_300_seconds_after_it_was_signed()
    {
        var signed = Signed(Body);
        Clock.Advance(TimeSpan.FromSeconds(301));

        await RefusedAsync(Acme, signed);
    }

    [Fact]
    public async Task A_request_from_the_future_is_refused() =>
        await RefusedAsync(Acme, Signed(Body, at: Clock.GetUtcNow().AddSeconds(301)));

    [Fact]
    public async Task Another_organizations_secret_is_refused()
    {
        await SaveAsync(Globex, NewRequest() with { WebhookSecret = new PersonalText("globex secret") });

        await RefusedAsync(Acme, Signed(Body, secret: "globex secret"));
        await RefusedAsync(Globex, Signed(Body));
    }

    [Fact]
    public async Task An_organization_without_a_connection_looks_like_a_wrong_signature() => await RefusedAsync(Globex, Signed(Body));

    [Fact]
    public async Task A_connection_without_a_webhook_secret_accepts_nothing()
    {
        await SaveAsync(Globex, NewRequest() with { WebhookSecret = null });

        await RefusedAsync(Globex, Signed(Body, secret: ""));
    }

    [Fact]
    public async Task The_public_test_secret_is_accepted_in_development_only()
    {
        var signed = Signed(Body, secret: WebhookSignature.PublicTestSecret);
        await ExecuteAsync("update organizations.zendesk_connection set address = 'acme'");
        await ApproveAsync(Acme);
        var production = NewProcess(development: false).GetRequiredService<ZendeskWebhooks>();

        (await Webhooks.ReceiveAsync(Acme, signed, Token)).Succeeded.ShouldBeTrue();
        (await production.ReceiveAsync(Acme, signed, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await production.ReceiveAsync(Acme, Signed(Body), Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_account_is_refused_by_header_and_by_body()
    {
        await RefusedAsync(Acme, Signed(Body) with { AccountId = "999" });
        await RefusedAsync(Acme, Signed("""{"ticket_id":1,"account_id":999}"""));
    }

    [Fact]
    public async Task A_signed_body_that_cannot_be_read_is_an_invalid_request() =>
        (await Webhooks.ReceiveAsync(Acme, Signed("{"), Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);

    [Fact]
    public async Task An_unsigned_body_is_not_read_at_all() =>
        (await Webhooks.ReceiveAsync(Acme, Signed("{", secret: "wrong"), Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);

    [Fact]
    public async Task A_replay_under_a_new_invocation_id_has_the_same_first_key()
    {
        var signed = Signed(Body);

        var first = (await Webhooks.ReceiveAsync(Acme, signed, Token)).Value.DeduplicationKeys;
        var replay = (await Webhooks.ReceiveAsync(Acme, signed with { InvocationId = "made-up" }, Token)).Value.DeduplicationKeys;

        replay[0].ShouldBe(first[0]);
    }

    [Fact]
    public async Task The_same_event_signed_anew_has_the_same_first_key()
    {
        const string body = """{"type":"zen:event-type:ticket.created","id":"cbe4028c","detail":{"id":"1"}}""";
        var first = (await Webhooks.ReceiveAsync(Acme, Signed(body), Token)).Value.DeduplicationKeys;

        Clock.Advance(TimeSpan.FromSeconds(30));
        var again = (await Webhooks.ReceiveAsync(Acme, Signed(body), Token)).Value.DeduplicationKeys;

        again[0].ShouldBe(first[0]);
    }

    [Theory]
    [InlineData("""{"ticket_id":1,"current_user_id":9000}""", WebhookDecision.OwnEvent)]
    [InlineData("""{"type":"zen:event-type:ticket.comment_added","detail":{"id":"1","actor_id":"9000"}}""", WebhookDecision.OwnEvent)]
    [InlineData(
        """{"type":"zen:event-type:ticket.comment_added","detail":{"id":"1"},"event":{"comment":{"author":{"id":"9000"}}}}""",
        WebhookDecision.OwnEvent
    )]
    [InlineData(
        """{"type":"zen:event-type:ticket.comment_added","detail":{"id":"1"},"event":{"comment":{"author":{"id":"7","is_staff":true}}}}""",
        WebhookDecision.StaffComment
    )]
    [InlineData(
        """{"type":"zen:event-type:ticket.comment_added","detail":{"id":"1"},"event":{"comment":{"author":{"id":"7","is_staff":false}}}}""",
        WebhookDecision.Queue
    )]
    [InlineData("""{"type":"zen:event-type:ticket.status_changed","detail":{"id":"1","actor_id":"7"}}""", WebhookDecision.NoNewText)]
    [InlineData("""{"type":"zen:event-type:user.created","detail":{"id":"1"}}""", WebhookDecision.NotATicket)]
    public async Task Only_new_text_of_others_is_work(string body, WebhookDecision decision) =>
        (await Webhooks.ReceiveAsync(Acme, Signed(body), Token)).Value.Decision.ShouldBe(decision);

    [Fact]
    public async Task The_fakes_own_webhooks_are_signed_as_zendesk_signs()
    {
        // Two implementations of one description: the fake's and Raum's.
        Desk.Options.WebhookUrl = new Uri("http://127.0.0.1:9/");
        Desk.OpenTicket(new("Refund", "Hello", "Jane Doe", "jane.doe@example.com"));
        while (Zendesk.Webhooks.Attempts.Count == 0)
        {
            await Task.Yield();
        }

        var sent = Zendesk.Webhooks.Attempts[0];
        var received = await Webhooks.ReceiveAsync(
            Acme,
            new WebhookDelivery(null, sent.InvocationId, sent.Timestamp, sent.Signature, Encoding.UTF8.GetBytes(sent.Body)),
            Token
        );

        received.Value.Event.Kind.ShouldBe(WebhookEventKind.TicketCreated);
        received.Value.Event.TicketId.ShouldBe(sent.TicketId);
    }

    private async Task RefusedAsync(OrganizationId organization, WebhookDelivery delivery) =>
        (await Webhooks.ReceiveAsync(organization, delivery, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);

    private WebhookDelivery Signed(string body, string secret = WebhookSecret, DateTimeOffset? at = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = (at ?? Clock.GetUtcNow()).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new WebhookDelivery(
            Desk.Options.AccountId.ToString(CultureInfo.InvariantCulture),
            "8350205582",
            timestamp,
            WebhookSignature.Sign(secret, timestamp, bytes),
            bytes
        );
    }
}
