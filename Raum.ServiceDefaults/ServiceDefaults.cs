using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Raum.ServiceDefaults.Health;
using Raum.ServiceDefaults.Telemetry;

namespace Raum.ServiceDefaults;

/// <summary>What every host of Raum shares: telemetry that cannot print text, health, a graceful end, a clock.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers the defaults. Telemetry leaves the process only when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        // ASP.NET Core 10 writes method, route and status into its span only when asked; SpanGuard takes off what may hold text.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        // Incoming traces are continued; providers and desks outside are told nothing of ours.
        DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();

        builder.Services.TryAddSingleton(TimeProvider.System);
        AddLogging(builder);
        builder.Services.AddHostedService<TelemetryService>();
        builder.Services.AddSingleton<IStartupFilter, RequestSpan>();
        AddHealth(builder);
        return builder;
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>, both without authentication.</summary>
    public static IEndpointRouteBuilder MapDefaultEndpoints(this IEndpointRouteBuilder routes)
    {
        HealthEndpoints.Map(routes);
        return routes;
    }

    /// <summary>A check that decides about readiness. Its exceptions count as unhealthy and are shown nowhere.</summary>
    /// <param name="timeout">After this the check has failed; a hanging store must not hang the probe.</param>
    public static IHealthChecksBuilder AddReadyCheck(
        this IHealthChecksBuilder checks,
        string name,
        Func<IServiceProvider, CancellationToken, Task<bool>> isReady,
        TimeSpan timeout
    ) =>
        checks.Add(
            new Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckRegistration(
                name,
                services => new ReadyCheck(services, isReady),
                failureStatus: null,
                tags: [HealthEndpoints.ReadyTag],
                timeout
            )
        );

    private static void AddLogging(IHostApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders().AddJsonConsole(options => options.UseUtcTimestamp = true);
        }

        // Noise of the frameworks, of which the guard keeps no more than an event name.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory, GuardedLoggerFactory>());

        if (Otlp.IsConfigured(builder.Configuration))
        {
            builder.Logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.IncludeScopes = false;
                options.SetResourceBuilder(Describe(builder.Environment));
                options.AddOtlpExporter(exporter => Otlp.Configure(exporter, builder.Configuration, "v1/logs"));
            });
        }
    }

    private static ResourceBuilder Describe(IHostEnvironment environment)
    {
        var resource = ResourceBuilder.CreateDefault();
        TelemetryService.Describe(resource, environment);
        return resource;
    }

    private static void AddHealth(IHostApplicationBuilder builder)
    {
        builder.Services.Configure<DrainOptions>(builder.Configuration.GetSection(DrainOptions.Section));
        builder.Services.AddOptions<DrainOptions>().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DrainOptions>, DrainOptionsRanges>();
        builder
            .Services.AddOptions<HostOptions>()
            .Configure<IOptions<DrainOptions>>((host, drain) => host.ShutdownTimeout = drain.Value.Delay + drain.Value.Limit);
        builder.Services.AddSingleton<DrainService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DrainService>());
        builder.Services.AddHealthChecks().AddCheck<DrainService>("accepting", tags: [HealthEndpoints.ReadyTag]);
    }
}
