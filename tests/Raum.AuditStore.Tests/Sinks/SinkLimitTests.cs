using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>What one sink may take: time, bytes, and never what it was given before.</summary>
public sealed class SinkLimitTests(PostgresServer postgres) : SinkFixture(postgres)
{
    private string Kept => Path.Combine(Folder, Acme.ToString());

    [Fact]
    public async Task A_mail_server_that_says_nothing_ends_neither_the_round_nor_the_other_sinks()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(3);
        var mail = await AddAsync(SinkKind.CheckpointMail, "auditor@example.org");
        var entries = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        var worker = NewWorker(options =>
        {
            options.SmtpHost = "127.0.0.1";
            options.SmtpPort = ((IPEndPoint)silent.LocalEndpoint).Port;
            options.SmtpFrom = "raum@example.com";
            options.SmtpTls = false;
        });

        var round = worker.GetRequiredService<SinkPusher>().RunOnceAsync(Token);
        // The clock stands until the other one has been served: its own patience is measured by it, too.
        await Eventually.TrueAsync(async () => (await SinkAsync(entries)).Position > 0);
        (await SinkAsync(mail)).Failures.ShouldBe(0);
        await Eventually.TrueAsync(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(15));
            return Task.FromResult(round.IsCompleted);
        });

        (await round).Failure.ShouldBeNull();
        receiver.Received.ShouldNotBeEmpty();
        (await SinkAsync(mail)).Failures.ShouldBe(1);
    }

    [Fact]
    public async Task The_next_round_does_not_wait_for_a_receiver_that_is_slow()
    {
        using var hangs = new TcpListener(IPAddress.Loopback, 0);
        hangs.Start();
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(3);
        var slow = await AddAsync(SinkKind.CloudEvents, $"http://127.0.0.1:{((IPEndPoint)hangs.LocalEndpoint).Port}/");
        var first = Pusher.RunOnceAsync(TimeSpan.FromSeconds(5), Token);
        using var connection = await hangs.AcceptTcpClientAsync(Token);
        first.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(5));
        (await first).Value.ShouldBe(0);
        var entries = await AddAsync(SinkKind.CloudEvents, receiver.Url);

        (await Pusher.RunOnceAsync(TimeSpan.FromSeconds(5), Token)).Failure.ShouldBeNull();

        (await SinkAsync(entries)).Position.ShouldBeGreaterThan(0);
        (await SinkAsync(slow)).Failures.ShouldBe(0);
    }

    [Fact]
    public async Task A_receiver_that_takes_little_gets_little_at_a_time_and_of_an_entry_that_is_too_large_its_header()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        receiver.Most = 300 * 1024;
        foreach (var kilobytes in (int[])[100, 100, 100, 100, 400, 1, 1])
        {
            await Log.AppendAsync(Acme, [AnyEvent(new string('p', kilobytes * 1024))], Token);
        }

        await Projector.CatchUpAsync(Acme, Token);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        (await Sinks.ApproveAsync(Acme, id, approved: true, content: true, Admin, Token)).Failure.ShouldBeNull();

        (await Pusher.RunOnceAsync(Token)).Failure.ShouldBeNull();

        (await SinkAsync(id)).Position.ShouldBe(9);
        receiver.Received.ShouldAllBe(post => post.Body.Length < 600 * 1024);
        var taken = receiver.Received.Where(post => post.Body.Length <= receiver.Most).SelectMany(post => SubjectsOf(post.Body)).ToList();
        taken.ShouldBe(Enumerable.Range(0, 9).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        receiver.Received.Count.ShouldBeLessThan(12);
    }

    [Fact]
    public async Task Entries_with_content_go_in_pieces_of_half_a_megabyte()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        for (var i = 0; i < 10; i++)
        {
            await Log.AppendAsync(Acme, [AnyEvent(new string('p', 150 * 1024))], Token);
        }

        await Projector.CatchUpAsync(Acme, Token);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        (await Sinks.ApproveAsync(Acme, id, approved: true, content: true, Admin, Token)).Failure.ShouldBeNull();

        (await Pusher.RunOnceAsync(Token)).Failure.ShouldBeNull();

        (await SinkAsync(id)).Position.ShouldBe(12);
        receiver.Received.Count.ShouldBe(4);
        receiver.Received.ShouldAllBe(post => post.Body.Length <= SinkEntries.MostBytes);
    }

    [Fact]
    public async Task A_checkpoint_that_is_kept_is_never_replaced_and_another_history_of_its_size_is_an_alert()
    {
        await AppendAsync(3);
        var id = await AddAsync(SinkKind.CheckpointFile, "");
        await Projector.CatchUpAsync(Acme, Token);
        await Pusher.RunOnceAsync(Token);
        var file = Directory.GetFiles(Kept).ShouldHaveSingleItem();
        var note = (await File.ReadAllTextAsync(file, Token)).Split('\n');
        note[2] = Convert.ToBase64String(new byte[32]); // the root
        await File.WriteAllTextAsync(file, string.Join('\n', note), Token);
        await TamperAsync("update audit.sink set position = 0");

        await Pusher.RunOnceAsync(Token);

        (await File.ReadAllTextAsync(file, Token)).ShouldBe(string.Join('\n', note));
        Directory.GetFiles(Kept).ShouldHaveSingleItem();
        (await SinkAsync(id)).DeadAt.ShouldNotBeNull();
        await Projector.CatchUpAsync(Acme, Token);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBe(["log-contradicted"]);
    }

    [Theory]
    [InlineData(SinkKind.CheckpointFile)]
    [InlineData(SinkKind.CheckpointWebhook)]
    public async Task A_history_that_is_shorter_than_what_a_place_was_shown_is_an_alert(SinkKind kind)
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(3);
        var id = await AddAsync(kind, kind == SinkKind.CheckpointFile ? "" : receiver.Url);
        await Projector.CatchUpAsync(Acme, Token);
        await Pusher.RunOnceAsync(Token);
        if (kind == SinkKind.CheckpointFile)
        {
            // A backup was restored: the sink's own position, too.
            File.Move(Directory.GetFiles(Kept).Single(), Path.Combine(Kept, "000000000900.checkpoint"));
            await TamperAsync("update audit.sink set position = 2");
        }
        else
        {
            await TamperAsync("update audit.sink set position = 900");
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
        await Pusher.RunOnceAsync(Token);

        (await SinkAsync(id)).DeadAt.ShouldNotBeNull();
        (await ReadAllAsync(Log, Acme))[^1].Event.ShouldBeOfType<SinkChanged>().Change.ShouldBe(SinkChange.Contradicted);
    }

    [Fact]
    public async Task A_file_that_a_crash_left_half_done_is_no_contradiction()
    {
        await AppendAsync(3);
        var id = await AddAsync(SinkKind.CheckpointFile, "");
        await Projector.CatchUpAsync(Acme, Token);
        await Pusher.RunOnceAsync(Token);
        await TamperAsync("update audit.sink set position = 0");
        await File.WriteAllTextAsync(Path.Combine(Kept, "000000000009.checkpoint.part"), "half", Token);

        await Pusher.RunOnceAsync(Token);

        var sink = await SinkAsync(id);
        (sink.Position, sink.Failures, sink.DeadAt).ShouldBe((4L, 0, null));
    }

    [Fact]
    public async Task A_slow_receiver_of_alerts_is_left_before_the_lease_ends()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        receiver.Taking = () => Clock.Advance(TimeSpan.FromSeconds(14));
        await AppendAsync(1);
        var id = await AddAsync(SinkKind.AlertWebhook, receiver.Url);
        for (var i = 0; i < 12; i++)
        {
            await Log.AppendAsync(Acme, [Alert()], Token);
        }

        var began = Clock.GetUtcNow();
        await Pusher.RunOnceAsync(Token);

        (Clock.GetUtcNow() - began).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (await SinkAsync(id)).Failures.ShouldBe(0);
        for (var rounds = 0; rounds < 20; rounds++)
        {
            await Pusher.RunOnceAsync(Token);
        }

        receiver.Received.Select(post => post.Id).Count().ShouldBe(12);
        receiver.Received.Select(post => post.Id).ShouldBeUnique();
    }

    private AlertRaised Alert() =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = Clock.GetUtcNow(),
            Actor = AuditActor.System("alerts"),
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Target = new AuditTarget("alert", "dead-letters"),
            Rule = "dead-letters",
            Count = 5,
            Threshold = 5,
            WindowSeconds = 900,
        };

    private static List<string> SubjectsOf(string body)
    {
        using var batch = JsonDocument.Parse(Encoding.UTF8.GetBytes(body));
        return [.. batch.RootElement.EnumerateArray().Select(entry => entry.GetProperty("subject").GetString()!)];
    }
}
