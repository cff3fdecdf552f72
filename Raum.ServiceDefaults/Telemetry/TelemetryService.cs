using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Raum.ServiceDefaults.Telemetry;

/// <summary>Starts traces and metrics with the host, and sends what is left at its end.</summary>
/// <param name="watchers">Processors that see each span after the guard; tests add theirs.</param>
internal sealed class TelemetryService(
    IConfiguration configuration,
    IHostEnvironment environment,
    IEnumerable<BaseProcessor<Activity>> watchers
) : IHostedService, IDisposable
{
    private const int FlushMilliseconds = 5_000;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => Describe(resource, environment))
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Raum.*")
            .AddProcessor(new SpanGuard());
        foreach (var watcher in watchers)
        {
            traces.AddProcessor(watcher);
        }

        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => Describe(resource, environment))
            .AddMeter(
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.RateLimiting",
                "System.Net.Http",
                "System.Runtime",
                "Npgsql",
                "Raum.*"
            );

        if (Otlp.IsConfigured(configuration))
        {
            traces.AddOtlpExporter(options => Otlp.Configure(options, configuration, "v1/traces"));
            metrics.AddOtlpExporter(options => Otlp.Configure(options, configuration, "v1/metrics"));
        }

        _traces = traces.Build();
        _metrics = metrics.Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(FlushMilliseconds);
        _metrics?.ForceFlush(FlushMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    internal static void Describe(ResourceBuilder resource, IHostEnvironment environment) =>
        resource
            .AddService(
                environment.ApplicationName,
                serviceNamespace: "raum",
                serviceVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString()
            )
            .AddAttributes([new("deployment.environment.name", environment.EnvironmentName)]);
}

/// <summary>The standard OTLP settings (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>_PROTOCOL</c>, <c>_HEADERS</c>) from any configuration source.</summary>
internal static class Otlp
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";

    public static bool IsConfigured(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[Endpoint]);

    /// <param name="path">Of the signal; HTTP needs it, gRPC has its own.</param>
    public static void Configure(OtlpExporterOptions options, IConfiguration configuration, string path)
    {
        var endpoint = configuration[Endpoint]!.TrimEnd('/');
        var http = string.Equals(configuration[Protocol], "http/protobuf", StringComparison.OrdinalIgnoreCase);
        options.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = new Uri(http ? $"{endpoint}/{path}" : endpoint);
        if (configuration[Headers] is { Length: > 0 } headers)
        {
            options.Headers = headers;
        }
    }
}
