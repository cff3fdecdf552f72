using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Drafts;
using Raum.Organizations.Settings;
using Raum.Testing.Providers;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>FLOW-5: what waits for a person, and why.</summary>
public sealed class HoldTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    [Theory]
    [InlineData(AiOperation.Generate, DeliveryTarget.PublicReply)]
    [InlineData(AiOperation.Rewrite, DeliveryTarget.PublicReply)]
    [InlineData(AiOperation.Resolve, DeliveryTarget.PublicReply)]
    [InlineData(AiOperation.Resolve, DeliveryTarget.InternalNote)]
    public async Task A_public_reply_and_resolve_wait_unless_an_admin_lifted_it(AiOperation operation, DeliveryTarget target)
    {
        var job = NewJob(operation, target);

        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);

        Written().ShouldBeEmpty();
        Desk.Find(Ticket.Id)!.Status.ShouldNotBe("solved");
        (await HeldForAsync(job)).ShouldBe([HoldReason.Policy]);
    }

    [Fact]
    public async Task An_internal_note_waits_for_nobody()
    {
        (await RunWellAsync(NewJob(AiOperation.Summarize, DeliveryTarget.InternalNote))).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem().Public.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Hello [REDACTED_NAME_7], it is on its way.", HoldReason.UnknownPlaceholder)]
    [InlineData("Hello [REDACTED_NAME], write to [REDACTED_EMA]", HoldReason.MangledPlaceholder)]
    [InlineData("See https://evil.example.net/login for the refund.", HoldReason.ForeignLink)]
    [InlineData("Look: ![map](https://evil.example.net/p.png?d=1)", HoldReason.ForeignImage)]
    public async Task An_answer_that_is_wrong_in_itself_waits_whatever_the_setting(string answer, HoldReason reason)
    {
        await LiftApprovalAsync();
        Model.Then(new ProviderReply.Answer(answer));
        var job = NewJob();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);

        (await HeldForAsync(job)).ShouldBe([reason]);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_of_the_ticket_and_one_of_the_allow_list_are_no_reason_to_wait()
    {
        await LiftApprovalAsync();
        await ChangeSettingsAsync(settings => settings with { AllowedLinkHosts = ["help.acme.example"] });
        Model.Then(
            new ProviderReply.Answer("Your orders are at https://shop.example.com/orders, help is at https://help.acme.example/refunds.")
        );

        (await RunWellAsync(NewJob())).ShouldBe(JobEnd.Delivered);
    }

    [Fact]
    public async Task An_answer_that_was_cut_off_waits()
    {
        await LiftApprovalAsync();
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME], we will", Stop: "length"));
        var job = NewJob();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);

        (await HeldForAsync(job)).ShouldBe([HoldReason.StoppedEarly]);
    }

    [Fact]
    public async Task A_value_that_a_copied_person_has_not_seen_is_withheld_and_the_answer_waits()
    {
        await LiftApprovalAsync();
        Desk.AddComment(Ticket.Id, Desk.Agent.Id, "Her brother is Ravi Kumar, ravi@example.org.", isPublic: false);
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME], we wrote to [REDACTED_EMAIL_2]."));
        var job = NewJob();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);

        (await HeldForAsync(job)).ShouldBe([HoldReason.Recipients]);
        (await Approvals.FindAsync(Acme, job.Id, Token)).Value.Masked!.Reveal().ShouldContain("[REDACTED_EMAIL_2]");
    }

    [Fact]
    public async Task The_requesters_own_profile_may_be_shown_to_them_alone()
    {
        await LiftApprovalAsync();
        Ticket = OpenTicket("The parcel has not come, and I have waited for two weeks. Can you please look where it is?");
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME], we will call you."));
        (await RunWellAsync(NewJob())).ShouldBe(JobEnd.Delivered);

        Ticket = OpenTicket(
            "The parcel has not come, and I have waited for two weeks. Can you please look where it is?",
            [new NewPerson("Ravi Kumar", "ravi@example.org")]
        );
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_EMAIL], we will call you."));
        var job = NewJob();
        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);

        (await HeldForAsync(job)).ShouldNotContain(HoldReason.Policy);
    }

    [Fact]
    public async Task A_ticket_that_changed_since_it_was_read_waits()
    {
        await LiftApprovalAsync();
        Tickets.OnRead = () =>
        {
            Tickets.OnRead = null;
            Desk.AddComment(Ticket.Id, Ticket.RequesterId, "Forget it, it has arrived just now!");
        };
        var job = NewJob();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);

        (await HeldForAsync(job)).ShouldBe([HoldReason.TicketChanged]);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_language_without_measured_masking_is_refused_or_held_as_the_organization_decided()
    {
        Ticket = OpenTicket(
            "Dzień dobry, moja paczka jeszcze nie dotarła, chociaż minęły już dwa tygodnie. Proszę o informację, czy jest ona w drodze, jak mogę ją śledzić, i czy mogę otrzymać zwrot pieniędzy. Dziękuję bardzo za pomoc."
        );
        await LiftApprovalAsync();
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.LanguageNotSupported);
        Model.Count.ShouldBe(0);

        await ChangeSettingsAsync(settings => settings with { UnsupportedLanguage = LanguagePolicy.KnownOnly });
        var job = NewJob();
        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);
        (await HeldForAsync(job)).ShouldBe([HoldReason.Language]);
    }

    [Fact]
    public async Task Remote_images_are_taken_out_of_what_is_posted()
    {
        await LiftApprovalAsync();
        await ChangeSettingsAsync(settings => settings with { AllowedLinkHosts = ["cdn.acme.example"] });
        Model.Then(new ProviderReply.Answer("Here it is: ![the box](https://cdn.acme.example/box.png)"));

        (await RunWellAsync(NewJob())).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem().HtmlBody.ShouldNotContain("cdn.acme.example");
    }

    [Theory]
    [InlineData("before JobHeld")]
    [InlineData("after JobHeld")]
    [InlineData("before Notice entry")]
    [InlineData("after Notice entry")]
    public async Task A_process_that_dies_while_holding_leaves_one_draft_that_is_on_record_once(string place)
    {
        var job = NewJob();
        Crash.DieAt(place);
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        await RestartAsync();

        (await RunWellAsync(job, attempt: 2)).ShouldBe(JobEnd.Held);

        Crash.Happened.ShouldBeTrue();
        Model.Count.ShouldBe(1); // the draft of the first try is the draft
        (await EventsAsync(job.Id)).OfType<JobHeld>().ShouldHaveSingleItem();
    }

    private async Task<IReadOnlyList<HoldReason>> HeldForAsync(QueuedJob job)
    {
        var held = (await EventsAsync(job.Id)).OfType<JobHeld>().ShouldHaveSingleItem();
        var draft = await Approvals.FindAsync(Acme, job.Id, Token);
        draft.Value.State.ShouldBe(DraftState.Waiting);
        draft.Value.Reasons.ShouldBe(held.Reasons);
        return held.Reasons;
    }
}
