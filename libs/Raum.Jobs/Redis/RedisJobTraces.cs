using Microsoft.Extensions.Options;
using Raum.AuditStore.Erasure;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>States, results and waiting entries of jobs, found and removed by the job's id.</summary>
internal sealed class RedisJobTraces(RedisClient redis, IOptions<JobQueueOptions> options) : IJobTraces
{
    private readonly QueueKeys _keys = new(options.Value.Partitions);

    public async Task<Outcome<int>> CountUnsettledAsync(
        OrganizationId organization,
        IReadOnlyList<JobId> jobs,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var unsettled = 0;
            foreach (var job in jobs)
            {
                var state = await redis.ExecuteAsync(["HGET", _keys.Status(organization, job), "state"], cancellationToken);
                unsettled +=
                    !state.IsNull && state.Text is nameof(JobState.Queued) or nameof(JobState.Running) or nameof(JobState.Retrying) ? 1 : 0;
            }

            return unsettled;
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    public async Task<Outcome<Done>> EraseAsync(OrganizationId organization, IReadOnlyList<JobId> jobs, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var job in jobs)
            {
                await redis.ExecuteAsync(
                    [
                        "DEL",
                        _keys.Results(organization, job),
                        _keys.Status(organization, job),
                        _keys.Later(organization, job),
                        _keys.Simulation(organization, job),
                    ],
                    cancellationToken
                );
            }

            return default(Done);
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }
}
