using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Raum.Redis;

public static class RedisServiceCollectionExtensions
{
    /// <summary>Registers <see cref="RedisClient"/> and a readiness check named <c>redis</c>. The host binds <see cref="RedisOptions"/>.</summary>
    /// <param name="connectionString">See <see cref="RedisConnectionString"/>.</param>
    /// <exception cref="FormatException">The connection string is unreadable.</exception>
    public static IServiceCollection AddRaumRedis(this IServiceCollection services, string connectionString)
    {
        var target = RedisConnectionString.Parse(connectionString);
        services.AddOptions<RedisOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RedisOptions>, RedisOptionsRanges>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new RedisClient(
            target,
            provider.GetRequiredService<IOptions<RedisOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            NextRandom,
            provider.GetService<ILogger<RedisClient>>()
        ));
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", tags: ["ready"]);
        return services;
    }

    private static double NextRandom() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}

/// <summary>Healthy when Redis answers within the command's deadline.</summary>
internal sealed class RedisHealthCheck(RedisClient client) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await client.ExecuteAsync(["PING"], cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (RedisUnavailableException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message);
        }
    }
}
