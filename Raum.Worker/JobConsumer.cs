using System.Diagnostics;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Jobs;

namespace Raum.Worker;

/// <summary>Steps 3 and 11 of a job: take a lease, run the pipeline, settle. Decides nothing about content.</summary>
internal sealed partial class JobConsumer(
    IJobQueue queue,
    IJobPipeline pipeline,
    JobSettlement settlement,
    RetryPolicy retries,
    TimeProvider clock,
    IOptions<WorkerOptions> options,
    ILogger<JobConsumer> logger
) : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    private readonly WorkerOptions _options = options.Value;
    private readonly SemaphoreSlim _free = new(options.Value.MaxParallelJobs);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await TakeAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Draining: nothing more is taken.
        }

        // What runs is finished; each try is bounded by its own time.
        for (var i = 0; i < _options.MaxParallelJobs; i++)
        {
            await _free.WaitAsync(CancellationToken.None);
        }
    }

    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    /// <summary>Takes as many jobs as there are free places, at least one. Each runs on its own: none waits for another.</summary>
    private async Task TakeAsync(CancellationToken stoppingToken)
    {
        await _free.WaitAsync(stoppingToken);
        var places = 1;
        while (places < _options.MaxParallelJobs && _free.Wait(0, CancellationToken.None))
        {
            places++;
        }

        try
        {
            // :: Step 3
            foreach (var lease in await queue.TakeAsync(places, stoppingToken))
            {
                places--;
                _ = RunAsync(lease);
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // An adapter waits out what it expects; this is a bug, and no reason to stop taking jobs.
            LogTakeFailed(e.GetType());
            await Task.Delay(AfterTrouble, clock, stoppingToken);
        }
        finally
        {
            if (places > 0)
            {
                _free.Release(places);
            }
        }
    }

    private async Task RunAsync(JobLease lease)
    {
        // Away from the loop that takes: a job may compute before it first waits.
        await Task.Yield();
        try
        {
            await HandleAsync(lease);
        }
        catch (Exception e)
        {
            // The message may quote ticket text, so only the type is logged. The lease is kept and runs out, so the job comes back.
            LogCrashed(lease.Job.Id, lease.Attempt, e.GetType());
            JobTelemetry.TryEnded(lease.Job, "crashed", FailureCode.Crashed);
        }
        finally
        {
            _free.Release();
        }
    }

    internal async Task HandleAsync(JobLease lease)
    {
        using var trace = JobTelemetry.StartTry(lease.Job, lease.Attempt, clock.GetUtcNow());
        if (lease.Attempt > _options.MaxAttempts)
        {
            // Every earlier try ended without settling: this job takes its process down.
            var given = await settlement.BuryAsync(lease, FailureCode.Crashed, Step.Take, CancellationToken.None);
            JobTelemetry.TryEnded(lease.Job, given ? "buried" : "unsettled", FailureCode.Crashed);
            return;
        }

        using var limit = new CancellationTokenSource(_options.JobTimeout, clock);
        using var lost = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, lost.Token);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(lease, lost, done.Token);
        JobTry ended;
        try
        {
            ended = await pipeline.RunAsync(lease.Job, lease.Attempt, stop.Token);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }

        if (lost.IsCancellationRequested)
        {
            // Somebody else has the job: what it is to become is theirs to say.
            LogLeaseLost(lease.Job.Id, lease.Attempt);
            JobTelemetry.TryEnded(lease.Job, "lost", null);
            return;
        }

        // :: Step 11
        await SettleAsync(lease, ended, trace);
    }

    private async Task SettleAsync(JobLease lease, JobTry ended, Activity? trace)
    {
        if (ended.Outcome.Succeeded)
        {
            await settlement.CompleteAsync(lease, CancellationToken.None);
            JobTelemetry.TryEnded(lease.Job, ended.Outcome.Value == JobEnd.Held ? "held" : "delivered", null);
            return;
        }

        var failure = ended.Outcome.Failure;
        trace?.SetStatus(ActivityStatusCode.Error);
        trace?.SetTag("error.type", failure.Code.ToString());
        if (failure.IsTransient && lease.Attempt < _options.MaxAttempts)
        {
            var putOff = await settlement.RetryAsync(lease, failure, retries.DelayFor(lease.Attempt, failure), CancellationToken.None);
            JobTelemetry.TryEnded(lease.Job, putOff ? "retried" : "unsettled", failure.Code);
        }
        else
        {
            var buried = await settlement.BuryAsync(lease, failure.Code, ended.Step, CancellationToken.None);
            JobTelemetry.TryEnded(lease.Job, buried ? "buried" : "unsettled", failure.Code);
        }
    }

    /// <summary>Keeps the lease while the job runs. Ends the run when the lease is lost.</summary>
    private async Task RenewAsync(JobLease lease, CancellationTokenSource lost, CancellationToken done)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.RenewEvery, clock);
            while (await timer.WaitForNextTickAsync(done))
            {
                if (!await queue.RenewAsync(lease, done))
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The run has ended.
        }
        catch (Exception e)
        {
            LogRenewFailed(lease.Job.Id, lease.Attempt, e.GetType());
            await lost.CancelAsync();
        }
    }

    [LoggerMessage(2101, LogLevel.Error, "Job {JobId} crashed on attempt {Attempt}: {ExceptionType}")]
    private partial void LogCrashed(JobId jobId, int attempt, Type exceptionType);

    [LoggerMessage(2102, LogLevel.Warning, "Job {JobId}: the lease of attempt {Attempt} is lost")]
    private partial void LogLeaseLost(JobId jobId, int attempt);

    [LoggerMessage(2103, LogLevel.Error, "Jobs could not be taken: {ExceptionType}")]
    private partial void LogTakeFailed(Type exceptionType);

    [LoggerMessage(2104, LogLevel.Error, "Job {JobId}: the lease of attempt {Attempt} could not be renewed: {ExceptionType}")]
    private partial void LogRenewFailed(JobId jobId, int attempt, Type exceptionType);
}
