using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>Tallies in Redis: a hash each, in the partition of the organization's queue.</summary>
internal sealed class RedisTallyStore(RedisClient redis, IOptions<JobQueueOptions> options, TimeProvider clock) : ITallyStore
{
    // ARGV: the version of each tally's quota.
    private static readonly RedisScript Read = new(
        """
        local reply = {}
        for i = 1, #KEYS do
          local count = redis.call('HMGET', KEYS[i], 'jobs', 'spend', 'begun')
          reply[#reply + 1] = (tonumber(count[3]) or 0) >= tonumber(ARGV[i]) and 1 or 0
          reply[#reply + 1] = tonumber(count[1]) or 0
          reply[#reply + 1] = tonumber(count[2]) or 0
        end
        return reply
        """
    );

    // ARGV: what was spent, then for each tally how long it is kept (ms).
    private static readonly RedisScript Spend = new(
        """
        for i = 1, #KEYS do
          redis.call('HINCRBY', KEYS[i], 'spend', ARGV[1])
          redis.call('PEXPIRE', KEYS[i], ARGV[i + 1])
        end
        return #KEYS
        """
    );

    private readonly QueueKeys _keys = new(options.Value.Partitions);

    public async Task<Outcome<IReadOnlyList<TallyState>>> ReadAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var reply = await Read.RunAsync(
                redis,
                Keys(organization, tallies),
                [.. tallies.Select(tally => (RedisArgument)tally.Version)],
                cancellationToken
            );
            return tallies
                .Select(
                    (_, i) =>
                        new TallyState(TallyWire.Count(reply.Items[(3 * i) + 1], reply.Items[(3 * i) + 2]), reply.Items[3 * i].Number == 1)
                )
                .ToList();
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    public async Task<Outcome<Done>> SpendAsync(
        OrganizationId organization,
        IReadOnlyList<JobTally> tallies,
        decimal spend,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Spend.RunAsync(
                redis,
                Keys(organization, tallies),
                [TallyWire.Micros(spend), .. tallies.Select(tally => (RedisArgument)TallyWire.ForgottenIn(tally, clock.GetUtcNow()))],
                cancellationToken
            );
            return default(Done);
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    private RedisArgument[] Keys(OrganizationId organization, IReadOnlyList<JobTally> tallies) =>
        [.. tallies.Select(tally => (RedisArgument)_keys.Tally(organization, tally.Name))];
}
