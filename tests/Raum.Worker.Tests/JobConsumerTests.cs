using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs;
using Raum.Testing.Servers;

namespace Raum.Worker.Tests;

/// <summary>Steps 3 and 11: what becomes of a job by how its try ends, over the real queue.</summary>
public sealed class JobConsumerTests(PostgresServer postgres) : WorkerFixture(postgres)
{
    [Fact]
    public async Task Jobs_run_side_by_side_and_none_waits_for_another()
    {
        var slow = new TaskCompletionSource();
        var jobs = Enumerable.Range(0, 5).Select(_ => NewJob()).ToList();
        await using var consumer = Consume(
            async (job, _) =>
            {
                if (job.Id == jobs[0].Id)
                {
                    await slow.Task;
                }

                return Well(JobEnd.Delivered);
            }
        );
        foreach (var job in jobs)
        {
            await EnqueueAsync(job);
        }

        foreach (var job in jobs.Skip(1))
        {
            await WaitForAsync(job, JobState.Done);
        }

        (await StatusAsync(jobs[0]))!.State.ShouldBe(JobState.Running);
        slow.SetResult();
        await WaitForAsync(jobs[0], JobState.Done);
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again_and_on_record()
    {
        var job = NewJob();
        await using var consumer = Consume(
            (_, attempt) => Task.FromResult(attempt == 1 ? Failed(FailureCode.ProviderOverloaded) : Well(JobEnd.Delivered))
        );
        await EnqueueAsync(job);

        await WaitForAsync(job, JobState.Done);

        (await StatusAsync(job))!.Attempts.ShouldBe(2);
        (await EventsAsync(job)).OfType<JobRetried>().ShouldHaveSingleItem().Failure.ShouldBe(FailureCode.ProviderOverloaded);
    }

    [Fact]
    public async Task A_failure_that_stays_is_buried_with_its_code_and_the_ticket_handed_back()
    {
        var job = NewJob();
        await using var consumer = Consume((_, _) => Task.FromResult(Failed(FailureCode.ProviderKeyRejected)));
        await EnqueueAsync(job);

        await WaitForAsync(job, JobState.Failed);

        var letter = (await Host.GetRequiredService<IDeadLetters>().ListAsync(Acme, 10, Token)).Value.ShouldHaveSingleItem();
        letter.Code.ShouldBe(FailureCode.ProviderKeyRejected);
        Written().ShouldHaveSingleItem().Public.ShouldBeFalse();
        Desk.Find(Ticket.Id)!.Tags.ShouldContain("raum_manual");
        (await EventsAsync(job)).OfType<JobBuried>().ShouldHaveSingleItem().HandedBack.ShouldBeTrue();
    }

    [Fact]
    public async Task A_transient_failure_is_buried_after_the_last_attempt()
    {
        var job = NewJob();
        await using var consumer = Consume((_, _) => Task.FromResult(Failed(FailureCode.ProviderOverloaded)), maxAttempts: 2);
        await EnqueueAsync(job);

        await WaitForAsync(job, JobState.Failed);

        (await StatusAsync(job))!.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_bug_keeps_the_lease_and_ends_as_crashed_after_the_last_attempt()
    {
        var job = NewJob();
        var tries = 0;
        await using var consumer = Consume(
            (_, _) =>
            {
                Interlocked.Increment(ref tries);
                throw new InvalidOperationException("jane.doe@example.com");
            },
            maxAttempts: 2,
            lease: TimeSpan.FromSeconds(2)
        );
        await EnqueueAsync(job);

        await WaitForAsync(job, JobState.Failed);

        tries.ShouldBe(2);
        (await StatusAsync(job))!.Failure.ShouldBe(FailureCode.Crashed);
    }

    [Fact]
    public async Task A_long_job_keeps_its_lease()
    {
        var job = NewJob();
        var tries = 0;
        await using var consumer = Consume(
            async (_, _) =>
            {
                Interlocked.Increment(ref tries);
                await Task.Delay(TimeSpan.FromSeconds(9), TimeProvider.System, Token);
                return Well(JobEnd.Delivered);
            },
            lease: TimeSpan.FromSeconds(4)
        );
        await EnqueueAsync(job);

        await WaitForAsync(job, JobState.Done);

        tries.ShouldBe(1);
    }

    [Fact]
    public async Task A_held_job_stays_waiting_for_its_person()
    {
        var job = NewJob();
        await using var consumer = Consume(
            async (held, _) =>
            {
                await Host.GetRequiredService<IJobStatusStore>()
                    .SetAsync(Acme, held.Id, JobState.WaitingForApproval, null, CancellationToken.None);
                return Well(JobEnd.Held);
            }
        );
        await EnqueueAsync(job);

        await WaitForAsync(job, JobState.WaitingForApproval);
        await consumer.StopAsync(Token); // the try has been settled

        (await StatusAsync(job))!.State.ShouldBe(JobState.WaitingForApproval);
    }

    [Fact]
    public async Task Stopping_waits_for_what_runs()
    {
        var job = NewJob();
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var consumer = Consume(
            async (_, _) =>
            {
                begun.SetResult();
                await go.Task;
                return Well(JobEnd.Delivered);
            }
        );
        await EnqueueAsync(job);
        await begun.Task.WaitAsync(Token);

        var stopping = consumer.StopAsync(CancellationToken.None);
        stopping.IsCompleted.ShouldBeFalse();
        go.SetResult();
        await stopping;

        (await StatusAsync(job))!.State.ShouldBe(JobState.Done);
        await consumer.DisposeAsync();
    }

    private static JobTry Well(JobEnd end) => new(end, Step.RecordOutcome);

    private static JobTry Failed(FailureCode code) => new(new Failure(code), Step.Call);

    private RunningConsumer Consume(Func<QueuedJob, int, Task<JobTry>> run, int maxAttempts = 6, TimeSpan? lease = null)
    {
        var host = NewHost(services => services.AddSingleton<IJobPipeline>(new ScriptedPipeline(run)), lease);
        var consumer = new JobConsumer(
            host.GetRequiredService<IJobQueue>(),
            host.GetRequiredService<IJobPipeline>(),
            host.GetRequiredService<JobSettlement>(),
            new RetryPolicy(() => 0),
            TimeProvider.System,
            Options.Create(
                new WorkerOptions
                {
                    MaxParallelJobs = 4,
                    MaxAttempts = maxAttempts,
                    RenewEvery = TimeSpan.FromMilliseconds(400),
                }
            ),
            NullLogger<JobConsumer>.Instance
        );
        return new RunningConsumer(host, consumer);
    }

    /// <summary>How a try ends is the test's; everything around it is real.</summary>
    private sealed class ScriptedPipeline(Func<QueuedJob, int, Task<JobTry>> run) : IJobPipeline
    {
        public Task<JobTry> RunAsync(QueuedJob job, int attempt, CancellationToken cancellationToken) => run(job, attempt);
    }

    private sealed class RunningConsumer : IAsyncDisposable
    {
        private readonly ServiceProvider _host;
        private readonly JobConsumer _consumer;

        public RunningConsumer(ServiceProvider host, JobConsumer consumer)
        {
            _host = host;
            _consumer = consumer;
            _ = consumer.StartAsync(CancellationToken.None);
        }

        public Task StopAsync(CancellationToken cancellationToken) => _consumer.StopAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _consumer.StopAsync(CancellationToken.None);
            _consumer.Dispose();
            await _host.DisposeAsync();
        }
    }
}
