using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>Takes POSTs and checks their signature as the documentation says, without the code under test.</summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/in";

    public List<(string? Id, string? MediaType, string Body, bool Signed)> Received { get; } = [];

    /// <summary>The next answers, before all others are 204.</summary>
    public Queue<int> Answers { get; } = new();

    /// <summary>Happens before an answer goes out.</summary>
    public Func<Task>? Taken { get; set; }

    /// <summary>Bytes of a body; what is larger is refused with 413.</summary>
    public int Most { get; set; } = int.MaxValue;

    /// <summary>What happens while a request is being taken.</summary>
    public Action? Taking { get; set; }

    public static async Task<HttpReceiver> StartAsync(string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new HttpReceiver(builder.Build());
        receiver._app.MapPost("/in", context => receiver.TakeAsync(context, secret));
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, string secret)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        var signed = Encoding.UTF8.GetBytes($"{headers["Raum-Timestamp"]}.{headers["Raum-Id"]}.");
        var expected =
            "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. signed, .. body.ToArray()]));
        if (Taken is { } taken)
        {
            await taken();
        }

        Taking?.Invoke();
        lock (Received)
        {
            Received.Add(
                (
                    headers["Raum-Id"],
                    context.Request.ContentType,
                    Encoding.UTF8.GetString(body.ToArray()),
                    headers["Raum-Signature"] == expected
                )
            );
            context.Response.StatusCode =
                body.Length > Most ? 413
                : Answers.TryDequeue(out var answer) ? answer
                : 204;
        }
    }
}
