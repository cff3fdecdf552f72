using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Raum.Core;
using Raum.Zendesk;

namespace Raum.Api.Tests;

/// <summary>A webhook as Zendesk sends it. Each part can be told wrong.</summary>
internal sealed record Webhook(Tenant Tenant, byte[] Body)
{
    private static long _invocations = DateTimeOffset.UnixEpoch.Ticks + 8_350_205_582;

    public Webhook(Tenant tenant, string body)
        : this(tenant, Encoding.UTF8.GetBytes(body)) { }

    public string Organization { get; init; } = Tenant.Id.ToString();

    public string Secret { get; init; } = Tenant.WebhookSecret;

    public string? Signature { get; init; }

    public TimeSpan Age { get; init; } = TimeSpan.Zero;

    public string Account { get; init; } = Tenant.AccountId.ToString(CultureInfo.InvariantCulture);

    public string Invocation { get; init; } = Interlocked.Increment(ref _invocations).ToString(CultureInfo.InvariantCulture);

    public string ContentType { get; init; } = "application/json";

    public string? Timestamp { get; init; }

    /// <summary>The body of a trigger: the customer's own template.</summary>
    public static Webhook Trigger(Tenant tenant, long ticketId) =>
        new(tenant, $$"""{"ticket_id":"{{ticketId.ToString(CultureInfo.InvariantCulture)}}"}""");

    /// <summary>The body of an event subscription: a customer's comment, with its text.</summary>
    public static Webhook Comment(
        Tenant tenant,
        long ticketId,
        string eventId,
        string text = "Hello, I am Jane Doe.",
        string actor = "777"
    ) =>
        new(
            tenant,
            $$$"""
            {"type":"zen:event-type:ticket.comment_added","account_id":{{{Tenant.AccountId}}},"id":"{{{eventId}}}","time":"2026-11-21T08:00:00Z",
             "zendesk_event_version":"2022-11-06","subject":"zen:ticket:{{{ticketId}}}",
             "detail":{"id":"{{{ticketId}}}","subject":"Order of Jane Doe","requester_id":"777","actor_id":"{{{actor}}}","via":{"channel":"web"}},
             "event":{"comment":{"id":"9","body":"{{{text}}}","is_public":true,"author":{"id":"{{{actor}}}","is_staff":false,"name":"Jane Doe"} },
             "meta":{"sequence":{"id":"1","position":1,"total":1} } } }
            """
        );

    public HttpRequestMessage Request()
    {
        var timestamp =
            Timestamp ?? (TimeProvider.System.GetUtcNow() - Age).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new HttpRequestMessage(HttpMethod.Post, $"/v1/webhooks/zendesk/{Organization}")
        {
            Content = new ByteArrayContent(Body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(ContentType) } },
            Headers =
            {
                { "x-zendesk-account-id", Account },
                { "x-zendesk-webhook-id", "01F1KRFQ6BG29CNWFR60NK5FNY" },
                { "x-zendesk-webhook-invocation-id", Invocation },
                { "x-zendesk-webhook-signature-timestamp", timestamp },
                { "x-zendesk-webhook-signature", Signature ?? WebhookSignature.Sign(Secret, timestamp, Body) },
            },
        };
    }
}
