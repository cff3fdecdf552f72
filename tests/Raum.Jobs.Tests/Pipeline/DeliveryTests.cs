using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Organizations.Regions;
using Raum.Organizations.Settings;
using Raum.Providers;
using Raum.Testing.Providers;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>FLOW-3, FLOW-7: an answer reaches its target once, whatever breaks on the way.</summary>
public sealed class DeliveryTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    [Fact]
    public async Task A_public_reply_that_needs_no_person_is_restored_posted_and_on_record()
    {
        await LiftApprovalAsync();
        var job = NewJob();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        var reply = Written().ShouldHaveSingleItem();
        reply.Public.ShouldBeTrue();
        reply.Body.ShouldContain("Hello Jane Doe, thank you for your message.");
        (await EventsAsync(job.Id))
            .Select(recorded => recorded.GetType().Name)
            .ShouldBe([nameof(JobMasked), nameof(JobProviderCalled), nameof(JobIntended), nameof(JobDelivered)]);
    }

    [Fact]
    public async Task Each_try_that_calls_a_provider_stands_in_a_ledger_beside_the_log_and_one_that_was_stopped_before_does_not()
    {
        await LiftApprovalAsync();
        var job = NewJob();
        Model.Then(new ProviderReply.Error(400, "{}"));
        (await RunAsync(job)).Outcome.Succeeded.ShouldBeFalse();
        await RunWellAsync(job, attempt: 2);
        await ChangeSettingsAsync(settings => settings with { KillSwitch = true });
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.KillSwitch);

        (
            await StoredAsync<string>(
                $"select string_agg(attempt::text, ',' order by attempt) from conversation.provider_call where job_id = '{job.Id}'"
            )
        ).ShouldBe("1,2");
        (await StoredAsync<long>("select count(*) from conversation.provider_call")).ShouldBe(2);
    }

    [Fact]
    public async Task The_model_sees_placeholders_and_no_value()
    {
        await LiftApprovalAsync();

        await RunWellAsync(NewJob());

        var request = Model.Received.ShouldHaveSingleItem();
        request.Violation.ShouldBeNull();
        request.Body.ShouldContain("[REDACTED_NAME]");
        request.Body.ShouldContain("[REDACTED_CC]");
        request.Body.ShouldContain("A-4711");
        foreach (var value in PersonalValues)
        {
            request.Body.ShouldNotContain(value);
        }
    }

    [Fact]
    public async Task What_an_organization_chose_to_mask_is_masked_for_the_model_and_comes_back()
    {
        await LiftApprovalAsync();
        await ChangeSettingsAsync(settings =>
            settings with
            {
                Patterns = [new MaskingPattern("order", "ID", "A-[0-9]{4}")],
                VisibleTypes = ["CC"],
            }
        );
        Model.Then(new ProviderReply.Answer("Your order [REDACTED_ID] is on its way."));

        await RunWellAsync(NewJob());

        var request = Model.Received.ShouldHaveSingleItem();
        request.Body.ShouldContain("[REDACTED_ID]");
        request.Body.ShouldNotContain("A-4711");
        request.Body.ShouldNotContain("[REDACTED_CC]");
        Written().ShouldHaveSingleItem().Body.ShouldContain("Your order A-4711 is on its way.");
    }

    [Fact]
    public async Task A_pattern_that_takes_too_long_stops_the_job_and_nothing_is_sent()
    {
        // About the slowest that is accepted, on a text that is made for it: it takes 2.5 seconds and may take one.
        await ChangeSettingsAsync(settings =>
            settings with
            {
                Patterns = [new MaskingPattern("slow", "ID", "(.{1,19}a.{1,19})*x")],
                UnsupportedLanguage = LanguagePolicy.Proceed,
            }
        );
        Ticket = OpenTicket(new string(new Random(3).GetItems<char>("ab", 20_000)));

        var ended = await RunAsync(NewJob());

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.MaskingFailed);
        Model.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Internal_notes_are_not_in_the_prompt_of_a_public_reply_and_are_in_a_summary_for_agents()
    {
        await LiftApprovalAsync();
        Desk.AddComment(Ticket.Id, Desk.Agent.Id, "Chargeback history, be careful with this one.", isPublic: false);

        await RunWellAsync(NewJob());
        await RunWellAsync(NewJob(AiOperation.Summarize, DeliveryTarget.InternalNote));

        Model.Received[0].Body.ShouldNotContain("Chargeback history");
        Model.Received[1].Body.ShouldContain("Chargeback history");
    }

    [Fact]
    public async Task Resolve_posts_the_answer_and_solves_the_ticket_in_one_update()
    {
        await LiftApprovalAsync(AiOperation.Resolve);

        (await RunWellAsync(NewJob(AiOperation.Resolve))).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem();
        Desk.Find(Ticket.Id)!.Status.ShouldBe("solved");
    }

    [Theory]
    [InlineData("after read")]
    [InlineData("before JobMasked")]
    [InlineData("after JobMasked")]
    [InlineData("before JobProviderCalled")]
    [InlineData("after JobProviderCalled")]
    [InlineData("before JobIntended")]
    [InlineData("after JobIntended")]
    [InlineData("before deliver")]
    [InlineData("after deliver")]
    [InlineData("before JobDelivered")]
    [InlineData("after JobDelivered")]
    [InlineData("before End entry")]
    [InlineData("after End entry")]
    public async Task A_process_that_dies_anywhere_leaves_one_comment_and_one_outcome(string place)
    {
        await LiftApprovalAsync();
        var job = NewJob();
        Crash.DieAt(place);
        await Should.ThrowAsync<CrashException>(() => RunAsync(job));
        await RestartAsync();

        (await RunWellAsync(job, attempt: 2)).ShouldBe(JobEnd.Delivered);
        (await RunWellAsync(job, attempt: 3)).ShouldBe(JobEnd.Delivered);

        Crash.Happened.ShouldBeTrue();
        Written().ShouldHaveSingleItem();
        (await EventsAsync(job.Id)).OfType<JobDelivered>().ShouldHaveSingleItem();
        (await StoredAsync<string>("select string_agg(state || recorded::text, ',') from conversation.delivery")).ShouldBe("donetrue");
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_found_by_its_mark_and_not_repeated()
    {
        await LiftApprovalAsync();
        Desk.Faults.Add(DeskFaultKind.CutAfter, "PUT");
        var job = NewJob();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Delivered);

        Written().ShouldHaveSingleItem();
        (await EventsAsync(job.Id)).OfType<JobDelivered>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_write_that_the_desk_refused_for_now_is_tried_again()
    {
        await LiftApprovalAsync();
        Desk.Faults.Add(DeskFaultKind.TooManyRequests, "PUT", retryAfter: TimeSpan.FromSeconds(7));
        var job = NewJob();

        var first = await RunAsync(job);
        Clock.Advance(TimeSpan.FromSeconds(10));
        var second = await RunWellAsync(job, attempt: 2);

        first.Outcome.Failure.ShouldBe(new Failure(FailureCode.ZendeskRateLimited, TimeSpan.FromSeconds(7)));
        second.ShouldBe(JobEnd.Delivered);
        Written().ShouldHaveSingleItem();
        (await EventsAsync(job.Id)).OfType<JobFailed>().ShouldHaveSingleItem().Step.ShouldBe(Step.Deliver);
    }

    [Fact]
    public async Task Without_an_intent_on_record_nothing_is_delivered()
    {
        await LiftApprovalAsync();
        Tickets.OnRead = () => Log.Away = true;
        var job = NewJob();

        var ended = await RunAsync(job);

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        Model.Count.ShouldBe(0);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_of_an_organization_that_another_region_serves_is_not_begun()
    {
        Get<IOptions<DeploymentOptions>>().Value.Region = "us";

        var ended = await RunAsync(NewJob());

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.WrongRegion);
        ended.Outcome.Failure.IsTransient.ShouldBeFalse();
        Model.Count.ShouldBe(0);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_of_an_organization_that_was_closed_meanwhile_is_not_begun()
    {
        await using (var connection = new Npgsql.NpgsqlConnection(Database.Superuser))
        {
            await connection.OpenAsync(Token);
            await using var close = new Npgsql.NpgsqlCommand(
                "update organizations.organization set closed_at = now(), destroy_after = now() + interval '30 days'",
                connection
            );
            await close.ExecuteNonQueryAsync(Token);
        }

        var ended = await RunAsync(NewJob());

        ended.Outcome.Failure!.Code.ShouldBe(FailureCode.OrganizationClosed);
        ended.Outcome.Failure.IsTransient.ShouldBeFalse();
        Model.Count.ShouldBe(0);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_kill_switch_stops_the_call_and_a_delivery_that_was_on_its_way()
    {
        await LiftApprovalAsync();
        await ChangeSettingsAsync(settings => settings with { KillSwitch = true });
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.KillSwitch);
        Model.Count.ShouldBe(0);

        await ChangeSettingsAsync(settings => settings with { KillSwitch = false });
        Model.Default = _ =>
        {
            ChangeSettingsAsync(settings => settings with { KillSwitch = true }).GetAwaiter().GetResult();
            return new ProviderReply.Answer("Hello [REDACTED_NAME].");
        };
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.KillSwitch);

        Model.Count.ShouldBe(1);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_ticket_of_a_person_who_objected_is_sent_to_no_model()
    {
        await LiftApprovalAsync();
        await Get<Objections>().RecordAsync(Acme, Ticket.RequesterId, Token);

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.Objection);

        Model.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_call_is_on_record_with_its_step()
    {
        Model.Then(new ProviderReply.Error(503, "{}"));
        var job = NewJob();

        var ended = await RunAsync(job);

        ended.Step.ShouldBe(Step.Call);
        ended.Outcome.Failure!.IsTransient.ShouldBeTrue();
        var failed = (await EventsAsync(job.Id)).OfType<JobFailed>().ShouldHaveSingleItem();
        failed.Step.ShouldBe(Step.Call);
        failed.TraceId.ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }
}
