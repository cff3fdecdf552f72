using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Jobs.Simulations;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>A value for each simulation, with a time to live that nothing prolongs.</summary>
internal sealed class RedisSimulationStore(RedisClient redis, IOptions<JobQueueOptions> options) : ISimulationStore
{
    private readonly QueueKeys _keys = new(options.Value.Partitions);

    public async Task<Outcome<Done>> PutAsync(
        OrganizationId organization,
        JobId job,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await redis.ExecuteAsync(
                ["SET", _keys.Simulation(organization, job), sealedBytes, "PX", (long)options.Value.SimulationsFor.TotalMilliseconds],
                cancellationToken
            );
            return default(Done);
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    public async Task<Outcome<byte[]?>> FindAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken)
    {
        try
        {
            var found = await redis.ExecuteAsync(["GET", _keys.Simulation(organization, job)], cancellationToken);
            return found.BytesOrNull;
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }
}
