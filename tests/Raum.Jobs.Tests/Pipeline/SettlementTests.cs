using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Delivery;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>Step 11 and what a dead process leaves: hand-back to people, closed intents.</summary>
public sealed class SettlementTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private static readonly TimeSpan FourMinutes = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task A_job_that_is_given_up_hands_its_ticket_back_once_with_a_note_and_a_tag()
    {
        var job = NewJob();
        var lease = await LeaseAsync(job);

        await Get<JobSettlement>().BuryAsync(lease, FailureCode.ProviderUnavailable, Step.Call, Token);
        await Get<JobSettlement>().BuryAsync(lease, FailureCode.ProviderUnavailable, Step.Call, Token);

        var note = Written().ShouldHaveSingleItem();
        note.Public.ShouldBeFalse();
        note.Body.ShouldContain("ProviderUnavailable");
        Desk.Find(Ticket.Id)!.Tags.ShouldContain("raum_manual");
        var buried = (await EventsAsync(job.Id)).OfType<JobBuried>().ToList();
        buried.ShouldAllBe(recorded => recorded.HandedBack && recorded.Step == Step.Call);
    }

    [Theory]
    [InlineData(FailureCode.KillSwitch)]
    [InlineData(FailureCode.ZendeskTicketClosed)]
    public async Task Nothing_is_written_where_nothing_may_or_can_be(FailureCode reason)
    {
        var job = NewJob();

        await Get<JobSettlement>().BuryAsync(await LeaseAsync(job), reason, Step.Collect, Token);

        Written().ShouldBeEmpty();
        (await EventsAsync(job.Id)).OfType<JobBuried>().ShouldHaveSingleItem().HandedBack.ShouldBeFalse();
    }

    [Theory]
    [InlineData("before deliver", nameof(JobFailed), 0)]
    [InlineData("after deliver", nameof(JobDelivered), 1)]
    [InlineData("before JobDelivered", nameof(JobDelivered), 1)]
    public async Task An_intent_that_a_dead_process_left_is_closed_with_what_the_desk_says(string place, string outcome, int comments)
    {
        await LiftApprovalAsync();
        var job = NewJob();
        Crash.DieAt(place);
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        await RestartAsync();
        (await Get<DeliveryReconciler>().RunOnceAsync(FourMinutes, Token)).Value.ShouldBe(0); // too young to be left behind

        Clock.Advance(TimeSpan.FromMinutes(5));
        (await Get<DeliveryReconciler>().RunOnceAsync(FourMinutes, Token)).Value.ShouldBe(1);
        (await Get<DeliveryReconciler>().RunOnceAsync(FourMinutes, Token)).Value.ShouldBe(0);

        Written().Count.ShouldBe(comments);
        (await EventsAsync(job.Id))[^1].GetType().Name.ShouldBe(outcome);
    }

    [Fact]
    public async Task A_write_that_nobody_can_tell_is_parked_and_never_repeated()
    {
        await LiftApprovalAsync();
        Desk.Faults.Add(DeskFaultKind.CutAfter, "PUT");
        Desk.Faults.Add(DeskFaultKind.HtmlAnswer, "GET", "audits");
        var job = NewJob();

        var first = await RunAsync(job);

        first.Outcome.Failure!.Code.ShouldBe(FailureCode.DeliveryUncertain);
        first.Outcome.Failure.IsTransient.ShouldBeFalse();
        (await EventsAsync(job.Id)).OfType<JobUncertain>().ShouldHaveSingleItem();
        (await StoredAsync<string>("select state from conversation.delivery")).ShouldBe("uncertain");

        // A person replays it later: the desk answers now, and the effect is found.
        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);
        Written().ShouldHaveSingleItem();
        Model.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_is_on_record_with_its_delay()
    {
        var job = NewJob();

        await Get<JobSettlement>()
            .RetryAsync(await LeaseAsync(job), new Failure(FailureCode.ProviderOverloaded), TimeSpan.FromMilliseconds(1_500), Token);

        var retried = (await EventsAsync(job.Id)).OfType<JobRetried>().ShouldHaveSingleItem();
        retried.DelayMilliseconds.ShouldBe(1_500);
        retried.Failure.ShouldBe(FailureCode.ProviderOverloaded);
    }

    [Fact]
    public async Task An_organization_whose_intents_cannot_be_closed_keeps_no_other_waiting()
    {
        await LiftApprovalAsync();
        var job = NewJob();
        Crash.DieAt("after deliver");
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        await RestartAsync();
        var globex = new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        await StoredAsync<object>(
            $"""
            insert into organizations.organization (organization_id, name, region, created_at) values ('{globex}', 'Globex', 'eu', now());
            insert into conversation.delivery (organization_id, job_id, effect, operation, target, ticket_id, correlation_id, state, attempt, intended_at, settled_at)
            select '{globex}', gen_random_uuid(), 'answer', 'Generate', 'InternalNote', 1, gen_random_uuid(), 'done', 1, '{Clock.GetUtcNow().AddHours(
                -1
            ):O}', '{Clock.GetUtcNow().AddHours(-1):O}'
            from generate_series(1, 250)
            """
        );
        Log.AwayFor = globex;
        Clock.Advance(TimeSpan.FromMinutes(5));

        (await Get<DeliveryReconciler>().RunOnceAsync(FourMinutes, Token)).Value.ShouldBe(1);

        (await EventsAsync(job.Id))[^1].ShouldBeOfType<JobDelivered>();
        // What was tried in vain waits for a while, and the next ones have their turn.
        (await StoredAsync<long>("select count(*) from conversation.delivery where look_after is not null")).ShouldBe(3);
        Log.AwayFor = null;
        (await Get<DeliveryReconciler>().RunOnceAsync(FourMinutes, Token)).Value.ShouldBe(200);
        (await Get<DeliveryReconciler>().RunOnceAsync(FourMinutes, Token)).Value.ShouldBe(47);
        Clock.Advance(TimeSpan.FromMinutes(20));
        (await Get<DeliveryReconciler>().RunOnceAsync(FourMinutes, Token)).Value.ShouldBe(3);
    }

    [Fact]
    public async Task Without_the_log_a_job_is_neither_given_up_nor_put_off_and_its_end_is_on_record_later()
    {
        var job = NewJob();
        var lease = await LeaseAsync(job);
        Log.Away = true;

        (await Get<JobSettlement>().BuryAsync(lease, FailureCode.ProviderUnavailable, Step.Call, Token)).ShouldBeFalse();
        (await Get<JobSettlement>().RetryAsync(lease, new Failure(FailureCode.ProviderOverloaded), TimeSpan.Zero, Token)).ShouldBeFalse();

        (await Queue.RenewAsync(lease, Token)).ShouldBeTrue(); // it is still a lease
        Written().ShouldBeEmpty();
        Log.Away = false;
        (await Get<JobSettlement>().BuryAsync(lease, FailureCode.ProviderUnavailable, Step.Call, Token)).ShouldBeTrue();
        (await EventsAsync(job.Id)).OfType<JobBuried>().ShouldHaveSingleItem().HandedBack.ShouldBeTrue();
        (await Queue.RenewAsync(lease, Token)).ShouldBeFalse();
    }

    private async Task<JobLease> LeaseAsync(QueuedJob job)
    {
        (await Queue.EnqueueAsync(job, [], Token)).Failure.ShouldBeNull();
        while (true)
        {
            // Other tests queue jobs too, and never take them.
            foreach (var lease in (await Queue.TakeAsync(1, Token)).Where(lease => lease.Job.Id == job.Id))
            {
                return lease;
            }
        }
    }
}
