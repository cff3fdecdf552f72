using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>ORG-12: a ticket is read for an agent only if that agent may see it in Zendesk, whenever it is read.</summary>
public sealed class SidebarJobTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    [Fact]
    public async Task For_an_agent_who_may_not_see_the_ticket_nothing_of_it_is_read_on_or_sent()
    {
        var stranger = Desk.AddUser("Noor", "noor@desk.example.com", null, "agent");
        Desk.Change(stranger.Id, known => known with { TicketRestriction = "assigned" });

        var ended = await RunAsync(NewJob(AiOperation.Summarize, DeliveryTarget.Result) with { Agent = stranger.Id });

        ended.Outcome.Failure.ShouldBe(new Failure(FailureCode.ZendeskForbidden));
        ended.Step.ShouldBe(Step.Collect);
        Model.Received.ShouldBeEmpty();
        Desk.Requests.ShouldNotContain(request => request.Path.EndsWith("/comments.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task For_an_agent_who_may_see_it_the_job_runs()
    {
        await RunWellAsync(NewJob(AiOperation.Summarize, DeliveryTarget.Result) with { Agent = Desk.Agent.Id });

        Model.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_draft_is_not_delivered_when_its_agent_may_no_longer_see_the_ticket()
    {
        var job = NewJob() with { Agent = Desk.Agent.Id };
        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);
        (await Approvals.ApproveAsync(Acme, job.Id, Admin, null, Token)).Failure.ShouldBeNull();
        Desk.Change(Desk.Agent.Id, known => known with { Suspended = true });

        var ended = await RunAsync(Queue.Queued[^1]);

        Queue.Queued[^1].Agent.ShouldBe(Desk.Agent.Id);
        ended.Outcome.Failure.ShouldBe(new Failure(FailureCode.ZendeskForbidden));
        Written().ShouldBeEmpty();
    }
}
