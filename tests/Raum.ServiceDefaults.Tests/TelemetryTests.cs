using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Raum.ServiceDefaults.Tests;

/// <summary>PII-5, OPS-2: telemetry arrives over OTLP, and nothing of what a request says is in it.</summary>
public sealed class TelemetryTests
{
    /// <summary>One value for each place of a request that frameworks like to write down.</summary>
    private static readonly string[] Said =
    [
        "jane.doe@example.com",
        "Jane-Doe-in-the-path",
        "Jane-Doe-in-the-agent",
        "Jane-Doe-in-the-body",
        "Jane-Doe-in-a-header",
        "Jane-Doe-in-the-exception",
        "Jane-Doe-in-the-status",
        "Jane-Doe-in-the-baggage",
        "Jane-Doe-in-the-outgoing-path",
    ];

    [Fact]
    public async Task Traces_metrics_and_logs_are_exported_and_hold_nothing_that_a_request_said()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var receiver = await OtlpReceiver.StartAsync(cancellationToken);
        var host = await TestHost.StartAsync(
            configure: null,
            app => MapTalkative(app),
            cancellationToken,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Url}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
        );

        using var request = Talkative();
        using var response = await host.Client.SendAsync(request, cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        await host.App.StopAsync(cancellationToken);
        await host.DisposeAsync();

        var traces = receiver.TextOf("traces");
        traces.ShouldContain("POST /talk/{name}");
        traces.ShouldContain("http.response.status_code");
        traces.ShouldContain("Raum.Test");
        receiver.TextOf("metrics").ShouldContain("http.server.request.duration");
        var logs = receiver.TextOf("logs");
        logs.ShouldContain("System.FormatException");
        foreach (var value in Said)
        {
            traces.ShouldNotContain(value);
            logs.ShouldNotContain(value);
            receiver.TextOf("metrics").ShouldNotContain(value);
        }
    }

    [Fact]
    public async Task Log_lines_of_other_libraries_keep_the_event_and_the_exception_type_only()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await TestHost.StartAsync(configure: null, app => MapTalkative(app), cancellationToken);

        using var request = Talkative();
        using var response = await host.Client.SendAsync(request, cancellationToken);

        host.Lines.Text.ShouldContain("Microsoft.AspNetCore.Hosting.Diagnostics");
        host.Lines.Text.ShouldContain("System.FormatException");
        host.Lines.Text.ShouldContain(nameof(MapTalkative)); // where it was thrown
        foreach (var value in Said)
        {
            host.Lines.Text.ShouldNotContain(value);
        }
    }

    [Fact]
    public async Task Nothing_of_our_traces_is_told_to_other_servers()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        string? seen = null;
        await using var outside = await TestHost.StartAsync(
            configure: null,
            app =>
                app.MapGet(
                    "/",
                    (HttpContext context) =>
                        seen = string.Join(' ', context.Request.Headers.Select(header => header.Key.ToLowerInvariant()))
                ),
            cancellationToken
        );
        await using var host = await TestHost.StartAsync(
            configure: null,
            app => app.MapGet("/", async () => await new HttpClient().GetStringAsync(outside.Client.BaseAddress)),
            cancellationToken
        );

        await host.Client.GetStringAsync("/", cancellationToken);

        seen.ShouldNotBeNull();
        seen.ShouldNotContain("traceparent");
        seen.ShouldNotContain("baggage");
        seen.ShouldNotContain("correlation-context");
    }

    private static HttpRequestMessage Talkative() =>
        new(HttpMethod.Post, "/talk/Jane-Doe-in-the-path?mail=jane.doe@example.com")
        {
            Content = new StringContent("Jane-Doe-in-the-body", Encoding.UTF8, "text/plain"),
            Headers =
            {
                { "User-Agent", "Jane-Doe-in-the-agent" },
                { "X-Ticket", "Jane-Doe-in-a-header" },
                { "baggage", "who=Jane-Doe-in-the-baggage" },
            },
        };

    private static void MapTalkative(WebApplication app) =>
        app.MapPost(
            "/talk/{name}",
            async (string name, HttpContext context) =>
            {
                using var source = new ActivitySource("Raum.Test");
                using (var own = source.StartActivity("step 5 mask"))
                {
                    own?.AddException(new FormatException("Jane-Doe-in-the-exception"));
                    own?.SetStatus(ActivityStatusCode.Error, "Jane-Doe-in-the-status");
                }

                using var foreign = new ActivitySource("Npgsql");
                using (var statement = foreign.StartActivity("raumdb", ActivityKind.Client))
                {
                    statement?.SetTag("db.query.text", "select 'Jane-Doe-in-the-body'");
                    statement?.AddException(new FormatException("Jane-Doe-in-the-exception"));
                    statement?.SetStatus(ActivityStatusCode.Error, "Jane-Doe-in-the-status");
                }

                var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Some.Library");
                using var scope = logger.BeginScope(new KeyValuePair<string, object?>[] { new("Name", name) });
                logger.Log(LogLevel.Error, new EventId(7, "Choked"), name, exception: null, (state, _) => state);
                using var client = new HttpClient();
                using var answer = await client.GetAsync(
                    new Uri($"{app.Urls.First()}/Jane-Doe-in-the-outgoing-path?q=jane.doe@example.com")
                );
                throw new FormatException($"Jane-Doe-in-the-exception {name}");
            }
        );
}
