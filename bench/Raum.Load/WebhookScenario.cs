using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>Signed Zendesk webhooks, each with an invocation of its own, as fast as they are due. All of them must be accepted.</summary>
internal sealed class WebhookScenario(LocalStack stack, long ticketId)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes((string)stack.Secrets["webhookSecret"]!);
    private readonly HttpClient _api = stack.NewApiClient();
    private int _invocation;

    public Task<(Latencies Latencies, TimeSpan Elapsed)> RunAsync(
        double perSecond,
        TimeSpan duration,
        CancellationToken cancellationToken
    ) => OpenLoop.RunAsync(perSecond, duration, (_, token) => SendAsync(token), cancellationToken);

    private async Task<string> SendAsync(CancellationToken cancellationToken)
    {
        var invocation = Interlocked.Increment(ref _invocation);
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"ticket_id":"{{ticketId}}","n":{{invocation}}}""");
        var timestamp = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/webhooks/zendesk/{stack.Organization}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-zendesk-account-id", "12514403");
        request.Headers.Add("x-zendesk-webhook-id", "01F1KRFQ6BG29CNWFR60NK5FNY");
        request.Headers.Add("x-zendesk-webhook-invocation-id", $"load-{Environment.ProcessId}-{invocation}");
        request.Headers.Add("x-zendesk-webhook-signature-timestamp", timestamp);
        request.Headers.Add(
            "x-zendesk-webhook-signature",
            Convert.ToBase64String(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(timestamp + body)))
        );
        try
        {
            using var response = await _api.SendAsync(request, cancellationToken);
            return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
    }
}
