using System.Runtime.CompilerServices;
using Raum.Core;
using Raum.Jobs.Delivery;
using Raum.Testing.Memory;
using Raum.Testing.Providers;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>
/// PII-5: when the jobs are over, nothing that the process holds leads to a value of their tickets: no cache, no session, no closure that waits. What is left of them
/// is garbage. Buffers of network connections belong to .NET and are not looked at; the bench counts what remains readable in all memory.
/// </summary>
public sealed class ReachabilityTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private static readonly string[] Beyond = ["System.Net", "System.IO.Pipelines", "Microsoft.AspNetCore.Server", "Raum.Testing"];

    [Fact]
    public async Task No_value_of_a_ticket_can_be_reached_when_its_jobs_are_over()
    {
        await RunJobsAsync();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        var walk = Walk();

        walk.Find().ShouldBeEmpty();
        walk.Count.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task What_this_looks_with_finds_a_text_that_something_holds()
    {
        await RunJobsAsync();
        Tickets.OnRead = Held(new PersonalText("Dear Ravi Kumar"));

        Walk().Find().ShouldHaveSingleItem().ShouldContain("OnRead");
    }

    private Reachable Walk()
    {
        var walk = new Reachable(PersonalValues, Beyond).Past(this).From(Process, "services");
        foreach (
            var assembly in AppDomain
                .CurrentDomain.GetAssemblies()
                .Where(assembly => assembly.GetName().Name is { } name && name.StartsWith("Raum.", StringComparison.Ordinal))
                .Where(assembly =>
                    assembly.GetName().Name is { } name && name != "Raum.Testing" && !name.EndsWith(".Tests", StringComparison.Ordinal)
                )
        )
        {
            walk.FromStaticsOf(assembly);
        }

        return walk;
    }

    /// <summary>Every way that a job can end: held, approved with an edit, fetched as a stream, refused by the provider, handed back.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task RunJobsAsync()
    {
        var held = NewJob();
        (await RunWellAsync(held)).ShouldBe(JobEnd.Held);
        (
            await Approvals.ApproveAsync(Acme, held.Id, Agent, new PersonalText("Hello Jane Doe, it is on its way."), Token)
        ).Failure.ShouldBeNull();
        await RunQueuedAsync();
        await RunWellAsync(NewJob(target: DeliveryTarget.Result));

        var text = NewJob(AiOperation.Rewrite, DeliveryTarget.Result) with { TicketId = null };
        var job = new JobText(
            null,
            new PersonalText(TicketText),
            [new TicketPerson(0, TicketRole.Requester, new PersonalText("Jane Doe"), new PersonalText("jane.doe@example.com"), null)]
        );
        var sealedText = (await Get<JobTexts>().SealAsync(Acme, text.Id, job, Token)).Value;
        await RunWellAsync(text with { SealedText = sealedText });

        Model.Then(new ProviderReply.Error(500, """{"error":{"message":"Jane Doe is too much"}}"""));
        var failed = NewJob();
        (await RunAsync(failed)).Outcome.Succeeded.ShouldBeFalse();
    }

    private static Action Held(PersonalText text) => () => GC.KeepAlive(text);
}
