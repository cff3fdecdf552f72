using System.Globalization;
using System.Net.Http.Json;

namespace Raum.Load;

/// <summary>The same mock provider, called without Raum: what the overhead is measured against.</summary>
internal sealed class DirectScenario(Uri baseUrl)
{
    public const string Key = "mock-key-of-a-load-test";
    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 512 });

    public Task<(Latencies Latencies, TimeSpan Elapsed)> RunAsync(
        double perSecond,
        TimeSpan duration,
        CancellationToken cancellationToken
    ) => OpenLoop.RunAsync(perSecond, duration, (_, token) => CallAsync(token), cancellationToken);

    private async Task<string> CallAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(baseUrl.ToString().TrimEnd('/') + "/chat/completions"))
        {
            Content = JsonContent.Create(
                new
                {
                    model = "mock",
                    messages = new[] { new { role = "user", content = "Write a short reply to [REDACTED_NAME]." } },
                    max_tokens = 2048,
                    stream = true,
                    stream_options = new { include_usage = true },
                }
            ),
        };
        request.Headers.Add("Authorization", $"Bearer {Key}");
        using var response = await Http.SendAsync(request, cancellationToken);
        await response.Content.ReadAsStringAsync(cancellationToken);
        return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
    }
}
