using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Jobs.Tests.Queue;

/// <summary>What every <see cref="IJobQueue"/> promises. One derived class per adapter; no fact is ever skipped in one.</summary>
public abstract class JobQueueContract
{
    protected static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    protected static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A queue with leases of <see cref="Lease"/> and at most four jobs of an organization in flight.</summary>
    protected abstract IJobQueue Queue { get; }

    /// <summary>Another process on the same queue.</summary>
    protected abstract IJobQueue NewProcess();

    /// <summary>Lets every open lease run out.</summary>
    protected abstract Task ExpireLeasesAsync();

    [Fact]
    public async Task A_job_comes_out_as_it_went_in()
    {
        var job = NewJob(Acme) with
        {
            TicketId = 35436,
            Options = new JobOptions("fr", Tone.Friendly, "openai", "gpt-5"),
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        };
        (await Queue.EnqueueAsync(job, "invocation-1", Token)).Value.ShouldBe(new Enqueued(job.Id, true));

        var lease = await TakeOneAsync();

        lease.Job.ShouldBe(job);
        lease.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Sealed_text_comes_out_byte_for_byte()
    {
        byte[] text = [0, 1, 2, 255, 13, 10, 0];
        await Queue.EnqueueAsync(NewJob(Acme) with { SealedText = text }, (string?)null, Token);

        (await TakeOneAsync()).Job.SealedText!.Value.ToArray().ShouldBe(text);
    }

    [Fact]
    public async Task A_known_mark_queues_nothing_and_names_the_first_job()
    {
        var first = NewJob(Acme);
        await Queue.EnqueueAsync(first, ["a", "b"], Token);

        var second = await Queue.EnqueueAsync(NewJob(Acme), ["b", "c"], Token);

        second.Value.ShouldBe(new Enqueued(first.Id, false));
        await Queue.CompleteAsync(await TakeOneAsync(), Token);
        (await Queue.TakeAsync(1, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_known_mark_gives_back_what_the_first_job_was_asked_and_no_job_carries_it()
    {
        byte[] asked = [0, 13, 10, 255];
        var first = NewJob(Acme) with { SealedRequest = asked };
        (await Queue.EnqueueAsync(first, "order-4711", Token)).Value.FirstRequest.ShouldBeNull();

        var second = await Queue.EnqueueAsync(NewJob(Acme) with { SealedRequest = new byte[] { 1 } }, "order-4711", Token);

        second.Value.Id.ShouldBe(first.Id);
        second.Value.FirstRequest!.Value.ToArray().ShouldBe(asked);
        (await TakeOneAsync()).Job.SealedRequest.ShouldBeNull();
    }

    [Fact]
    public async Task A_job_is_counted_once_in_each_of_its_tallies_and_a_known_one_not_again()
    {
        var (day, month) = (NewTally("all:20261121", maxJobs: 10), NewTally("all:202611", maxJobs: 100));

        var first = await Queue.AdmitAsync(NewJob(Acme), ["order-1"], [(day, new(0, 0)), (month, new(40, 2.5m))], Token);
        var again = await Queue.AdmitAsync(NewJob(Acme), ["order-1"], [(day, null), (month, null)], Token);
        var second = await Queue.AdmitAsync(NewJob(Acme), ["order-2"], [(day, null), (month, null)], Token);

        first.Value.State.ShouldBe(AdmissionState.Queued);
        first.Value.Counts.ShouldBe([new TallyCount(1, 0), new TallyCount(41, 2.5m)]);
        again.Value.State.ShouldBe(AdmissionState.Known);
        again.Value.Job.ShouldBe(new Enqueued(first.Value.Job!.Id, false));
        second.Value.Counts.ShouldBe([new TallyCount(2, 0), new TallyCount(42, 2.5m)]);
    }

    [Fact]
    public async Task A_full_tally_admits_nothing_and_counts_nothing()
    {
        var (day, month) = (NewTally("all:20261121", maxJobs: 1), NewTally("all:202611", maxJobs: 100));
        (await Queue.AdmitAsync(NewJob(Acme), [], [(day, new(0, 0)), (month, new(0, 0))], Token)).Value.State.ShouldBe(
            AdmissionState.Queued
        );

        var refused = await Queue.AdmitAsync(NewJob(Acme), ["order-1"], [(day, null), (month, null)], Token);

        refused.Value.State.ShouldBe(AdmissionState.Full);
        refused.Value.Job.ShouldBeNull();
        refused.Value.Counts.ShouldBe([new TallyCount(1, 0), new TallyCount(1, 0)]);
        await Queue.CompleteAsync(await TakeOneAsync(), Token);
        (await Queue.TakeAsync(1, Token)).ShouldBeEmpty();

        // Its mark stands for nothing: the same request is new when there is room.
        (await Queue.EnqueueAsync(NewJob(Acme), "order-1", Token)).Value.IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task A_tally_that_spent_its_cap_is_full()
    {
        var tally = NewTally("all:20261121", maxSpend: 5);

        (await Queue.AdmitAsync(NewJob(Acme), [], [(tally, new(0, 5))], Token)).Value.State.ShouldBe(AdmissionState.Full);
    }

    [Fact]
    public async Task A_tally_that_was_not_begun_is_asked_for_and_is_never_set_back()
    {
        var tally = NewTally("all:20261121", maxJobs: 10);
        (await Queue.AdmitAsync(NewJob(Acme), [], [(tally, null)], Token)).Value.State.ShouldBe(AdmissionState.NotBegun);

        await Queue.AdmitAsync(NewJob(Acme), [], [(tally, new(4, 0))], Token);
        var later = await Queue.AdmitAsync(NewJob(Acme), [], [(tally, new(1, 0))], Token);

        later.Value.Counts.ShouldBe([new TallyCount(6, 0)]);
    }

    [Fact]
    public async Task A_changed_quota_is_asked_where_it_stands_and_gives_back_no_place_of_a_waiting_job()
    {
        var tally = NewTally("all:20261121", maxJobs: 3);
        await Queue.AdmitAsync(NewJob(Acme), [], [(tally, new(0, 0))], Token);
        await Queue.AdmitAsync(NewJob(Acme), [], [(tally, null)], Token);

        // The read models have seen one of the two.
        var changed = NewTally("all:20261121", maxJobs: 3, version: 2);
        (await Queue.AdmitAsync(NewJob(Acme), [], [(changed, null)], Token)).Value.State.ShouldBe(AdmissionState.NotBegun);
        (await Queue.AdmitAsync(NewJob(Acme), [], [(changed, new(1, 0))], Token)).Value.Counts.ShouldBe([new TallyCount(3, 0)]);
        (await Queue.AdmitAsync(NewJob(Acme), [], [(changed, null)], Token)).Value.State.ShouldBe(AdmissionState.Full);

        // A process that has not heard of the change yet does not ask again.
        (await Queue.AdmitAsync(NewJob(Acme), [], [(tally, null)], Token)).Value.State.ShouldBe(AdmissionState.Full);
    }

    [Fact]
    public async Task A_tally_of_one_organization_is_not_anothers()
    {
        var tally = NewTally("all:20261121", maxJobs: 1);
        await Queue.AdmitAsync(NewJob(Acme), [], [(tally, new(0, 0))], Token);

        (await Queue.AdmitAsync(NewJob(Globex), [], [(tally, new(0, 0))], Token)).Value.State.ShouldBe(AdmissionState.Queued);
    }

    [Fact]
    public async Task Of_many_processes_that_take_the_last_jobs_of_a_quota_no_more_than_that_pass()
    {
        const int Room = 20;
        var tally = NewTally("all:20261121", maxJobs: Room);
        var processes = new[] { Queue, NewProcess(), NewProcess() };

        var admitted = await Task.WhenAll(
            Enumerable.Range(0, 90).Select(i => processes[i % 3].AdmitAsync(NewJob(Acme), [], [(tally, new(0, 0))], Token))
        );

        admitted.Count(one => one.Value.State == AdmissionState.Queued).ShouldBe(Room);
        admitted.Count(one => one.Value.State == AdmissionState.Full).ShouldBe(90 - Room);
    }

    [Fact]
    public async Task A_mark_of_one_organization_is_unknown_to_another()
    {
        await Queue.EnqueueAsync(NewJob(Acme), "same", Token);

        (await Queue.EnqueueAsync(NewJob(Globex), "same", Token)).Value.IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task Fifty_deliveries_at_once_with_one_mark_make_one_job()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Queue.EnqueueAsync(NewJob(Acme), "mark", Token)));

        all.Count(outcome => outcome.Value.IsNew).ShouldBe(1);
        all.Select(outcome => outcome.Value.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_is_not_settled_comes_back_with_the_next_attempt_number()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        var first = await TakeOneAsync();

        await ExpireLeasesAsync();
        var second = await TakeOneAsync(NewProcess());

        second.Job.Id.ShouldBe(first.Job.Id);
        second.Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_completed_job_never_comes_back()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        await Queue.CompleteAsync(await TakeOneAsync(), Token);

        await ExpireLeasesAsync();

        (await NewProcess().TakeAsync(1, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Settling_a_lost_lease_changes_nothing()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        var lost = await TakeOneAsync();
        await ExpireLeasesAsync();
        var current = await TakeOneAsync(NewProcess());

        await Queue.CompleteAsync(lost, Token);
        (await Queue.RenewAsync(lost, Token)).ShouldBeFalse();
        (await Queue.RenewAsync(current, Token)).ShouldBeTrue();

        await ExpireLeasesAsync();
        (await TakeOneAsync()).Attempt.ShouldBe(3);
    }

    [Fact]
    public async Task A_retry_comes_back_after_its_delay_and_keeps_counting()
    {
        await Queue.EnqueueAsync(NewJob(Acme) with { SealedText = new byte[] { 7 } }, (string?)null, Token);
        await Queue.RetryAsync(await TakeOneAsync(), TimeSpan.FromMilliseconds(50), Token);

        var second = await TakeOneAsync();
        second.Attempt.ShouldBe(2);
        second.Job.SealedText!.Value.ToArray().ShouldBe([7]);

        await Queue.RetryAsync(second, TimeSpan.FromMilliseconds(50), Token);
        await ExpireLeasesAsync();
        (await TakeOneAsync()).Attempt.ShouldBe(3);
    }

    [Fact]
    public async Task A_delayed_job_does_not_come_early()
    {
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);
        await Queue.RetryAsync(await TakeOneAsync(), TimeSpan.FromHours(1), Token);

        (await Queue.TakeAsync(1, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_quiet_organization_is_served_in_turn_beside_a_noisy_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token)));

        var quiet = NewJob(Globex);
        await Queue.EnqueueAsync(quiet, (string?)null, Token);

        // Whatever partition each is in, and wherever the turn is: two rounds are enough.
        var served = new List<JobId>();
        for (var i = 0; i < 4; i++)
        {
            var lease = await TakeOneAsync();
            served.Add(lease.Job.Id);
            await Queue.CompleteAsync(lease, Token);
        }

        served.ShouldContain(quiet.Id);
    }

    [Fact]
    public async Task An_organization_has_at_most_so_many_jobs_in_flight()
    {
        for (var i = 0; i < 10; i++)
        {
            await Queue.EnqueueAsync(NewJob(Acme) with { Lane = JobLane.Interactive }, (string?)null, Token);
        }

        var leases = await TakeAsync(4);

        (await Queue.TakeAsync(10, Token)).ShouldBeEmpty();
        (await NewProcess().TakeAsync(10, Token)).ShouldBeEmpty();
        await Queue.CompleteAsync(leases[0], Token);
        (await Queue.TakeAsync(10, Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Background_jobs_leave_one_place_to_somebody_who_waits()
    {
        for (var i = 0; i < 10; i++)
        {
            await Queue.EnqueueAsync(NewJob(Acme) with { Lane = JobLane.Background }, (string?)null, Token);
        }

        await TakeAsync(3);
        (await Queue.TakeAsync(10, Token)).ShouldBeEmpty();
        var interactive = NewJob(Acme) with { Lane = JobLane.Interactive };
        await Queue.EnqueueAsync(interactive, (string?)null, Token);

        (await TakeOneAsync()).Job.Id.ShouldBe(interactive.Id);
    }

    [Fact]
    public async Task Jobs_of_one_organization_and_lane_come_out_oldest_first()
    {
        var jobs = Enumerable.Range(0, 3).Select(_ => NewJob(Acme)).ToList();
        foreach (var job in jobs)
        {
            await Queue.EnqueueAsync(job, (string?)null, Token);
        }

        (await TakeAsync(3)).Select(lease => lease.Job.Id).ShouldBe(jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task Interactive_jobs_come_before_background_jobs_without_starving_them()
    {
        for (var i = 0; i < 20; i++)
        {
            await Queue.EnqueueAsync(NewJob(Acme) with { Lane = JobLane.Background }, (string?)null, Token);
            await Queue.EnqueueAsync(NewJob(Acme) with { Lane = JobLane.Interactive }, (string?)null, Token);
        }

        var lanes = new List<JobLane>();
        for (var i = 0; i < 12; i++)
        {
            var lease = await TakeOneAsync();
            lanes.Add(lease.Job.Lane);
            await Queue.CompleteAsync(lease, Token);
        }

        lanes.Count(lane => lane == JobLane.Interactive).ShouldBe(9);
        lanes.Count(lane => lane == JobLane.Background).ShouldBe(3);
    }

    [Fact]
    public async Task A_waiting_worker_gets_a_job_the_moment_it_is_queued()
    {
        var waiting = TakeOneAsync();
        await Queue.EnqueueAsync(NewJob(Acme), (string?)null, Token);

        (await waiting).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Many_workers_take_each_job_once()
    {
        var jobs = Enumerable.Range(0, 300).Select(i => NewJob(i % 2 == 0 ? Acme : Globex)).ToList();
        var taken = new System.Collections.Concurrent.ConcurrentBag<JobId>();
        var other = NewProcess();
        var workers = Enumerable
            .Range(0, 8)
            .Select(i =>
                Task.Run(async () =>
                {
                    var queue = i % 2 == 0 ? Queue : other;
                    while (taken.Count < jobs.Count)
                    {
                        foreach (var lease in await queue.TakeAsync(1, Token))
                        {
                            taken.Add(lease.Job.Id);
                            await queue.CompleteAsync(lease, Token);
                        }
                    }
                })
            )
            .ToList();
        await Task.WhenAll(jobs.Select(job => Queue.EnqueueAsync(job, (string?)null, Token)));

        await Task.WhenAll(workers);

        taken
            .Order(Comparer<JobId>.Create((a, b) => a.Value.CompareTo(b.Value)))
            .ShouldBe(jobs.Select(job => job.Id).Order(Comparer<JobId>.Create((a, b) => a.Value.CompareTo(b.Value))));
    }

    [Fact]
    public async Task A_cancelled_wait_loses_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var waiting = Queue.TakeAsync(1, stop.Token);
            var job = NewJob(Acme);
            var queued = Queue.EnqueueAsync(job, (string?)null, Token);
            await stop.CancelAsync();
            await queued;
            var leases = await waiting;

            var lease = leases.Count == 1 ? leases[0] : await TakeOneAsync();
            lease.Job.Id.ShouldBe(job.Id);
            lease.Attempt.ShouldBe(1);
            await Queue.CompleteAsync(lease, Token);
        }
    }

    protected static JobTally NewTally(string name, long? maxJobs = null, decimal? maxSpend = null, long version = 1)
    {
        var today = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        return new JobTally(name, version, [], TallyPeriod.Day, today, today.AddDays(1), maxJobs, maxSpend);
    }

    protected async Task<JobLease> TakeOneAsync(IJobQueue? queue = null)
    {
        // A wait may end empty on a busy machine; the test's own limit ends a job that never comes.
        while (true)
        {
            if (await (queue ?? Queue).TakeAsync(1, Token) is [var lease])
            {
                return lease;
            }
        }
    }

    protected async Task<List<JobLease>> TakeAsync(int count)
    {
        var leases = new List<JobLease>();
        while (leases.Count < count)
        {
            leases.AddRange(await Queue.TakeAsync(count - leases.Count, Token));
        }

        return leases;
    }

    protected static QueuedJob NewJob(OrganizationId organization) =>
        new()
        {
            Id = new JobId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Organization = organization,
            Operation = AiOperation.Generate,
            Target = DeliveryTarget.PublicReply,
            Lane = JobLane.Background,
            Actor = AuditActor.Webhook("zendesk"),
            Correlation = new CorrelationId(Guid.Parse("0197a3c4-0000-7000-8000-0000000000cc")),
            AcceptedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
            TicketId = 1,
        };
}
