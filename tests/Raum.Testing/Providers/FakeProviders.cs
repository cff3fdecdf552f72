using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Raum.Testing.Providers;

/// <summary>Pretend OpenAI, Anthropic, Gemini and a compatible server over real HTTP, strict about what they are sent.</summary>
/// <remarks>A test starts its own with <see cref="StartAsync"/>; a program maps them into its own application with <see cref="Map"/>.</remarks>
public sealed class FakeProviders : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeProviders(WebApplication app, ProviderScript script)
    {
        _app = app;
        Script = script;
        Root = new Uri(app.Urls.First());
    }

    public ProviderScript Script { get; }

    public Uri Root { get; }

    /// <summary>Base URL in the form of the provider's own: up to <c>/v1</c>.</summary>
    public Uri OpenAi => new(Root, "/openai/v1");

    /// <summary>Base URL without a version, as the provider's SDKs want it.</summary>
    public Uri Anthropic => new(Root, "/anthropic");

    /// <summary>Base URL up to <c>/v1beta</c>.</summary>
    public Uri Gemini => new(Root, "/gemini/v1beta");

    /// <summary>Base URL up to <c>/v1</c>.</summary>
    public Uri Compatible => new(Root, "/compatible/v1");

    /// <summary>Starts on a free port of 127.0.0.1.</summary>
    public static async Task<FakeProviders> StartAsync(ProviderScript? script = null)
    {
        script ??= new ProviderScript();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        Map(app, script);
        await app.StartAsync();
        return new FakeProviders(app, script);
    }

    /// <summary>Maps <c>/openai/v1</c>, <c>/anthropic</c>, <c>/gemini/v1beta</c> and <c>/compatible/v1</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes, ProviderScript script)
    {
        var openAi = new OpenAiFake(compatible: false);
        var compatible = new OpenAiFake(compatible: true);
        var anthropic = new AnthropicFake();
        var gemini = new GeminiFake();
        routes.MapPost("/openai/v1/chat/completions", context => AnswerAsync(context, openAi, script));
        routes.MapPost("/compatible/v1/chat/completions", context => AnswerAsync(context, compatible, script));
        routes.MapPost("/anthropic/v1/messages", context => AnswerAsync(context, anthropic, script));
        routes.MapPost("/gemini/v1beta/models/{call}", context => AnswerAsync(context, gemini, script));
    }

    public async ValueTask DisposeAsync()
    {
        // A hanging answer must not hold the server up.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, ProviderWire wire, ProviderScript script)
    {
        using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        JsonElement body = default;
        string? violation = null;
        var streaming = false;
        try
        {
            body = JsonDocument.Parse(text).RootElement;
            streaming = wire.IsStreaming(context.Request.Path, body);
            violation = context.Request.HasJsonContentType() ? wire.Check(headers, body, streaming) : "content type is not JSON";
        }
        catch (JsonException)
        {
            violation = "not JSON";
        }

        var request = new ReceivedRequest(context.Request.Path + context.Request.QueryString, headers, text, violation);
        var reply = script.Take(request);
        var key = wire.KeyOf(headers);
        if (string.IsNullOrEmpty(key) || (script.Key is { } accepted && key != accepted))
        {
            reply = wire.WrongKey;
        }
        else if (violation is not null)
        {
            reply = wire.BadRequest(violation);
        }

        if (reply.Meanwhile is { } happens)
        {
            await happens();
        }

        if (reply.Latency > TimeSpan.Zero)
        {
            await Task.Delay(reply.Latency, TimeProvider.System, context.RequestAborted);
        }

        await new ReplyWriter(context, wire, ModelOf(context, body), streaming).WriteAsync(reply);
    }

    private static string ModelOf(HttpContext context, JsonElement body) =>
        context.Request.RouteValues["call"] is string call ? call.Split(':')[0]
        : body.ValueKind == JsonValueKind.Object && body.TryGetProperty("model", out var model) ? model.ToString()
        : "";
}
