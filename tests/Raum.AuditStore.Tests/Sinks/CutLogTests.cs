using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.EventStoreDb;
using Raum.AuditStore.Export;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
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

    [Fact]
    public async Task An_export_for_other_programs_begins_where_the_log_begins_and_says_so_and_stops_at_a_missing_entry()
    {
        await RecordAtAsync(Clock.GetUtcNow().AddMonths(-5), 40);
        await RecordAtAsync(Clock.GetUtcNow(), 10);
        (await Worker.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(40);
        await Projector.CatchUpAsync(Acme, Token);
        (await Worker.GetRequiredService<LogTruncation>().RunAsync(Acme, Token)).Value.ShouldBe(40);
        await Projector.CatchUpAsync(Acme, Token);

        var whole = (await Worker.GetRequiredService<AuditExporter>().OpenEntriesAsync(Acme, EntryFormat.Csv, 0, Token)).Value;
        using var output = new MemoryStream();
        await whole.WriteAsync(output, Token);

        (whole.First, whole.Size).ShouldBe((40, 52));
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("revision,");
        lines
            .Skip(1)
            .Select(line => line.Split(',')[0])
            .ShouldBe(Enumerable.Range(40, 12).Select(i => i.ToString(CultureInfo.InvariantCulture)));

        await Worker
            .GetRequiredService<EventStoreStreams>()
            .TruncateAsync(EventStoreLogStore.StreamOf(Acme), 45, Guid.CreateVersion7(Clock.GetUtcNow()), Token);
        (await Should.ThrowAsync<AuditReadException>(() => whole.WriteAsync(Stream.Null, Token))).Code.ShouldBe(FailureCode.Gone);
    }

    [Fact]
    public async Task An_alert_that_has_ended_before_it_was_delivered_keeps_no_later_one_back()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(1);
        var id = await AddAsync(SinkKind.AlertWebhook, receiver.Url);
        await RecordAsync(Alert("old", Clock.GetUtcNow().AddMonths(-5)));
        await RecordAsync(Alert("new", Clock.GetUtcNow()));
        (await Worker.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(1);

        await Pusher.RunOnceAsync(Token);

        receiver.Received.ShouldHaveSingleItem().Body.ShouldContain("\"rule\":\"new\"");
        var sink = await SinkAsync(id);
        (sink.Failures, sink.Position).ShouldBe((0, 5L));
    }

    [Fact]
    public async Task What_is_passed_over_is_on_record_once_also_when_a_process_dies_before_the_sink_is_moved()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await RecordAtAsync(Clock.GetUtcNow().AddMonths(-5), 5);
        (await Worker.GetRequiredService<AuditRetention>().PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(5);
        await Projector.CatchUpAsync(Acme, Token);
        (await Worker.GetRequiredService<LogTruncation>().RunAsync(Acme, Token)).Value.ShouldBe(5);
        await AddAsync(SinkKind.CloudEvents, receiver.Url);
        await ExecuteAsync(
            Database.Superuser,
            """
            create function public.die() returns trigger language plpgsql as 'begin raise exception ''died''; end';
            create trigger die before update of position on audit.sink for each row when (old.position <> new.position) execute function public.die()
            """
        );
        await Should.ThrowAsync<Exception>(() => Pusher.RunOnceAsync(Token));
        await ExecuteAsync(Database.Superuser, "drop trigger die on audit.sink");
        Clock.Advance(TimeSpan.FromMinutes(3));

        await Pusher.RunOnceAsync(Token);

        (await ReadAllAsync(Log, Acme))
            .Select(recorded => recorded.Event)
            .OfType<SinkChanged>()
            .Count(change => change.Change == SinkChange.Skipped)
            .ShouldBe(1);
        receiver.Received.ShouldNotBeEmpty();
    }

    private static AlertRaised Alert(string rule, DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = at,
            Actor = AuditActor.System("alerts"),
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Target = new AuditTarget("alert", rule),
            Rule = rule,
            Count = 1,
            Threshold = 1,
            WindowSeconds = 300,
        };

    private async Task RecordAsync(AuditEvent recorded)
    {
        (await Log.AppendAsync(Acme, [recorded], Token)).Failure.ShouldBeNull();
        await Projector.CatchUpAsync(Acme, Token);
    }

    protected override void Configure(AuditStoreOptions options) => options.EventStore = _node.ConnectionString;

    private async Task RecordAtAsync(DateTimeOffset at, int count)
    {
        var events = Enumerable.Range(0, count).Select(_ => AnyEvent() with { At = at });
        (await Log.AppendAsync(Acme, [.. events], Token)).Succeeded.ShouldBeTrue();
        await Projector.CatchUpAsync(Acme, Token);
    }
}
