using System.Globalization;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>The state of jobs in a hash each, with a time to live.</summary>
internal sealed class RedisJobStatusStore(RedisClient redis, IOptions<JobQueueOptions> options, TimeProvider clock) : IJobStatusStore
{
    private static readonly RedisScript SetStatus = RedisScript.FromResource(typeof(RedisJobStatusStore), "Scripts.SetStatus.lua");

    private readonly QueueKeys _keys = new(options.Value.Partitions);

    public async Task<Outcome<JobStatus?>> FindAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await redis.ExecuteAsync(["HGETALL", _keys.Status(organization, job)], cancellationToken);
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i + 1 < reply.Items.Count; i += 2)
            {
                fields[reply.Items[i].Text] = reply.Items[i + 1].Text;
            }

            return Read(organization, job, fields);
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    public async Task<Outcome<Done>> SetAsync(
        OrganizationId organization,
        JobId job,
        JobState state,
        FailureCode? failure,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await SetStatus.RunAsync(
                redis,
                [_keys.Status(organization, job)],
                [
                    state.ToString(),
                    failure?.ToString() ?? "",
                    clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    (long)options.Value.StatusFor.TotalSeconds,
                ],
                cancellationToken
            );
            return default(Done);
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    private static JobStatus? Read(OrganizationId organization, JobId job, Dictionary<string, string> fields)
    {
        if (fields.Count == 0)
        {
            return null;
        }

        return new JobStatus(
            job,
            organization,
            Enum.Parse<AiOperation>(fields["op"]),
            Enum.Parse<JobState>(fields["state"]),
            int.Parse(fields["attempts"], CultureInfo.InvariantCulture),
            fields.TryGetValue("failure", out var failure) ? Enum.Parse<FailureCode>(failure) : null,
            Time(fields["accepted"]),
            Time(fields["changed"]),
            fields.GetValueOrDefault("owner"),
            fields.ContainsKey("simulation")
        );
    }

    private static DateTimeOffset Time(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
