using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.EventStoreDb;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing;
using Raum.Testing.EventStore;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.EventStoreDb;

/// <summary>The traps of EventStoreDB, one by one, and what lies in it.</summary>
public sealed class EventStoreLogStoreTests(PostgresServer postgres) : AuditStoreFixture(postgres)
{
    private FakeEventStore _node = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _node = await FakeEventStore.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _node.Complaints.ShouldBeEmpty();
        await _node.DisposeAsync();
    }

    [Theory]
    [InlineData(AppendFault.DropBefore)]
    [InlineData(AppendFault.DropAfter)]
    [InlineData(AppendFault.NotReady)]
    [InlineData(AppendFault.SlowAfter)]
    public async Task An_unknown_outcome_is_found_out_and_the_event_is_there_once(AppendFault fault)
    {
        var log = NewLog(deadline: 2000);
        await log.AppendAsync(Acme, [AnyEvent()], Token);
        _node.Faults.Next(fault, TimeSpan.FromSeconds(10));

        (await log.AppendAsync(Acme, [AnyEvent(), AnyEvent()], Token)).Value.ShouldBe(2);
        (await log.AppendAsync(Acme, [AnyEvent()], Token)).Value.ShouldBe(3);

        _node.Faults.Struck.ShouldBe(1);
        _node.Log.Stream(Stream).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_write_that_comes_through_long_after_it_was_given_up_is_not_there_twice()
    {
        var log = NewLog(deadline: 400);
        await log.AppendAsync(Acme, [AnyEvent()], Token);
        _node.Faults.Next(AppendFault.SlowBefore, TimeSpan.FromSeconds(2));

        (await log.AppendAsync(Acme, [AnyEvent(), AnyEvent()], Token)).Value.ShouldBe(2);

        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Token);
        _node.Log.Stream(Stream).Count.ShouldBe(3);
        (await ReadAllAsync(NewLog(), Acme)).DistinctBy(recorded => recorded.Event.Id).Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_node_that_restarts_in_the_middle_loses_and_doubles_nothing()
    {
        var log = NewLog(deadline: 1000);
        var appends = Enumerable
            .Range(0, 300)
            .Select(i => Task.Run(() => log.AppendAsync(Acme, [AnyEvent($"{i}")], Token), Token))
            .ToList();

        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, Token);
            await _node.StopAsync();
            await _node.StartAsync();
        }

        (await Task.WhenAll(appends)).Select(outcome => outcome.Value).Order().ShouldBe(Enumerable.Range(0, 300).Select(i => (long)i));
        (await ReadAllAsync(NewLog(), Acme)).DistinctBy(recorded => recorded.Event.Id).Count().ShouldBe(300);
    }

    [Fact]
    public async Task A_change_of_leader_is_followed()
    {
        var log = NewLog();
        await log.AppendAsync(Acme, [AnyEvent()], Token);
        await using var second = await FakeEventStore.StartAsync(_node.Log);
        _node.Leader = second;

        (await log.AppendAsync(Acme, [AnyEvent()], Token)).Value.ShouldBe(1);
        (await ReadAllAsync(NewLog(), Acme)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_leader_that_changes_under_many_writers_loses_and_doubles_nothing()
    {
        var log = NewLog();
        await using var second = await FakeEventStore.StartAsync(_node.Log);
        second.Leader = _node;
        var (done, nodes) = (0, new[] { _node, second });

        async Task<List<long>> WriteAsync()
        {
            var revisions = new List<long>();
            for (var i = 0; i < 50; i++)
            {
                revisions.Add((await log.AppendAsync(Acme, [AnyEvent()], Token)).Value);
                var turn = Interlocked.Increment(ref done);
                if (turn % 25 == 0)
                {
                    var (leader, follower) = (nodes[turn / 25 % 2], nodes[(turn / 25 + 1) % 2]);
                    (leader.Leader, follower.Leader) = (null, leader);
                }
            }

            return revisions;
        }

        var revisions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(WriteAsync, Token)));

        revisions.SelectMany(each => each).Order().ShouldBe(Enumerable.Range(0, 200).Select(i => (long)i));
        _node.Log.Stream(Stream).Count.ShouldBe(200);
        second.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_process_that_wrote_meanwhile_is_noticed()
    {
        var (one, other) = (NewLog(), NewLog());
        for (var i = 0; i < 10; i++)
        {
            (await (i % 2 == 0 ? one : other).AppendAsync(Acme, [AnyEvent()], Token)).Value.ShouldBe(i);
        }
    }

    [Fact]
    public async Task What_lies_in_the_store_is_a_clear_header_of_ids_and_a_sealed_body()
    {
        await NewLog().AppendAsync(Acme, [AnyEvent("a very particular prompt")], Token);

        var stored = _node.Log.Stream(Stream).ShouldHaveSingleItem();

        stored.Type.ShouldBe("job-masked.v1");
        stored.ContentType.ShouldBe("application/octet-stream");
        System.Text.Encoding.UTF8.GetString(stored.Metadata).ShouldStartWith("{\"actor\":{\"authenticated\":true,\"id\":\"worker\"");
        System.Text.Encoding.Latin1.GetString(stored.Data).ShouldNotContain("particular");
    }

    [Fact]
    public async Task An_event_that_was_changed_in_the_store_is_refused()
    {
        await NewLog().AppendAsync(Acme, [AnyEvent()], Token);
        var stored = _node.Log.Stream(Stream)[0];
        stored.Data[^1] ^= 1;
        (await Should.ThrowAsync<AuditReadException>(() => ReadAllAsync(NewLog(), Acme))).Code.ShouldBe(FailureCode.SealBroken);

        stored.Data[^1] ^= 1;
        stored.Metadata[^20] ^= 1;
        (await Should.ThrowAsync<AuditReadException>(() => ReadAllAsync(NewLog(), Acme))).Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task Changes_are_told_to_the_projector_also_after_the_node_was_away()
    {
        var process = NewProcess(Configure(30_000), services => services.AddRaumAuditProjector());
        var log = process.GetRequiredService<IAuditLog>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = process.GetRequiredService<AuditProjector>().RunAsync(stop.Token);

        await log.AppendAsync(Acme, [AnyEvent()], Token);
        await EntriesAsync(process, 1);
        await log.AppendAsync(Acme, [AnyEvent()], Token);
        await EntriesAsync(process, 2);
        await _node.StopAsync();
        await _node.StartAsync();
        await log.AppendAsync(Acme, [AnyEvent()], Token);
        await EntriesAsync(process, 3);

        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("01939c2a-7000-7000-8000-0000000000e1", true)]
    [InlineData("6d1e4a52-7c0f-4b8e-9a55-0f6f5c9f2b11", false)]
    [InlineData("ffffffff-ffff-7fff-8000-000000000000", false)]
    public void An_id_of_version_7_says_how_far_back_to_look(string id, bool bounded)
    {
        var earliest = EventTime.Earliest(Guid.Parse(id));

        (earliest > DateTimeOffset.MinValue).ShouldBe(bounded);
        if (bounded)
        {
            earliest.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(0x01939c2a7000) - TimeSpan.FromMinutes(1));
        }
    }

    private string Stream => EventStoreLogStore.StreamOf(Acme);

    private Action<AuditStoreOptions> Configure(int deadline) =>
        options =>
        {
            options.EventStore = $"{_node.ConnectionString}&defaultDeadline={deadline}";
            options.AppendDeadline = TimeSpan.FromSeconds(30);
        };

    private IAuditLog NewLog(int deadline = 30_000) => NewProcess(Configure(deadline)).GetRequiredService<IAuditLog>();

    private Task EntriesAsync(IServiceProvider process, int entries)
    {
        var queries = process.GetRequiredService<AuditQueries>();
        return Eventually.TrueAsync(async () =>
            (await queries.FindAsync(Acme, new AuditFilter(), null, 10, Token)).Value.Entries.Count == entries
        );
    }
}
