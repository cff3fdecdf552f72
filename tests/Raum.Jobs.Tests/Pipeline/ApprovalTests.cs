using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Drafts;
using Raum.Testing.Providers;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>FLOW-5: a person decides once, and what they decided is what happens.</summary>
public sealed class ApprovalTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    [Fact]
    public async Task An_approved_draft_is_restored_and_posted_once()
    {
        var job = await HeldAsync();

        (await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)).Failure.ShouldBeNull();
        (await RunQueuedAsync()).ShouldBe(JobEnd.Delivered);
        (await RunQueuedAsync()).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem().Body.ShouldContain("Hello Jane Doe");
        Model.Count.ShouldBe(1);
        var decided = (await EventsAsync(job.Id)).OfType<JobDecided>().ShouldHaveSingleItem();
        decided.Decision.ShouldBe(DraftDecision.Approved);
        decided.Actor.ShouldBe(Admin);
        var draft = (await Approvals.FindAsync(Acme, job.Id, Token)).Value;
        draft.State.ShouldBe(DraftState.Delivered);
        draft.Masked.ShouldBeNull();
    }

    [Fact]
    public async Task The_second_of_two_decisions_is_refused()
    {
        var job = await HeldAsync();
        (await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)).Failure.ShouldBeNull();

        (await Approvals.ApproveAsync(Acme, job.Id, Agent, null, Token)).Failure!.Code.ShouldBe(FailureCode.AlreadyDecided);
        (await Approvals.RejectAsync(Acme, job.Id, Agent, Token)).Failure!.Code.ShouldBe(FailureCode.AlreadyDecided);
    }

    [Fact]
    public async Task Of_people_who_decide_at_the_same_time_one_wins_and_one_comment_is_posted()
    {
        var job = await HeldAsync();

        var decisions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)));

        decisions.Count(decided => decided.Succeeded).ShouldBe(1);
        decisions.Where(decided => !decided.Succeeded).ShouldAllBe(decided => decided.Failure!.Code == FailureCode.AlreadyDecided);
        Queue.Queued.ShouldHaveSingleItem();
        await RunQueuedAsync();
        Written().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_rejected_draft_is_never_posted_and_its_text_is_gone()
    {
        var job = await HeldAsync();

        (await Approvals.RejectAsync(Acme, job.Id, Admin, Token)).Failure.ShouldBeNull();
        (await RunWellAsync(job, attempt: 2)).ShouldBe(JobEnd.Delivered);

        Written().ShouldBeEmpty();
        (await StoredAsync<bool>("select body_sealed is null from conversation.draft")).ShouldBeTrue();
        (await EventsAsync(job.Id)).OfType<JobDecided>().ShouldHaveSingleItem().Decision.ShouldBe(DraftDecision.Rejected);
        Queue.Queued.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_is_posted_as_it_was_typed_and_recorded_masked()
    {
        var job = await HeldAsync();
        var edited = new PersonalText("Dear [REDACTED_NAME], we will call you at +44 7700 900412 tomorrow.");

        (await Approvals.ApproveAsync(Acme, job.Id, Admin, edited, Token)).Failure.ShouldBeNull();
        (await RunQueuedAsync()).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem().Body.ShouldContain("Dear Jane Doe, we will call you at +44 7700 900412 tomorrow.");
        var decided = (await EventsAsync(job.Id)).OfType<JobDecided>().ShouldHaveSingleItem();
        decided.Decision.ShouldBe(DraftDecision.Edited);
        decided.Actor.ShouldBe(Admin);
        decided.MaskedEdit!.Reveal().ShouldBe("Dear [REDACTED_NAME], we will call you at [REDACTED_PHONE] tomorrow.");
    }

    [Fact]
    public async Task A_draft_with_a_placeholder_that_cannot_go_out_must_be_edited()
    {
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME_9]."));
        var job = await HeldAsync();

        (await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)).Failure!.Code.ShouldBe(FailureCode.Conflict);
        (await Approvals.ApproveAsync(Acme, job.Id, Admin, new PersonalText("Hello."), Token)).Failure.ShouldBeNull();
        (await RunQueuedAsync()).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem().Body.ShouldBe("Hello.");
    }

    [Fact]
    public async Task An_edit_that_still_holds_an_unknown_placeholder_waits_again()
    {
        var job = await HeldAsync();

        await Approvals.ApproveAsync(Acme, job.Id, Admin, new PersonalText("Hello [REDACTED_NAME_9]."), Token);
        (await RunQueuedAsync()).ShouldBe(JobEnd.Held);

        Written().ShouldBeEmpty();
        (await Approvals.FindAsync(Acme, job.Id, Token)).Value.Reasons.ShouldContain(HoldReason.UnknownPlaceholder);
    }

    [Fact]
    public async Task A_ticket_that_changed_without_touching_the_placeholders_takes_the_approved_draft()
    {
        var job = await HeldAsync();
        Desk.AddComment(Ticket.Id, Desk.Agent.Id, "Waiting for the carrier.", isPublic: false);

        await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token);
        (await RunQueuedAsync()).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_draft_whose_placeholders_mean_somebody_else_now_is_made_anew_and_waits_again()
    {
        var job = await HeldAsync();
        StoreOtherRequester();

        await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token);
        (await RunQueuedAsync()).ShouldBe(JobEnd.Held);

        Written().ShouldBeEmpty();
        Model.Count.ShouldBe(2);
        var draft = (await Approvals.FindAsync(Acme, job.Id, Token)).Value;
        draft.Version.ShouldBe(2);
        draft.Reasons.ShouldContain(HoldReason.TicketChanged);
        (await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)).Failure.ShouldBeNull();
        (await RunQueuedAsync()).ShouldBe(JobEnd.Delivered);
        Written().ShouldHaveSingleItem().Body.ShouldContain("Hello Maria Santos");
    }

    [Fact]
    public async Task A_decision_that_cannot_be_recorded_is_no_decision()
    {
        var job = await HeldAsync();
        Log.Away = true;

        (await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        Log.Away = false;
        (await RunQueuedAsync()).ShouldBe(JobEnd.Held); // it was queued before it failed: nothing stands behind it
        Written().ShouldBeEmpty();
        (await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Another_organization_finds_no_draft()
    {
        var job = await HeldAsync();
        var other = new OrganizationId(Guid.CreateVersion7(Clock.GetUtcNow()));

        (await Approvals.FindAsync(other, job.Id, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Approvals.ApproveAsync(other, job.Id, Admin, null, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Approvals.RejectAsync(other, job.Id, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
    }

    [Theory]
    [InlineData("before JobIntended")]
    [InlineData("before deliver")]
    [InlineData("after deliver")]
    [InlineData("after JobDelivered")]
    public async Task A_process_that_dies_delivering_an_approved_draft_leaves_one_comment(string place)
    {
        var job = await HeldAsync();
        await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token);
        var queued = Queue.Queued[^1];
        Crash.DieAt(place);
        await Should.ThrowAsync<CrashException>(() => RunAsync(queued));
        await RestartAsync();

        (await RunWellAsync(queued, attempt: 2)).ShouldBe(JobEnd.Delivered);

        Crash.Happened.ShouldBeTrue();
        Written().ShouldHaveSingleItem();
        (await EventsAsync(job.Id)).OfType<JobDelivered>().ShouldHaveSingleItem();
        (await Approvals.FindAsync(Acme, job.Id, Token)).Value.State.ShouldBe(DraftState.Delivered);
    }

    private async Task<QueuedJob> HeldAsync()
    {
        var job = NewJob();
        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);
        return job;
    }

    /// <summary>The desk merged the requester into another person: the same place in the ticket, another name.</summary>
}
