using System.Net;
using System.Text;
using System.Text.Json;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Limits;
using Raum.Jobs;
using Raum.Organizations.Settings;
using Raum.Zendesk;

namespace Raum.Api.Tests;

/// <summary>Step 1 and 2: what Zendesk may send, and everything else.</summary>
public sealed class WebhookTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = api.Host.Client();

    [Fact]
    public async Task A_signed_trigger_becomes_a_job_of_ids_with_the_organizations_defaults()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);

        using var response = await SendAsync(Webhook.Trigger(tenant, 35436));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = (await TakeAsync(tenant.Id)).ShouldHaveSingleItem();
        job.Id.Value.ShouldBe(await JobIdAsync(response));
        job.TicketId.ShouldBe(35436);
        job.Operation.ShouldBe(AiOperation.Generate);
        job.Target.ShouldBe(DeliveryTarget.PublicReply);
        job.Lane.ShouldBe(JobLane.Background);
        job.Actor.Kind.ShouldBe(AuditActorKind.Webhook);
        job.SealedText.ShouldBeNull();
        job.TraceParent.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_customers_comment_becomes_a_job_and_its_text_is_dropped()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);

        using var response = await SendAsync(Webhook.Comment(tenant, 41, "01HEVENT41", "My card is 4111 1111 1111 1111, Jane Doe."));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = (await TakeAsync(tenant.Id)).ShouldHaveSingleItem();
        job.TicketId.ShouldBe(41);
        job.SealedText.ShouldBeNull();
    }

    [Fact]
    public async Task What_a_webhook_asks_for_is_the_organizations_decision()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        await api.Host.ChangeSettingsAsync(
            tenant.Id,
            settings => settings with { WebhookOperation = AiOperation.Summarize, WebhookTarget = WebhookTarget.InternalNote },
            cancellationToken
        );

        using var response = await SendAsync(Webhook.Trigger(tenant, 42));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = (await TakeAsync(tenant.Id)).ShouldHaveSingleItem();
        job.Operation.ShouldBe(AiOperation.Summarize);
        job.Target.ShouldBe(DeliveryTarget.InternalNote);
    }

    [Fact]
    public async Task A_summary_never_becomes_a_public_reply()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);

        using var response = await SendAsync(new Webhook(tenant, """{"ticket_id":"43","operation":"summarize"}"""));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await TakeAsync(tenant.Id)).ShouldHaveSingleItem().Target.ShouldBe(DeliveryTarget.InternalNote);
    }

    [Fact]
    public async Task A_repeated_delivery_is_known_and_queues_nothing()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        var webhook = Webhook.Trigger(tenant, 44);

        using var first = await SendAsync(webhook);
        using var again = await SendAsync(webhook with { Age = TimeSpan.FromSeconds(5) }); // sent again, signed again, same invocation

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JobIdAsync(again)).ShouldBe(await JobIdAsync(first));
        (await TakeAsync(tenant.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_under_a_made_up_invocation_id_is_known()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        var webhook = Webhook.Trigger(tenant, 45) with { Timestamp = Now() };

        using var first = await SendAsync(webhook);
        using var replay = await SendAsync(webhook with { Invocation = "999999999" });

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        replay.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TakeAsync(tenant.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_agents_comment_is_acknowledged_and_ignored()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        var comment = Webhook.Comment(tenant, 46, "01HEVENT46");
        var staff = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(comment.Body).Replace("\"is_staff\":false", "\"is_staff\":true"));

        using var response = await SendAsync(comment with { Body = staff });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.JsonAsync()).GetProperty("state").GetString().ShouldBe("ignored");
        (await TakeAsync(tenant.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_signature_is_refused()
    {
        using var response = await SendAsync(Webhook.Trigger(api.Ours, 47) with { Secret = "another-secret" });

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64 at all, and much longer than a signature may be !!!!")]
    public async Task A_signature_that_is_none_is_refused(string signature)
    {
        using var response = await SendAsync(Webhook.Trigger(api.Ours, 47) with { Signature = signature });

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_changed_body_is_refused()
    {
        var webhook = Webhook.Trigger(api.Ours, 48) with { Timestamp = Now() };
        var signature = WebhookSignature.Sign(webhook.Secret, webhook.Timestamp!, webhook.Body);

        using var response = await SendAsync(webhook with { Body = "{\"ticket_id\":\"49\"}"u8.ToArray(), Signature = signature });

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    public async Task A_timestamp_too_far_from_now_is_refused(int seconds)
    {
        using var response = await SendAsync(Webhook.Trigger(api.Ours, 50) with { Age = TimeSpan.FromSeconds(seconds) });

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task The_secret_that_everyone_knows_is_refused_in_production()
    {
        using var response = await SendAsync(Webhook.Trigger(api.Ours, 51) with { Secret = WebhookSignature.PublicTestSecret });

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task An_unknown_organization_is_refused_as_a_wrong_signature_is()
    {
        var unknown = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();

        using var response = await SendAsync(Webhook.Trigger(api.Ours, 52) with { Organization = unknown });

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Another_organizations_secret_is_refused()
    {
        using var response = await SendAsync(Webhook.Trigger(api.Ours, 53) with { Secret = api.Theirs.WebhookSecret });

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Another_account_with_the_right_secret_is_refused()
    {
        using var header = await SendAsync(Webhook.Trigger(api.Ours, 54) with { Account = "999" });
        using var body = await SendAsync(new Webhook(api.Ours, """{"ticket_id":"54","account_id":999}"""));

        await header.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await body.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("01980000-0000-7000-8000-00000000000g")]
    [InlineData("%2e%2e")]
    public async Task A_url_without_an_organizations_id_is_not_found(string organization)
    {
        using var response = await SendAsync(Webhook.Trigger(api.Ours, 55) with { Organization = organization });

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task A_wrong_content_type_is_refused(string contentType)
    {
        using var response = await SendAsync(Webhook.Trigger(api.Ours, 56) with { ContentType = contentType });

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task A_body_of_10_megabytes_is_refused_without_being_read()
    {
        using var request = new Webhook(api.Ours, new byte[10_000_000]).Request();
        request.Headers.ExpectContinue = true; // a client that asks first, so that the answer is not lost in an upload that nobody takes

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task A_signed_body_that_is_nested_too_deep_is_refused()
    {
        var deep = new string('[', 5_000) + new string(']', 5_000);

        using var response = await SendAsync(new Webhook(api.Ours, $$"""{"ticket_id":"57","x":{{deep}}}"""));

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task A_signed_body_in_invalid_utf8_is_refused()
    {
        byte[] body = [.. "{\"ticket_id\":\"58\",\"note\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        using var response = await SendAsync(new Webhook(api.Ours, body));

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"ticket_id":""}""")]
    [InlineData("""{"ticket_id":"-1"}""")]
    [InlineData("""{"ticket_id":"99999999999999999999999"}""")]
    [InlineData("""{"note":"no ticket"}""")]
    public async Task A_signed_body_that_names_no_ticket_is_refused(string body)
    {
        using var response = await SendAsync(new Webhook(api.Ours, body));

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task Nothing_that_was_refused_is_in_the_queue()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        Webhook[] refused =
        [
            Webhook.Trigger(tenant, 60) with
            {
                Secret = "wrong",
            },
            Webhook.Trigger(tenant, 61) with
            {
                Age = TimeSpan.FromHours(1),
            },
            Webhook.Trigger(tenant, 62) with
            {
                ContentType = "text/plain",
            },
            new(tenant, "{}"),
        ];

        foreach (var webhook in refused)
        {
            using var response = await SendAsync(webhook);
            ((int)response.StatusCode).ShouldBeInRange(400, 499);
        }

        (await TakeAsync(tenant.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flood_of_one_organization_is_told_to_come_back()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:WebhooksPerSecondPerOrganization", "1"));
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client();

        using var first = await client.SendAsync(Webhook.Trigger(tenant, 1).Request(), cancellationToken);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        for (var ticket = 2; ; ticket++)
        {
            // However slow the machine is: what comes at the same moment does not find a token each.
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 5)
                    .Select(i => client.SendAsync(Webhook.Trigger(tenant, (ticket * 10) + i).Request(), cancellationToken))
            );
            try
            {
                if (answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests) is { } refused)
                {
                    await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited");
                    return;
                }
            }
            finally
            {
                Array.ForEach(answers, answer => answer.Dispose());
            }

            ticket.ShouldBeLessThan(1_000);
        }
    }

    [Fact]
    public async Task What_a_stranger_sends_uses_up_nothing_of_the_organizations()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:WebhooksPerSecondPerOrganization", "1"));
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var stranger = host.Client();

        // Until the stranger's own bucket is empty.
        HttpStatusCode status;
        do
        {
            using var forged = (Webhook.Trigger(tenant, 1) with { Secret = "guessed" }).Request();
            using var answer = await stranger.SendAsync(forged, cancellationToken);
            status = answer.StatusCode;
        } while (status == HttpStatusCode.Unauthorized);

        status.ShouldBe(HttpStatusCode.TooManyRequests);
        var limits = host.Get<RateLimits>();
        (await limits.WebhookAsync(tenant.Id, cancellationToken)).ShouldBeNull();
        (await limits.WebhookAsync(tenant.Id, cancellationToken)).ShouldBeNull();
    }

    private static string Now() =>
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<HttpResponseMessage> SendAsync(Webhook webhook)
    {
        using var request = webhook.Request();
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<Guid> JobIdAsync(HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("jobId").GetGuid();

    private Task<IReadOnlyList<QueuedJob>> TakeAsync(OrganizationId organization) => api.Host.TakeAllAsync(organization);
}
