using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>The queue on Redis streams: one stream per organization and lane, organizations in turn, leases in the streams' pending lists.</summary>
/// <remarks>
/// Each step is one script, so that it happens whole or not at all. Nothing is trimmed. Workers wait for a published wake-up, the end of a lease or the end
/// of a delay, whichever comes first; nobody polls. <c>docs/decisions/0006</c> has the reasons.
/// </remarks>
internal sealed class RedisJobQueue : IJobQueue, IAsyncDisposable
{
    private static readonly RedisScript Enqueue = RedisScript.FromResource(typeof(RedisJobQueue), "Scripts.Enqueue.lua");
    private static readonly RedisScript Settle = RedisScript.FromResource(typeof(RedisJobQueue), "Scripts.Settle.lua");
    private static readonly RedisScript Renew = RedisScript.FromResource(typeof(RedisJobQueue), "Scripts.Renew.lua");
    private const int IdLength = 32;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly RedisClient _redis;
    private readonly JobQueueOptions _options;
    private readonly QueueKeys _keys;
    private readonly TimeProvider _clock;
    private readonly ILogger<RedisJobQueue> _logger;
    private readonly JobDispenser _dispenser;

    public RedisJobQueue(RedisClient redis, IOptions<JobQueueOptions> options, TimeProvider clock, ILogger<RedisJobQueue> logger)
    {
        _redis = redis;
        _options = options.Value;
        _keys = new QueueKeys(_options.Partitions);
        _clock = clock;
        _logger = logger;
        _dispenser = new JobDispenser(redis, _options, _keys, clock);
    }

    public async Task<Outcome<Enqueued>> EnqueueAsync(
        QueuedJob job,
        IReadOnlyList<string> deduplicationKeys,
        CancellationToken cancellationToken
    )
    {
        var admitted = await AdmitAsync(job, deduplicationKeys, [], cancellationToken);
        return admitted.Succeeded ? admitted.Value.Job! : admitted.Failure;
    }

    public async Task<Outcome<Admission>> AdmitAsync(
        QueuedJob job,
        IReadOnlyList<string> deduplicationKeys,
        IReadOnlyList<(JobTally Tally, TallyCount? Begin)> tallies,
        CancellationToken cancellationToken
    )
    {
        var partition = _keys.PartitionOf(job.Organization);
        RedisArgument[] keys =
        [
            _keys.Stream(job.Organization, job.Lane),
            QueueKeys.Ready(partition, job.Lane),
            QueueKeys.ReadySet(partition, job.Lane),
            _keys.Status(job.Organization, job.Id),
            .. tallies.Select(one => (RedisArgument)_keys.Tally(job.Organization, one.Tally.Name)),
            .. deduplicationKeys.Select(key => (RedisArgument)_keys.Mark(job.Organization, key)),
        ];
        RedisArgument[] arguments =
        [
            QueueKeys.Id(job.Organization),
            JobWire.Write(job),
            QueueKeys.Id(job.Id),
            (long)_options.DeduplicateFor.TotalSeconds,
            (long)_options.StatusFor.TotalSeconds,
            job.Operation.ToString(),
            job.AcceptedAt.ToUnixTimeMilliseconds(),
            QueueKeys.WakeUp(partition),
            MarkOf(job),
            job.SealedText is { } text ? (RedisArgument)text : "",
            tallies.Count,
            .. tallies.SelectMany(one => TallyWire.Arguments(one.Tally, one.Begin, _clock.GetUtcNow())),
            job.IsSimulation ? 1 : 0,
            job.Actor.Id,
        ];
        try
        {
            var reply = await Enqueue.RunAsync(_redis, keys, arguments, cancellationToken);
            var state = (AdmissionState)reply.Items[1].Number;
            return new Admission(
                state,
                state is AdmissionState.Known or AdmissionState.Queued
                    ? Marked(reply.Items[0].Bytes, isNew: state == AdmissionState.Queued)
                    : null,
                TallyWire.Counts(reply, from: 2)
            );
        }
        catch (RedisUnavailableException)
        {
            return new Failure(FailureCode.QueueUnavailable);
        }
    }

    public async Task<IReadOnlyList<JobLease>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        var leases = new List<JobLease>();
        foreach (var taken in await _dispenser.TakeAsync(max, cancellationToken))
        {
            if (JobWire.Read(taken.Json, taken.Organization) is { } wire)
            {
                leases.Add(new JobLease(wire.ToJob(taken.SealedText), taken.EarlierAttempts + taken.Deliveries, taken.Receipt));
            }
            else
            {
                await BuryUnreadableAsync(taken);
            }
        }

        return leases;
    }

    public async Task<bool> RenewAsync(JobLease lease, CancellationToken cancellationToken)
    {
        var receipt = LeaseReceipt.Parse(lease.Receipt);
        var reply = await UntilDoneAsync(
            token =>
                Renew.RunAsync(
                    _redis,
                    [_keys.Stream(receipt.Organization, receipt.Lane), QueueKeys.Leases(_keys.PartitionOf(receipt.Organization))],
                    [receipt.Member, receipt.Entry, receipt.Deliveries, JobDispenser.Consumer, (long)_options.Lease.TotalMilliseconds],
                    token
                ),
            cancellationToken
        );
        return reply is { Number: 1 };
    }

    public Task CompleteAsync(JobLease lease, CancellationToken cancellationToken) =>
        SettleAsync(lease, "done", TimeSpan.Zero, FailureCode.None, [], cancellationToken);

    public Task RetryAsync(JobLease lease, TimeSpan delay, CancellationToken cancellationToken) =>
        SettleAsync(lease, "retry", delay, FailureCode.None, [], cancellationToken);

    public Task BuryAsync(JobLease lease, FailureCode reason, CancellationToken cancellationToken) =>
        lease.Job.IsSimulation
            ? SettleAsync(lease, "fail", TimeSpan.Zero, reason, [], cancellationToken)
            : SettleAsync(lease, "bury", TimeSpan.Zero, reason, JobWire.Write(lease.Job), cancellationToken);

    public ValueTask DisposeAsync() => _dispenser.DisposeAsync();

    /// <summary>The job's id, and behind it what was asked, where somebody compares it.</summary>
    private static byte[] MarkOf(QueuedJob job) =>
        [.. Encoding.ASCII.GetBytes(QueueKeys.Id(job.Id)), .. job.SealedRequest is { } request ? request.Span : []];

    private static Enqueued Marked(byte[] mark, bool isNew)
    {
        var id = new JobId(Guid.ParseExact(Encoding.ASCII.GetString(mark, 0, IdLength), "N"));
        return new Enqueued(id, isNew, isNew || mark.Length == IdLength ? (ReadOnlyMemory<byte>?)null : mark.AsMemory(IdLength));
    }

    private async Task BuryUnreadableAsync(TakenEntry taken)
    {
        try
        {
            // What was written is not kept: it could hold anything.
            await RunSettleAsync(
                LeaseReceipt.Parse(taken.Receipt),
                taken.Job,
                "bury",
                TimeSpan.Zero,
                FailureCode.UnreadableJob,
                taken.EarlierAttempts + taken.Deliveries,
                [],
                CancellationToken.None
            );
            _logger.BuriedUnreadable(taken.Organization);
        }
        catch (RedisUnavailableException)
        {
            // The lease runs out and the entry comes again; the readable jobs beside it must not wait for that.
        }
    }

    private async Task SettleAsync(
        JobLease lease,
        string how,
        TimeSpan delay,
        FailureCode code,
        byte[] deadLetter,
        CancellationToken cancellationToken
    )
    {
        var reply = await UntilDoneAsync(
            token => RunSettleAsync(LeaseReceipt.Parse(lease.Receipt), lease.Job.Id, how, delay, code, lease.Attempt, deadLetter, token),
            cancellationToken
        );
        if (reply is not { Number: 1 })
        {
            _logger.LeaseLost(lease.Job.Id, lease.Attempt);
        }
    }

    private Task<RedisReply> RunSettleAsync(
        LeaseReceipt receipt,
        JobId job,
        string how,
        TimeSpan delay,
        FailureCode code,
        int attempts,
        byte[] deadLetter,
        CancellationToken cancellationToken
    )
    {
        var partition = _keys.PartitionOf(receipt.Organization);
        return Settle.RunAsync(
            _redis,
            [
                _keys.Stream(receipt.Organization, receipt.Lane),
                QueueKeys.Leases(partition),
                QueueKeys.InFlight(partition),
                QueueKeys.Parked(partition, JobLane.Interactive),
                QueueKeys.Parked(partition, JobLane.Background),
                QueueKeys.Ready(partition, JobLane.Interactive),
                QueueKeys.ReadySet(partition, JobLane.Interactive),
                QueueKeys.Ready(partition, JobLane.Background),
                QueueKeys.ReadySet(partition, JobLane.Background),
                _keys.Status(receipt.Organization, job),
                QueueKeys.Delayed(partition),
                _keys.Later(receipt.Organization, job),
                _keys.DeadLetters(receipt.Organization),
            ],
            [
                QueueKeys.Id(receipt.Organization),
                QueueKeys.Lane(receipt.Lane),
                receipt.Entry,
                receipt.Deliveries,
                how,
                QueueKeys.WakeUp(partition),
                (long)_options.StatusFor.TotalSeconds,
                QueueKeys.Id(job),
                (long)delay.TotalMilliseconds,
                code.ToString(),
                attempts,
                deadLetter,
                (long)_options.DeadLettersFor.TotalMilliseconds,
            ],
            cancellationToken
        );
    }

    /// <summary>
    /// Tries until Redis answers, or until the lease has surely run out: then another worker has the job, and there is nothing left to say.
    /// A settle that ran unseen finds no lease the second time and changes nothing.
    /// </summary>
    private async Task<RedisReply?> UntilDoneAsync(Func<CancellationToken, Task<RedisReply>> command, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await command(cancellationToken);
            }
            catch (RedisUnavailableException) when (_clock.GetElapsedTime(began) < _options.Lease)
            {
                await Task.Delay(RetryPause, _clock, cancellationToken);
            }
            catch (RedisUnavailableException)
            {
                return null;
            }
        }
    }
}
