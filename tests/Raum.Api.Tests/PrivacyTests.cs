using System.Net;
using System.Text;

namespace Raum.Api.Tests;

/// <summary>PII-5: whatever a request says, no log line and no span repeats it. The keeper sees every category at every level.</summary>
public sealed class PrivacyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] Values =
    [
        "Jane Doe",
        "jane.doe@example.com",
        "+49 170 1234567",
        "4111 1111 1111 1111",
        "Call her Jane",
        "Order of Jane",
        "desk-agent-of-jane",
        "jane-in-the-query",
        "jane-in-the-path",
        "idempotent-jane",
        "jane-the-member",
        "jane-the-host",
        "198.51.100.77",
    ];

    [Fact]
    public async Task No_value_of_any_request_is_in_logs_or_spans()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var client = api.Host.Client(api.Ours.Token);
        client.DefaultRequestHeaders.Add("User-Agent", "desk-agent-of-jane");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.77");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "idempotent-jane");
        var statuses = new List<HttpStatusCode>();

        async Task SendAsync(HttpMethod method, string path, string? body, string type = "application/json")
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
            using var response = await client.SendAsync(request, cancellationToken);
            statuses.Add(response.StatusCode);
        }

        const string people = """[{"name":"Jane Doe","email":"jane.doe@example.com","phone":"+49 170 1234567"}]""";
        const string text = "I am Jane Doe, jane.doe@example.com, +49 170 1234567, card 4111 1111 1111 1111.";
        await SendAsync(
            HttpMethod.Post,
            "/v1/jobs?x=jane-in-the-query",
            $$"""{"operation":"rewrite","subject":"Order of Jane Doe","text":"{{text}}","instruction":"Call her Jane","people":{{people}} }"""
        );
        await SendAsync(HttpMethod.Post, "/v1/jobs", $$"""{"operation":"Jane Doe","text":"{{text}}"}""");
        await SendAsync(HttpMethod.Post, "/v1/jobs", $$"""{"operation":"rewrite","jane-the-member":"{{text}}"}""");
        await SendAsync(HttpMethod.Post, "/v1/jobs", $$"""{"operation":"rewrite","text":"{{text}} """);
        await SendAsync(HttpMethod.Post, "/v1/jobs", text, "text/plain");
        await SendAsync(HttpMethod.Post, "/v1/redact", $$"""{"text":"{{text}}","people":{{people}} }""");
        await SendAsync(HttpMethod.Get, "/v1/jobs/jane-in-the-path", null);
        await SendAsync(HttpMethod.Get, "/jane-in-the-path/jane.doe@example.com?x=jane-in-the-query", null);
        await SendAsync(HttpMethod.Put, "/v1/redact", text);
        foreach (
            var webhook in new[]
            {
                Webhook.Comment(api.Ours, 90, "01HEVENT90", text),
                Webhook.Comment(api.Ours, 91, "01HEVENT91", text) with
                {
                    Secret = "jane-the-host",
                },
                new Webhook(api.Ours, $$"""{"note":"{{text}}"}"""),
            }
        )
        {
            using var request = webhook.Request();
            using var response = await client.SendAsync(request, cancellationToken);
            statuses.Add(response.StatusCode);
        }

        statuses.ShouldBe([
            HttpStatusCode.Accepted,
            HttpStatusCode.BadRequest,
            HttpStatusCode.BadRequest,
            HttpStatusCode.BadRequest,
            HttpStatusCode.UnsupportedMediaType,
            HttpStatusCode.OK,
            HttpStatusCode.NotFound,
            HttpStatusCode.NotFound,
            HttpStatusCode.MethodNotAllowed,
            HttpStatusCode.Accepted,
            HttpStatusCode.Unauthorized,
            HttpStatusCode.BadRequest,
        ]);
        api.Host.Lines.Text.ShouldContain("Microsoft.AspNetCore.Hosting.Diagnostics"); // the keeper does see frameworks
        api.Host.Spans.Text.ShouldContain("POST /v1/jobs");
        foreach (var value in Values.Append(api.Ours.Token).Append(api.Ours.WebhookSecret))
        {
            api.Host.Lines.Text.ShouldNotContain(value);
            api.Host.Spans.Text.ShouldNotContain(value);
            api.Host.Spans.Text.ShouldNotContain(Uri.EscapeDataString(value));
        }
    }
}
