using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Raum.ServiceDefaults.Health;

/// <summary>How a host leaves. Section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>How long after SIGTERM the host still takes requests while it already says that it is not ready. Default 0 seconds, at most 60.</summary>
    /// <remarks>On Kubernetes 5 to 10 seconds: endpoints take that long to forget a pod (OPS-4).</remarks>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.Zero;

    /// <summary>How long requests and jobs in flight may take to end, after the delay. Default 30 seconds, from 1 second to 20 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:20:00")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class DrainOptionsRanges : IValidateOptions<DrainOptions>;

/// <summary>On SIGTERM: not ready first, then a pause, then the servers stop and finish what they have.</summary>
internal sealed class DrainService(IOptions<DrainOptions> options, TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _draining;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_draining ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy());

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        return Task.Delay(options.Value.Delay, clock, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
