using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Erasure;
using Raum.Jobs.Simulations;

namespace Raum.Jobs.Redis;

public static class JobQueueServiceCollectionExtensions
{
    /// <summary>Registers the queue, job states, results and dead letters on Redis. Needs <c>AddRaumRedis</c>; the host binds <see cref="JobQueueOptions"/>.</summary>
    public static IServiceCollection AddRaumJobQueue(this IServiceCollection services)
    {
        services.AddOptions<JobQueueOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<JobQueueOptions>, JobQueueOptionsRanges>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IJobQueue, RedisJobQueue>();
        services.TryAddSingleton<ITallyStore, RedisTallyStore>();
        services.TryAddSingleton<JobCounts>();
        services.TryAddSingleton<JobIntake>();
        services.TryAddSingleton<IJobStatusStore, RedisJobStatusStore>();
        services.TryAddSingleton<IResultChannel, RedisResultChannel>();
        services.TryAddSingleton<ISimulationStore, RedisSimulationStore>();
        services.TryAddSingleton<IDeadLetters, RedisDeadLetters>();
        services.TryAddSingleton<IJobTraces, RedisJobTraces>();
        return services;
    }
}
