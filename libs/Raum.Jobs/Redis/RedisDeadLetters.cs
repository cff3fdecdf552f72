using System.Globalization;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>Dead letters, a stream per organization.</summary>
internal sealed class RedisDeadLetters(RedisClient redis, IJobQueue queue, IOptions<JobQueueOptions> options, TimeProvider clock)
    : IDeadLetters
{
    private readonly QueueKeys _keys = new(options.Value.Partitions);

    public async Task<Outcome<IReadOnlyList<DeadLetter>>> ListAsync(
        OrganizationId organization,
        int max,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var reply = await redis.ExecuteAsync(["XREVRANGE", _keys.DeadLetters(organization), "+", "-", "COUNT", max], cancellationToken);
            return reply.Items.Select(item => Read(organization, item).Letter).ToList();
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    public async Task<Outcome<Enqueued>> ReplayAsync(OrganizationId organization, string deadLetterId, CancellationToken cancellationToken)
    {
        var parts = deadLetterId.Split('-');
        if (parts.Length != 2 || parts.Any(part => part.Length is 0 or > 18 || !part.All(char.IsAsciiDigit)))
        {
            return new Failure(FailureCode.NotFound);
        }

        try
        {
            var key = _keys.DeadLetters(organization);
            var reply = await redis.ExecuteAsync(["XRANGE", key, deadLetterId, deadLetterId], cancellationToken);
            if (reply.Items.Count == 0)
            {
                return new Failure(FailureCode.NotFound);
            }

            var (_, wire) = Read(organization, reply.Items[0]);
            if (wire is null)
            {
                return new Failure(FailureCode.UnreadableJob);
            }

            if (wire.HadText)
            {
                return new Failure(FailureCode.TextGone);
            }

            // The letter goes after the job is durable: a crash between the two leaves both, and the mark keeps the second replay from doubling the job.
            var queued = await queue.EnqueueAsync(wire.ToJob(null), $"replay-{deadLetterId}", cancellationToken);
            if (queued.Succeeded)
            {
                await redis.ExecuteAsync(["XDEL", key, deadLetterId], cancellationToken);
            }

            return queued;
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    private (DeadLetter Letter, JobWire? Wire) Read(OrganizationId organization, RedisReply item)
    {
        var id = item.Items[0].Text;
        var fields = item.Items[1].Items;
        var wire = JobWire.Read(fields[1].Bytes, organization);
        var buriedAt = long.TryParse(id.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : clock.GetUtcNow();
        return (
            new DeadLetter(
                id,
                fields.Count > 7 && Guid.TryParseExact(fields[7].Text, "N", out var job) && job != Guid.Empty ? new JobId(job) : null,
                organization,
                wire?.Operation,
                wire?.TicketId,
                Enum.TryParse<FailureCode>(fields[3].Text, out var code) ? code : FailureCode.None,
                int.TryParse(fields[5].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) ? attempts : 0,
                buriedAt
            ),
            wire
        );
    }
}
