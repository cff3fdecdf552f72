using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Jobs.Redis;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Queue;

/// <summary>The Redis adapter keeps the contract, and its own promises when Redis dies, freezes or comes back.</summary>
public sealed class RedisJobQueueTests : JobQueueContract, IAsyncLifetime
{
    private RedisServer _server = null!;
    private RedisQueueFixture _fixture = null!;
    private ServiceProvider _process = null!;

    protected override IJobQueue Queue => _process.GetRequiredService<IJobQueue>();

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(Token);
        _fixture = new RedisQueueFixture(_server.ConnectionString);
        _process = _fixture.NewProcess();
    }

    protected override IJobQueue NewProcess() => _fixture.NewProcess().GetRequiredService<IJobQueue>();

    protected override Task ExpireLeasesAsync() => RedisQueueFixture.ExpireLeasesAsync(_server, Token);

    [Fact]
    public async Task A_redis_that_is_killed_keeps_every_job_that_was_accepted()
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token)));
        await _server.RestartAsync(Token);

        var found = new HashSet<JobId>();
        while (found.Count < accepted.Length)
        {
            var lease = await TakeOneAsync();
            found.Add(lease.Job.Id);
            await Queue.CompleteAsync(lease, Token);
        }

        found.ShouldBe(accepted.Select(outcome => outcome.Value.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_promised_while_redis_is_down()
    {
        await _server.KillAsync();

        (await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token)).Failure!.Code.ShouldBe(FailureCode.QueueUnavailable);
    }

    [Fact]
    public async Task Nothing_is_promised_while_redis_is_frozen_and_work_goes_on_afterwards()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        await _server.FreezeAsync();
        try
        {
            (await Queue.EnqueueAsync(NewJob(Globex), "mark", Token)).Failure!.Code.ShouldBe(FailureCode.QueueUnavailable);
        }
        finally
        {
            await _server.ThawAsync();
        }

        (await TakeOneAsync()).Job.Organization.ShouldBeOneOf(Acme, Globex);
    }

    [Fact]
    public async Task A_worker_that_waits_through_a_restart_gets_the_next_job()
    {
        var waiting = TakeOneAsync();
        await _server.RestartAsync(Token);
        Outcome<Enqueued> queued;
        do
        {
            queued = await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        } while (!queued.Succeeded);

        (await waiting).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_buried_job_is_a_dead_letter_of_ids_and_a_code()
    {
        var job = NewJob(Acme) with { TicketId = 35436 };
        await Queue.EnqueueAsync(job, (string?)null, Token);
        await Queue.BuryAsync(await TakeOneAsync(), FailureCode.ProviderKeyRejected, Token);

        var letters = await DeadLetters.ListAsync(Acme, 10, Token);

        var letter = letters.Value.ShouldHaveSingleItem();
        (letter.Job, letter.TicketId, letter.Code, letter.Attempts).ShouldBe((job.Id, 35436L, FailureCode.ProviderKeyRejected, 1));
        (await DeadLetters.ListAsync(Globex, 10, Token)).Value.ShouldBeEmpty();
        (await StatusOf(job)).State.ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_dead_letter_can_be_replayed_once()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        await Queue.BuryAsync(await TakeOneAsync(), FailureCode.ProviderUnavailable, Token);
        var letter = (await DeadLetters.ListAsync(Acme, 10, Token)).Value.Single();

        (await DeadLetters.ReplayAsync(Globex, letter.Id, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await DeadLetters.ReplayAsync(Acme, letter.Id, Token)).Succeeded.ShouldBeTrue();
        (await DeadLetters.ReplayAsync(Acme, letter.Id, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);

        (await TakeOneAsync()).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_dead_letter_whose_text_is_gone_says_so()
    {
        await Queue.EnqueueAsync(NewJob(Acme) with { TicketId = null, SealedText = new byte[] { 1 } }, (string?)null, Token);
        await Queue.BuryAsync(await TakeOneAsync(), FailureCode.ProviderUnavailable, Token);
        var letter = (await DeadLetters.ListAsync(Acme, 10, Token)).Value.Single();

        (await DeadLetters.ReplayAsync(Acme, letter.Id, Token)).Failure!.Code.ShouldBe(FailureCode.TextGone);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_buried_and_the_next_one_is_served()
    {
        var keys = new QueueKeys(new JobQueueOptions().Partitions);
        var stream = keys.Stream(Acme, JobLane.Background);
        var good = NewJob(Acme);
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        await Queue.CompleteAsync(await TakeOneAsync(), Token);
        await _server.RawAsync($"XADD {stream} * j not-json a 0", Token);
        await Queue.EnqueueAsync(good, (string?)null, Token);

        (await TakeOneAsync()).Job.Id.ShouldBe(good.Id);

        (await DeadLetters.ListAsync(Acme, 10, Token)).Value.ShouldHaveSingleItem().Code.ShouldBe(FailureCode.UnreadableJob);
    }

    [Fact]
    public async Task The_state_of_a_job_follows_it()
    {
        var job = NewJob(Acme);
        await Queue.EnqueueAsync(job, (string?)null, Token);
        (await StatusOf(job)).State.ShouldBe(JobState.Queued);

        var lease = await TakeOneAsync();
        (await StatusOf(job)).State.ShouldBe(JobState.Running);

        await Queue.RetryAsync(lease, TimeSpan.FromMilliseconds(20), Token);
        (await StatusOf(job)).State.ShouldBe(JobState.Retrying);

        await Queue.CompleteAsync(await TakeOneAsync(), Token);
        var done = await StatusOf(job);
        (done.State, done.Attempts, done.AcceptedAt).ShouldBe((JobState.Done, 2, job.AcceptedAt));
    }

    [Fact]
    public async Task The_state_of_a_job_is_hidden_from_another_organization()
    {
        var job = NewJob(Acme);
        await Queue.EnqueueAsync(job, (string?)null, Token);

        (await Statuses.FindAsync(Globex, job.Id, Token)).Value.ShouldBeNull();
    }

    [Fact]
    public async Task A_state_that_was_set_by_the_pipeline_stays_when_the_job_completes()
    {
        var job = NewJob(Acme);
        await Queue.EnqueueAsync(job, (string?)null, Token);
        var lease = await TakeOneAsync();
        await Statuses.SetAsync(Acme, job.Id, JobState.WaitingForApproval, null, Token);

        await Queue.CompleteAsync(lease, Token);

        (await StatusOf(job)).State.ShouldBe(JobState.WaitingForApproval);
    }

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _server.DisposeAsync();
    }

    private IDeadLetters DeadLetters => _process.GetRequiredService<IDeadLetters>();

    private IJobStatusStore Statuses => _process.GetRequiredService<IJobStatusStore>();

    private async Task<JobStatus> StatusOf(QueuedJob job) => (await Statuses.FindAsync(job.Organization, job.Id, Token)).Value!;
}
