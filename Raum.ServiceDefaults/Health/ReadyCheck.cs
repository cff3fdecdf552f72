using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Raum.ServiceDefaults.Health;

/// <summary>A yes or no question to a store. No answer, whatever the exception, is a no.</summary>
internal sealed class ReadyCheck(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task<bool>> isReady) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await isReady(services, cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
        }
#pragma warning disable CA1031 // a probe reports, it does not crash
        catch (Exception)
        {
            return HealthCheckResult.Unhealthy();
        }
#pragma warning restore CA1031
    }
}
