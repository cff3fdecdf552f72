using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Jobs.Redis;
using Raum.Redis;
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
    public async Task A_redis_that_is_killed_keeps_what_was_counted()
    {
        var tally = NewTally("all:20261121", maxJobs: 3);
        for (var i = 0; i < 3; i++)
        {
            await Queue.AdmitAsync(NewJob(Acme), [], [(tally, new(0, 0))], Token);
        }

        var store = _process.GetRequiredService<ITallyStore>();
        (await store.SpendAsync(Acme, [tally], 0.25m, Token)).Failure.ShouldBeNull();
        await _server.RestartAsync(Token);

        (await Queue.AdmitAsync(NewJob(Acme), [], [(tally, null)], Token)).Value.State.ShouldBe(AdmissionState.Full);
        (await store.ReadAsync(Acme, [tally], Token)).Value.ShouldBe([new TallyState(new TallyCount(3, 0.25m), true)]);
    }

    [Fact]
    public async Task What_is_spent_adds_up_exactly_from_all_sides_and_is_kept_until_the_period_is_over()
    {
        var tally = NewTally("all:20261121", maxSpend: 100);
        await Queue.AdmitAsync(NewJob(Acme), [], [(tally, new(0, 0))], Token);
        var store = _process.GetRequiredService<ITallyStore>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => store.SpendAsync(Acme, [tally], 0.000_321m, Token)));

        (await store.ReadAsync(Acme, [tally], Token)).Value.ShouldBe([new TallyState(new TallyCount(1, 0.0321m), true)]);
        var keys = await _server.RawAsync("KEYS *used:*", Token);
        keys.ShouldContain("all:20261121");
    }

    [Fact]
    public async Task Nothing_is_promised_while_redis_is_down()
    {
        await _server.KillAsync();

        var watch = Stopwatch.StartNew();
        (await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token)).Failure!.Code.ShouldBe(FailureCode.QueueUnavailable);

        // Two seconds, and room for a busy machine.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Nothing_is_promised_while_redis_is_frozen_and_work_goes_on_afterwards()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        await _server.FreezeAsync();
        try
        {
            var watch = Stopwatch.StartNew();
            (await Queue.EnqueueAsync(NewJob(Globex), "mark", Token)).Failure!.Code.ShouldBe(FailureCode.QueueUnavailable);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
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
        var broken = NewJob(Acme);
        await _server.RawAsync($"XADD {stream} * i {QueueKeys.Id(broken.Id)} j not-json a 0", Token);
        await Queue.EnqueueAsync(good, (string?)null, Token);

        (await TakeOneAsync()).Job.Id.ShouldBe(good.Id);

        var letter = (await DeadLetters.ListAsync(Acme, 10, Token)).Value.ShouldHaveSingleItem();
        (letter.Code, letter.Job, letter.Operation).ShouldBe((FailureCode.UnreadableJob, broken.Id, null));
        (await DeadLetters.ReplayAsync(Acme, letter.Id, Token)).Failure!.Code.ShouldBe(FailureCode.UnreadableJob);
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
        // In one partition, so that only the organization tells them apart.
        var process = _fixture.NewProcess(options => options.Partitions = 1);
        var job = NewJob(Acme);
        await process.GetRequiredService<IJobQueue>().EnqueueAsync(job, (string?)null, Token);
        var statuses = process.GetRequiredService<IJobStatusStore>();

        (await statuses.FindAsync(Acme, job.Id, Token)).Value.ShouldNotBeNull();
        (await statuses.FindAsync(Globex, job.Id, Token)).Value.ShouldBeNull();
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

    [Fact]
    public async Task A_job_of_a_process_that_died_goes_to_another_when_its_lease_ends()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        var dying = _fixture.NewProcess(options => options.Lease = TimeSpan.FromSeconds(1));
        await TakeOneAsync(dying.GetRequiredService<IJobQueue>());
        await dying.DisposeAsync();

        (await TakeOneAsync()).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_deduplication_key_is_nowhere_in_redis()
    {
        const string key = "jane.doe@example.com/order-4711";
        await Queue.EnqueueAsync(NewJob(Acme), key, Token);

        var files = Directory.GetFiles(_server.DataFolder, "*", SearchOption.AllDirectories);
        files.ShouldContain(file => file.EndsWith(".aof", StringComparison.Ordinal));
        foreach (var file in files)
        {
            (await File.ReadAllBytesAsync(file, Token)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(key)).ShouldBe(-1);
        }
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("ready set")]
    [InlineData("ready list")]
    [InlineData("status")]
    public async Task An_enqueue_that_fails_half_way_leaves_nothing_behind(string broken)
    {
        var job = NewJob(Acme);
        var keys = new QueueKeys(new JobQueueOptions().Partitions);
        var partition = keys.PartitionOf(Acme);
        var key = broken switch
        {
            "stream" => keys.Stream(Acme, job.Lane),
            "ready set" => QueueKeys.ReadySet(partition, job.Lane),
            "ready list" => QueueKeys.Ready(partition, job.Lane),
            _ => keys.Status(Acme, job.Id),
        };
        await _server.RawAsync($"SET {key} in-the-way", Token);
        (await Should.ThrowAsync<RedisServerException>(() => Queue.EnqueueAsync(job, "mark", Token))).Code.ShouldBe("WRONGTYPE");
        await _server.RawAsync($"DEL {key}", Token);
        (await Queue.TakeAsync(1, Token)).ShouldBeEmpty();

        (await Queue.EnqueueAsync(job, "mark", Token)).Value.IsNew.ShouldBeTrue();

        (await TakeOneAsync()).Job.Id.ShouldBe(job.Id);
        (await Queue.TakeAsync(10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Processes_that_come_and_go_leave_no_names_behind()
    {
        for (var i = 0; i < 3; i++)
        {
            await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
            var process = NewProcess();
            await process.CompleteAsync(await TakeOneAsync(process), Token);
        }

        var stream = new QueueKeys(new JobQueueOptions().Partitions).Stream(Acme, JobLane.Background);
        (await _server.RawAsync($"XINFO CONSUMERS {stream} workers", Token)).ShouldStartWith("*1\r\n");
        (await _server.RawAsync($"XLEN {stream}", Token)).ShouldBe(":0");
    }

    [Fact]
    public async Task An_organization_whose_job_was_removed_by_hand_is_served_again()
    {
        for (var i = 0; i < 4; i++)
        {
            await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        }

        var leases = await TakeAsync(3);
        (await Queue.TakeAsync(1, Token)).ShouldBeEmpty();
        var stream = new QueueKeys(new JobQueueOptions().Partitions).Stream(Acme, JobLane.Background);
        foreach (var lease in leases)
        {
            await _server.RawAsync($"XDEL {stream} {LeaseReceipt.Parse(lease.Receipt).Entry}", Token);
        }

        await ExpireLeasesAsync();

        (await TakeOneAsync()).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Dead_letters_go_after_their_time()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        await Queue.BuryAsync(await TakeOneAsync(), FailureCode.ProviderRefused, Token);

        var key = new QueueKeys(new JobQueueOptions().Partitions).DeadLetters(Acme);
        var seconds = long.Parse(
            (await _server.RawAsync($"TTL {key}", Token)).TrimStart(':'),
            System.Globalization.CultureInfo.InvariantCulture
        );
        seconds.ShouldBeInRange(29 * 86_400, 30 * 86_400);
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
