using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Raum.ServiceDefaults.Tests;

/// <summary>Takes OTLP over HTTP and keeps the bytes. Protobuf writes strings as plain UTF-8, so a text search finds them.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app)
    {
        _app = app;
        app.MapPost(
            "/v1/{signal}",
            async (HttpContext context) =>
            {
                using var copy = new MemoryStream();
                await context.Request.Body.CopyToAsync(copy);
                _received.Enqueue((context.Request.Path, copy.ToArray()));
                return Results.Bytes([], "application/x-protobuf");
            }
        );
    }

    public string Url => _app.Urls.First();

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        await receiver._app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Everything that came for one signal: <c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public string TextOf(string signal) =>
        string.Concat(_received.Where(part => part.Path == $"/v1/{signal}").Select(part => Encoding.UTF8.GetString(part.Body)));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
