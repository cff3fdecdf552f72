using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.EventStoreDb;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sinks;
using Raum.Testing.EventStore;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>A log is cut behind what has ended. A sink misses nothing of it without an entry that says what.</summary>
public sealed class CutLogTests(PostgresServer postgres) : SinkFixture(postgres)
{
    private FakeEventStore _node = null!;

    public override async ValueTask InitializeAsync()
    {
        _node = await FakeEventStore.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task What_was_cut_off_while_a_sink_was_dead_is_on_record_when_it_is_revived()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        receiver.Answers.Enqueue(500);
        receiver.Answers.Enqueue(500);
        await RecordAtAsync(Clock.GetUtcNow().AddMonths(-5), 40);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        await Pusher.RunOnceAsync(Token);
        Clock.Advance(SinkPusher.DeadAfter);
        await Pusher.RunOnceAsync(Token);
        (await SinkAsync(id)).DeadAt.ShouldNotBeNull();
        (await Worker.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(40);
        await Projector.CatchUpAsync(Acme, Token);
        (await Worker.GetRequiredService<LogTruncation>().RunAsync(Acme, Token)).Value.ShouldBe(40);
        receiver.Received.Clear();

        (await Sinks.ChangeAsync(Acme, id, SinkChange.Revived, Admin, Token)).Failure.ShouldBeNull();
        await Pusher.RunOnceAsync(Token);

        var log = await ReadAllAsync(Log, Acme);
        var skipped = log.Select(recorded => recorded.Event).OfType<SinkChanged>().Last();
        (skipped.Change, skipped.From, skipped.Until).ShouldBe((SinkChange.Skipped, 0L, 40L));
        skipped.Target!.Id.ShouldBe(id.ToString("D"));
        var pushed = receiver.Received.SelectMany(post => JsonDocument.Parse(post.Body).RootElement.EnumerateArray());
        pushed
            .Select(entry => long.Parse(entry.GetProperty("subject").GetString()!, CultureInfo.InvariantCulture))
            .ShouldBe(log.Select(recorded => recorded.Revision));
    }

    [Fact]
    public async Task An_entry_that_is_missing_for_no_reason_stops_the_sink_and_is_not_passed_over()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(10);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        await Worker
            .GetRequiredService<EventStoreStreams>()
            .TruncateAsync(EventStoreLogStore.StreamOf(Acme), 5, Guid.CreateVersion7(Clock.GetUtcNow()), Token);

        (await Pusher.RunOnceAsync(Token)).Value.ShouldBe(0);

        receiver.Received.ShouldBeEmpty();
        var sink = await SinkAsync(id);
        (sink.Position, sink.Failures).ShouldBe((0, 1));
    }

    protected override void Configure(AuditStoreOptions options) => options.EventStore = _node.ConnectionString;

    private async Task RecordAtAsync(DateTimeOffset at, int count)
    {
        var events = Enumerable.Range(0, count).Select(_ => AnyEvent() with { At = at });
        (await Log.AppendAsync(Acme, [.. events], Token)).Succeeded.ShouldBeTrue();
        await Projector.CatchUpAsync(Acme, Token);
    }
}
