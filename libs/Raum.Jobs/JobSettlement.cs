using Microsoft.Extensions.Logging;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Jobs.Delivery;
using Raum.Jobs.Pipeline;

namespace Raum.Jobs;

/// <summary>Step 11: what becomes of a job after a try. The queue's entry changes last, so that a crash in between only repeats it.</summary>
/// <remarks>Without the log nothing is given up or put off: the lease is left to run out, and the job comes back. So every end of a job is on record.</remarks>
public sealed class JobSettlement
{
    private readonly IJobQueue _queue;
    private readonly JobRecord _record;
    private readonly HandBack _handBack;
    private readonly JobResults _results;
    private readonly ILogger<JobSettlement> _logger;

    internal JobSettlement(IJobQueue queue, JobRecord record, HandBack handBack, JobResults results, ILogger<JobSettlement> logger)
    {
        _queue = queue;
        _record = record;
        _handBack = handBack;
        _results = results;
        _logger = logger;
    }

    /// <summary>The job is done, or waits for a person.</summary>
    public Task CompleteAsync(JobLease lease, CancellationToken cancellationToken) => _queue.CompleteAsync(lease, cancellationToken);

    /// <summary>The job is tried again after <paramref name="delay"/>.</summary>
    /// <returns>False when that could not be put on record: the job comes back when its lease runs out.</returns>
    public async Task<bool> RetryAsync(JobLease lease, Failure failure, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (!await RecordAsync(lease, _record.Retried(lease.Job, lease.Attempt, failure, delay), cancellationToken))
        {
            return false;
        }

        _logger.JobRetried(lease.Job.Id, lease.Job.Organization, delay);
        await _queue.RetryAsync(lease, delay, cancellationToken);
        return true;
    }

    /// <summary>The job is given up: its ticket goes back to people with a note and a tag where that can be, and it becomes a dead letter (FLOW-6); a simulation only ends.</summary>
    /// <param name="step">The step that the last try had reached.</param>
    /// <returns>As <see cref="RetryAsync"/>.</returns>
    public async Task<bool> BuryAsync(JobLease lease, FailureCode reason, Step step, CancellationToken cancellationToken)
    {
        var handedBack = await _handBack.RunAsync(lease.Job, lease.Attempt, reason, cancellationToken);
        if (!await RecordAsync(lease, _record.Buried(lease.Job, lease.Attempt, reason, step, handedBack), cancellationToken))
        {
            return false;
        }

        _logger.JobBuried(lease.Job.Id, lease.Job.Organization, reason, lease.Attempt, handedBack);

        if (!lease.Job.IsSimulation)
        {
            // Who reads along learns it from the job's status as well, so a failure here changes nothing.
            await _results.FailedAsync(lease.Job.Organization, lease.Job.Id, reason, cancellationToken);
            await _results.EndAsync(lease.Job.Organization, lease.Job.Id, cancellationToken);
        }

        await _queue.BuryAsync(lease, reason, cancellationToken);
        return true;
    }

    private async Task<bool> RecordAsync(JobLease lease, AuditEvent settled, CancellationToken cancellationToken)
    {
        var recorded = await _record.AppendAsync(lease.Job.Organization, [settled], cancellationToken);
        if (!recorded.Succeeded)
        {
            _logger.NotRecorded(lease.Job.Id, lease.Job.Organization, recorded.Failure.Code);
        }

        return recorded.Succeeded;
    }
}
