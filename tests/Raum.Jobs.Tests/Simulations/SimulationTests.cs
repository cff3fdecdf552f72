using System.Globalization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Jobs.Delivery;
using Raum.Jobs.Drafts;
using Raum.Jobs.Simulations;
using Raum.Jobs.Tests.Pipeline;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Testing.Providers;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Simulations;

/// <summary>FLOW-8: a ticket goes the whole way and nothing is delivered: what the model got, what it said and what would have gone out lie side by side for a while.</summary>
public sealed class SimulationTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    [Fact]
    public async Task A_ticket_of_the_desk_is_shown_as_it_was_sent_answered_and_restored_and_nothing_is_delivered()
    {
        await LiftApprovalAsync();
        Model.Then(
            new ProviderReply.Answer("Hello [REDACTED_NAME], we write to [REDACTED_EMAIL_9].") { InputTokens = 812, OutputTokens = 97 }
        );
        var job = Simulation();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        var report = await ReportAsync(job);
        report.Raw.Reveal().ShouldBe("Hello [REDACTED_NAME], we write to [REDACTED_EMAIL_9].");
        report.Restored.Reveal().ShouldBe("Hello Jane Doe, we write to [REDACTED_EMAIL_9].");
        (report.Placeholders.Used, report.Placeholders.Unknown).ShouldBe((1, 1));
        report.Reasons.ShouldBe([HoldReason.UnknownPlaceholder]);
        report.WouldWait.ShouldBeTrue();
        report.ValuesByType["CC"].ShouldBe(1);
        var call = report.Calls.ShouldHaveSingleItem();
        (call.Provider, call.Model, call.InputTokens, call.OutputTokens).ShouldBe(("Compatible", "llama-3.3-70b", 812L, 97L));
        var sent = Model.Received.ShouldHaveSingleItem().Json.GetProperty("messages").EnumerateArray().ToList();
        report.System.Reveal().ShouldBe(sent[0].GetProperty("content").ToString());
        report.User.Reveal().ShouldBe(sent[^1].GetProperty("content").ToString());

        Written().ShouldBeEmpty();
        Desk.Requests.ShouldAllBe(request => request.Method == "GET" || request.Path.StartsWith("/oauth", StringComparison.Ordinal));
        (await StoredAsync<long>("select count(*) from conversation.draft")).ShouldBe(0);
        (await StoredAsync<string>("select target from conversation.delivery")).ShouldBe("Simulation");
        (await KeysOfAsync("result", job)).ShouldBeEmpty("nothing of it stands where answers of jobs are fetched");
    }

    [Fact]
    public async Task It_is_on_record_as_a_simulation_before_anything_is_sent_and_to_its_end()
    {
        var job = Simulation();
        Crash.DieAt("before JobMasked");
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        Model.Count.ShouldBe(0);
        (await EventsAsync(job.Id)).ShouldHaveSingleItem().ShouldBeOfType<JobQueued>().Trigger.ShouldBe(JobTrigger.Simulation);

        await RestartAsync();
        await RunWellAsync(job, attempt: 2);

        var events = await EventsAsync(job.Id);
        events
            .Select(recorded => recorded.GetType())
            .ShouldBe([typeof(JobQueued), typeof(JobMasked), typeof(JobProviderCalled), typeof(JobIntended), typeof(JobDelivered)]);
        var begun = (JobQueued)events[0];
        (begun.Actor, begun.Delivery, begun.TicketId).ShouldBe((Agent, DeliveryTarget.Simulation, Ticket.Id));
        ((JobIntended)events[3]).Delivery.ShouldBe(DeliveryTarget.Simulation);
        ((JobDelivered)events[4]).Delivery.ShouldBe(DeliveryTarget.Simulation);
        (await StoredAsync<long>("select count(*) from conversation.provider_call")).ShouldBe(1);
    }

    [Theory]
    [InlineData("before JobIntended", 2)]
    [InlineData("after JobIntended", 2)]
    [InlineData("before JobDelivered", 1)]
    public async Task A_worker_that_dies_leaves_a_simulation_that_ends_and_is_there_once(string place, int calls)
    {
        var job = Simulation();
        Crash.DieAt(place);
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        Crash.Happened.ShouldBeTrue();
        await RestartAsync();

        await RunWellAsync(job, attempt: 2);

        Model.Count.ShouldBe(calls);
        (await EventsAsync(job.Id)).OfType<JobDelivered>().ShouldHaveSingleItem();
        (await ReportAsync(job)).Restored.Reveal().ShouldContain("Jane Doe");
        Written().ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromMinutes(10));
        (await Get<DeliveryReconciler>().RunOnceAsync(TimeSpan.FromMinutes(4), Token)).Failure.ShouldBeNull();
        (await EventsAsync(job.Id)).OfType<JobDelivered>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_pasted_ticket_goes_the_way_of_a_real_one_and_the_desk_hears_nothing()
    {
        Model.Then(new ProviderReply.Answer("Hello [REDACTED_NAME], write to [REDACTED_EMAIL] or [REDACTED_EMAIL_2]."));
        var asked = Desk.Requests.Count;
        var pasted = new PastedTicket(
            new PersonalText("Order A-4711"),
            [
                new PastedMessage(false, true, new PersonalText("I am Ravi Kumar, ravi@example.org, and my order has not come.")),
                new PastedMessage(true, false, new PersonalText("He is difficult, ask boss@acme.example first.")),
                new PastedMessage(true, true, new PersonalText("We look into it.")),
            ],
            [
                new TicketPerson(7, TicketRole.Cc, new PersonalText("Maria Santos"), new PersonalText("maria@example.org")),
                new TicketPerson(7, TicketRole.Requester, new PersonalText("Ravi Kumar"), new PersonalText("ravi@example.org")),
            ],
            []
        );
        var job = await SealAsync(Simulation() with { TicketId = null }, new JobText(null, null, [], Pasted: pasted));

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        var report = await ReportAsync(job);
        var user = report.User.Reveal();
        user.ShouldContain("Order A-4711");
        user.ShouldContain("Support wrote:");
        user.ShouldNotContain("difficult", Case.Sensitive, "internal notes are not in the prompt of a public reply");
        user.ShouldNotContain("Ravi");
        // One of the two addresses is in a message that all readers have, the other only in a profile.
        report.Restored.Reveal().ShouldStartWith("Hello Ravi Kumar, write to ravi@example.org or ");
        report.Reasons.ShouldContain(HoldReason.Policy);
        Desk.Requests.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task A_public_reply_is_restored_for_its_readers_and_a_summary_for_agents_may_use_their_notes()
    {
        Desk.Find(Ticket.Id).ShouldNotBeNull();
        var hidden = new PersonalText("call her at +44 7700 900499");
        Tickets.Change = ticket =>
            ticket with
            {
                Comments = [.. ticket.Comments, new TicketComment(99, 1, Public: false, hidden, Clock.GetUtcNow())],
            };
        Model.Then(new ProviderReply.Answer("Call [REDACTED_PHONE_2]."), new ProviderReply.Answer("Call [REDACTED_PHONE_2]."));
        var reply = Simulation();
        var summary = Simulation(AiOperation.Summarize, DeliveryTarget.InternalNote);

        await RunWellAsync(reply);
        await RunWellAsync(summary);

        (await ReportAsync(reply)).Restored.Reveal().ShouldBe("Call [REDACTED_PHONE_2].");
        (await ReportAsync(reply)).Reasons.ShouldContain(HoldReason.Recipients);
        (await ReportAsync(reply)).Withheld.ShouldBe(1);
        (await ReportAsync(summary)).Restored.Reveal().ShouldBe("Call +44 7700 900499.");
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_kill_switch_and_a_withdrawn_approval_stop_a_simulation_too()
    {
        await ChangeSettingsAsync(settings => settings with { KillSwitch = true });
        (await RunAsync(Simulation())).Outcome.Failure!.Code.ShouldBe(FailureCode.KillSwitch);
        await ChangeSettingsAsync(settings => settings with { KillSwitch = false });

        var given = (await Get<WrittenApprovals>().ListAsync(Acme, Token)).Value;
        var provider = given.Single(approval => approval.Use == ApprovedUse.Provider);
        (await Get<WrittenApprovals>().WithdrawAsync(Acme, provider.Id, Admin, Token)).Failure.ShouldBeNull();
        (await RunAsync(Simulation())).Outcome.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);
        await ApproveAsync(ApprovedUse.Provider, provider.Subject);

        var desk = given.Single(approval => approval.Use == ApprovedUse.Zendesk);
        (await Get<WrittenApprovals>().WithdrawAsync(Acme, desk.Id, Admin, Token)).Failure.ShouldBeNull();
        (await RunAsync(Simulation())).Outcome.Failure!.Code.ShouldBe(FailureCode.NotApproved);
        Model.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_person_who_objected_is_not_simulated_with_either()
    {
        (await Get<Objections>().RecordAsync(Acme, Desk.Find(Ticket.Id)!.RequesterId, Token)).Failure.ShouldBeNull();

        (await RunAsync(Simulation())).Outcome.Failure!.Code.ShouldBe(FailureCode.Objection);

        Model.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_simulation_that_fails_is_on_record_and_leaves_no_dead_letter_note_or_draft()
    {
        Model.Then(new ProviderReply.Error(401, "{}"));
        var job = Simulation();
        (await Queue.EnqueueAsync(job, [], Token)).Failure.ShouldBeNull();
        var lease = await TakeAsync(job);

        var ended = await RunAsync(lease.Job);
        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.ProviderKeyRejected);
        (await Get<JobSettlement>().BuryAsync(lease, FailureCode.ProviderKeyRejected, ended.Step, Token)).ShouldBeTrue();

        var status = (await Get<IJobStatusStore>().FindAsync(Acme, job.Id, Token)).Value.ShouldNotBeNull();
        (status.State, status.Failure, status.IsSimulation).ShouldBe((JobState.Failed, FailureCode.ProviderKeyRejected, true));
        (await Get<IDeadLetters>().ListAsync(Acme, 100, Token)).Value.ShouldBeEmpty();
        var buried = (await EventsAsync(job.Id)).OfType<JobBuried>().ShouldHaveSingleItem();
        (buried.Delivery, buried.HandedBack).ShouldBe((DeliveryTarget.Simulation, false));
        Written().ShouldBeEmpty();
        (await KeysOfAsync("result", job)).ShouldBeEmpty();
        (await Reports.FindAsync(Acme, job.Id, Token)).Value.ShouldBeNull();
    }

    [Fact]
    public async Task The_queue_hands_a_simulation_out_as_what_it_is()
    {
        var job = Simulation(target: DeliveryTarget.InternalNote);
        (await Queue.EnqueueAsync(job, [], Token)).Failure.ShouldBeNull();

        var lease = await TakeAsync(job);

        (lease.Job.IsSimulation, lease.Job.Audience).ShouldBe((true, DeliveryTarget.InternalNote));
        (await Get<IJobStatusStore>().FindAsync(Acme, job.Id, Token)).Value!.IsSimulation.ShouldBeTrue();
        var real = NewJob();
        (await Queue.EnqueueAsync(real, [], Token)).Failure.ShouldBeNull();
        (await Get<IJobStatusStore>().FindAsync(Acme, real.Id, Token)).Value!.IsSimulation.ShouldBeFalse();
        await Queue.CompleteAsync(lease, Token);
        await Queue.CompleteAsync(await TakeAsync(real), Token);
    }

    [Fact]
    public async Task What_it_found_lives_for_minutes_opens_for_its_own_organization_and_is_gone_with_its_hours_key()
    {
        var job = Simulation();
        await RunWellAsync(job);
        var key = (await KeysOfAsync("simulation", job)).ShouldHaveSingleItem();

        var left = long.Parse((await Redis.RawAsync($"PTTL {key}", Token)).TrimStart(':'), CultureInfo.InvariantCulture);
        left.ShouldBeInRange(1, 15 * 60 * 1_000);
        var globex = new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        (await Reports.FindAsync(globex, job.Id, Token)).Value.ShouldBeNull();
        (await ReportAsync(job)).Raw.Length.ShouldBeGreaterThan(0);

        // A copy under another job's name does not open.
        var other = Simulation();
        var sealedBytes = (await Get<ISimulationStore>().FindAsync(Acme, job.Id, Token)).Value!;
        (await Get<ISimulationStore>().PutAsync(Acme, other.Id, sealedBytes, Token)).Failure.ShouldBeNull();
        (await Reports.FindAsync(Acme, other.Id, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);

        await StoredAsync<object>("delete from keys.data_key where purpose = 'transit'");
        await RestartAsync();
        (await Reports.FindAsync(Acme, job.Id, Token)).Value.ShouldBeNull();
        await Redis.RawAsync($"PEXPIRE {key} 1", Token);
        while ((await KeysOfAsync("simulation", job)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    [Fact]
    public async Task A_callback_that_is_simulated_calls_nobody()
    {
        // An address that would be refused, and a secret that is not there: a callback would fail.
        await ChangeSettingsAsync(settings => settings with { CallbackUrl = new Uri("https://169.254.169.254/raum") });
        var job = Simulation(target: DeliveryTarget.Callback);

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        var report = await ReportAsync(job);
        (report.Audience, report.WouldWait).ShouldBe((DeliveryTarget.Callback, false));
    }

    private SimulationReports Reports => Get<SimulationReports>();

    private QueuedJob Simulation(AiOperation operation = AiOperation.Generate, DeliveryTarget target = DeliveryTarget.PublicReply) =>
        NewJob(operation, DeliveryTarget.Simulation) with
        {
            Simulates = target,
        };

    private async Task<SimulationReport> ReportAsync(QueuedJob job) =>
        (await Reports.FindAsync(Acme, job.Id, Token)).Value.ShouldNotBeNull();

    private async Task<QueuedJob> SealAsync(QueuedJob job, JobText text) =>
        job with
        {
            SealedText = (await Get<JobTexts>().SealAsync(Acme, job.Id, text, Token)).Value,
        };

    private async Task<JobLease> TakeAsync(QueuedJob job)
    {
        while (true)
        {
            // Other tests queue jobs too, and never take them.
            foreach (var lease in (await Queue.TakeAsync(1, Token)).Where(lease => lease.Job.Id == job.Id))
            {
                return lease;
            }
        }
    }

    private async Task<List<string>> KeysOfAsync(string kind, QueuedJob job) =>
        [
            .. (await Redis.RawAsync($"KEYS *{kind}:*{job.Id.Value:N}", Token))
                .Split("\r\n")
                .Where(line => line.StartsWith("raum:", StringComparison.Ordinal)),
        ];
}
