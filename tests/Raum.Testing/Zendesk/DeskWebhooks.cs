using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Raum.Testing.Zendesk;

/// <summary>Sends signed webhooks when the desk changes, and again by Zendesk's rules.</summary>
/// <remarks>
/// A timeout: five more times. <c>409</c>: three. <c>429</c> and <c>503</c>: only with a <c>Retry-After</c> below 60 seconds, five times. Everything else that is
/// not a success is lost. The signature is made here, independently of the code that checks it.
/// </remarks>
public sealed class DeskWebhooks : IDisposable
{
    private const int MaxAnswerLength = 4_096;

    private readonly ZendeskDesk _desk;
    private readonly HttpClient _http;
    private readonly Lock _gate = new();
    private readonly List<WebhookAttempt> _attempts = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stop = new();

    internal DeskWebhooks(ZendeskDesk desk)
    {
        _desk = desk;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = desk.Options.WebhookTimeout };
        desk.Changed += change =>
        {
            if (desk.Options.WebhookUrl is not null)
            {
                Start(desk.Options.EventSubscription ? EventBody(change) : TriggerBody(change), change.Ticket.Id);
            }
        };
    }

    /// <summary>Every attempt so far.</summary>
    public IReadOnlyList<WebhookAttempt> Attempts
    {
        get
        {
            lock (_gate)
            {
                return [.. _attempts];
            }
        }
    }

    /// <summary>Ends when every webhook that was started is delivered or lost.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }

    /// <summary>Sends a body of the caller's own, signed.</summary>
    public void Start(string body, long ticketId)
    {
        // Never the same again, also after a restart: receivers remember them.
        var invocation = Guid.CreateVersion7(_desk.Options.Clock.GetUtcNow()).ToString("N").ToUpperInvariant();
        lock (_gate)
        {
            _running.RemoveAll(task => task.IsCompleted);
            _running.Add(Task.Run(() => DeliverAsync(invocation, ticketId, body, _stop.Token)));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task DeliverAsync(string invocation, long ticketId, string body, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (status, retryAfter) = await SendAsync(invocation, ticketId, attempt, body, cancellationToken);
                var (again, pause) = status switch
                {
                    0 => (attempt <= 5, _desk.Options.WebhookRetryDelay),
                    409 => (attempt <= 3, _desk.Options.WebhookRetryDelay),
                    429 or 503 => (attempt <= 5 && retryAfter < TimeSpan.FromSeconds(60), retryAfter ?? TimeSpan.Zero),
                    _ => (false, TimeSpan.Zero),
                };
                if (!again)
                {
                    return;
                }

                await Task.Delay(pause, _desk.Options.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The fake is closed.
        }
    }

    private async Task<(int Status, TimeSpan? RetryAfter)> SendAsync(
        string invocation,
        long ticketId,
        int attempt,
        string body,
        CancellationToken cancellationToken
    )
    {
        var timestamp = DeskJson.Time(_desk.Options.Clock.GetUtcNow());
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(_desk.Options.WebhookSecret), Encoding.UTF8.GetBytes(timestamp + body))
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, _desk.Options.WebhookUrl);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("x-zendesk-account-id", _desk.Options.AccountId.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("x-zendesk-webhook-id", "01F1KRFQ6BG29CNWFR60NK5FNY");
        request.Headers.Add("x-zendesk-webhook-invocation-id", invocation);
        request.Headers.Add("x-zendesk-webhook-signature", signature);
        request.Headers.Add("x-zendesk-webhook-signature-timestamp", timestamp);
        request.Headers.UserAgent.ParseAdd("Zendesk/1.0");

        var (status, answer) = (0, "");
        TimeSpan? retryAfter = null;
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            status = (int)response.StatusCode;
            retryAfter = response.Headers.RetryAfter?.Delta;
            answer = await response.Content.ReadAsStringAsync(cancellationToken);
            answer = answer[..Math.Min(answer.Length, MaxAnswerLength)];
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException { InnerException: TimeoutException } or WebException)
        {
            // No answer: status 0.
        }

        lock (_gate)
        {
            _attempts.Add(
                new WebhookAttempt(
                    invocation,
                    ticketId,
                    attempt,
                    status,
                    answer,
                    body,
                    signature,
                    timestamp,
                    _desk.Options.Clock.GetUtcNow()
                )
            );
        }

        return (status, retryAfter);
    }

    private static string TriggerBody(DeskChange change) =>
        new JsonObject
        {
            ["ticket_id"] = change.Ticket.Id.ToString(CultureInfo.InvariantCulture),
            ["current_user_id"] = change.Actor.Id,
        }.ToJsonString();

    private string EventBody(DeskChange change)
    {
        var (ticket, comment) = (change.Ticket, change.Comment);
        var now = _desk.Options.Clock.GetUtcNow();
        string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
        var body = new JsonObject
        {
            ["type"] = $"zen:event-type:{change.Type}",
            ["account_id"] = _desk.Options.AccountId,
            ["id"] = Guid.CreateVersion7(now).ToString(),
            ["time"] = DeskJson.Time(now),
            ["zendesk_event_version"] = "2022-11-06",
            ["subject"] = $"zen:ticket:{ticket.Id}",
            ["detail"] = new JsonObject
            {
                ["id"] = Text(ticket.Id),
                ["subject"] = ticket.Subject,
                ["description"] = ticket.Comments[0].Body,
                ["requester_id"] = Text(ticket.RequesterId),
                ["submitter_id"] = Text(ticket.RequesterId),
                ["assignee_id"] = ticket.AssigneeId is { } assignee ? Text(assignee) : null,
                ["group_id"] = null,
                ["organization_id"] = null,
                ["status"] = ticket.Status.ToUpperInvariant(),
                ["tags"] = new JsonArray(),
                ["is_public"] = comment.Public,
                ["actor_id"] = Text(change.Actor.Id),
                ["via"] = new JsonObject { ["channel"] = "web_service" },
                ["created_at"] = DeskJson.Time(ticket.CreatedAt),
                ["updated_at"] = DeskJson.Time(ticket.UpdatedAt),
            },
            ["event"] = new JsonObject(),
        };
        if (change.Type == "ticket.comment_added")
        {
            body["event"] = new JsonObject
            {
                ["comment"] = new JsonObject
                {
                    ["id"] = Text(comment.Id),
                    ["body"] = comment.Body,
                    ["is_public"] = comment.Public,
                    ["author"] = new JsonObject
                    {
                        ["id"] = Text(comment.AuthorId),
                        ["is_staff"] = change.Actor.IsStaff,
                        ["name"] = change.Actor.Name,
                    },
                },
            };
        }

        return body.ToJsonString();
    }
}
