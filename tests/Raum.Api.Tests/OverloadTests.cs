using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>More at once than there are places: refused with a time to come again, and neither kind of request takes the places of the other.</summary>
public sealed class OverloadTests(PostgresServer postgres) : IAsyncLifetime
{
    private const int Places = 8;

    private readonly List<TcpClient> _held = [];
    private RedisServer _redis = null!;
    private ApiHost _host = null!;
    private Tenant _tenant = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(Token);
        _host = await ApiHost.StartAsync(
            _redis,
            postgres,
            ("Http:MaxConcurrentRequests", $"{Places}"),
            ("Http:MaxConcurrentWebhooks", $"{Places}")
        );
        _tenant = await _host.AddTenantAsync(Token);
        _client = _host.Client(_tenant.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        _client.Dispose();
        await _host.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Webhooks_that_take_every_place_are_told_when_to_come_again_and_keep_nobody_else_out()
    {
        using var refused = await RefusedAsync(WebhookAsync, $"/v1/webhooks/zendesk/{_tenant.Id}");

        await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "timeout");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        using var masked = await RedactAsync();
        masked.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var live = await _client.GetAsync("/health/live", Token);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);

        Release();
        await UntilStatusAsync(WebhookAsync, HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Requests_that_take_every_place_lose_no_webhook()
    {
        using var refused = await RefusedAsync(RedactAsync, "/v1/redact");

        await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "timeout");
        using var webhook = await WebhookAsync();
        webhook.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        Release();
        await UntilStatusAsync(RedactAsync, HttpStatusCode.OK);
    }

    /// <summary>The answer while every place is taken. The server gives slow senders up after seconds: then others take their places.</summary>
    private async Task<HttpResponseMessage> RefusedAsync(Func<Task<HttpResponseMessage>> ask, string path)
    {
        while (true)
        {
            Release();
            await HoldAsync(path);
            for (var i = 0; i < 20; i++)
            {
                var response = await ask();
                if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    return response;
                }

                response.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
            }
        }
    }

    /// <summary>As many requests as there are places, which announce a body and never send it.</summary>
    private async Task HoldAsync(string path)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: {_host.Url.Authority}\r\nAuthorization: Bearer {_tenant.Token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
        );
        for (var i = 0; i < Places; i++)
        {
            var connection = new TcpClient();
            _held.Add(connection);
            await connection.ConnectAsync(_host.Url.Host, _host.Url.Port, Token);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Token);
        }
    }

    private void Release()
    {
        _held.ForEach(connection => connection.Dispose());
        _held.Clear();
    }

    private async Task<HttpResponseMessage> WebhookAsync()
    {
        using var request = Webhook.Trigger(_tenant, 35436).Request();
        return await _client.SendAsync(request, Token);
    }

    private Task<HttpResponseMessage> RedactAsync() => _client.PostAsJsonAsync("/v1/redact", new { text = "x" }, Token);

    private static Task UntilStatusAsync(Func<Task<HttpResponseMessage>> ask, HttpStatusCode status) =>
        Eventually.TrueAsync(async () =>
        {
            using var response = await ask();
            return response.StatusCode == status;
        });
}
