using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>AUD-5, AUD-6: CloudEvents and checkpoints over HTTP and as files; sinks that fail, die and come back.</summary>
public sealed class PushTests(PostgresServer postgres) : SinkFixture(postgres)
{
    [Fact]
    public async Task CloudEvents_carry_every_entry_once_it_was_taken_and_the_same_piece_has_the_same_id()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        receiver.Answers.Enqueue(503);
        await AppendAsync(300);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);

        await PushAllAsync(id);

        receiver.Received.ShouldAllBe(post => post.Signed && post.MediaType == "application/cloudevents-batch+json; charset=utf-8");
        receiver.Received[0].Id.ShouldBe(receiver.Received[1].Id);
        receiver.Received[0].Body.ShouldBe(receiver.Received[1].Body);
        var subjects = new List<string>();
        foreach (var post in receiver.Received.Skip(1))
        {
            using var batch = JsonDocument.Parse(post.Body);
            foreach (var cloudEvent in batch.RootElement.EnumerateArray())
            {
                cloudEvent.GetProperty("specversion").GetString().ShouldBe("1.0");
                cloudEvent.GetProperty("source").GetString().ShouldBe($"//raum.example/log/{Acme}");
                cloudEvent.GetProperty("type").GetString().ShouldStartWith("raum.audit.");
                cloudEvent
                    .GetProperty("id")
                    .GetGuid()
                    .ShouldBe(cloudEvent.GetProperty("data").GetProperty("metadata").GetProperty("uid").GetGuid());
                subjects.Add(cloudEvent.GetProperty("subject").GetString()!);
            }
        }

        subjects.ShouldBe(Enumerable.Range(0, 301).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Nothing_is_pushed_before_a_sink_is_approved_or_after_that_was_withdrawn()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(3);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        (await Sinks.ApproveAsync(Acme, id, approved: false, content: false, Admin, Token)).Failure.ShouldBeNull();
        (await Pusher.RunOnceAsync(Token)).Value.ShouldBe(0);
        receiver.Received.ShouldBeEmpty();
        (await SinkAsync(id)).ApprovedAt.ShouldBeNull();

        (await Sinks.ApproveAsync(Acme, id, approved: true, content: false, Admin, Token)).Failure.ShouldBeNull();
        await PushAllAsync(id);
        var taken = receiver.Received.Count;
        taken.ShouldBeGreaterThan(0);
        var position = (await SinkAsync(id)).Position;
        await AppendAsync(3);
        (await Sinks.ApproveAsync(Acme, id, approved: false, content: false, Admin, Token)).Failure.ShouldBeNull();
        await Pusher.RunOnceAsync(Token);

        receiver.Received.Count.ShouldBe(taken);
        (await SinkAsync(id)).Position.ShouldBe(position);
        (await ReadAllAsync(Log, Acme))
            .Select(recorded => recorded.Event)
            .OfType<SinkChanged>()
            .Select(change => change.Change)
            .ShouldBe([SinkChange.Added, SinkChange.ApprovalWithdrawn, SinkChange.Approved, SinkChange.ApprovalWithdrawn]);
    }

    [Fact]
    public async Task A_round_ends_with_the_piece_in_which_content_was_withdrawn()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(600);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        (await Sinks.ApproveAsync(Acme, id, approved: true, content: true, Admin, Token)).Failure.ShouldBeNull();
        receiver.Taken = () => ExecuteAsync(Database.Superuser, "update audit.sink set content = false where sink_id = $1", id);

        await Pusher.RunOnceAsync(Token);

        receiver.Received.ShouldHaveSingleItem();
        receiver.Taken = null;
        Clock.Advance(TimeSpan.FromMinutes(11));
        await PushAllAsync(id);
        receiver.Received.Count.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_sink_that_fails_is_left_alone_for_longer_and_longer_given_up_after_a_day_and_goes_on_where_it_stopped()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        for (var i = 0; i < 1000; i++)
        {
            receiver.Answers.Enqueue(500);
        }

        await AppendAsync(3);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        await Pusher.RunOnceAsync(Token);
        await Pusher.RunOnceAsync(Token);
        receiver.Received.Count.ShouldBe(1); // not before its pause is over
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Pusher.RunOnceAsync(Token);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Pusher.RunOnceAsync(Token);
        receiver.Received.Count.ShouldBe(2);

        Clock.Advance(SinkPusher.DeadAfter);
        await Pusher.RunOnceAsync(Token);
        Clock.Advance(TimeSpan.FromDays(1));
        await Pusher.RunOnceAsync(Token);
        receiver.Received.Count.ShouldBe(3);
        (await SinkAsync(id)).DeadAt.ShouldNotBeNull();
        (await ReadAllAsync(Log, Acme))[^1].Event.ShouldBeOfType<SinkChanged>().Change.ShouldBe(SinkChange.Dead);

        receiver.Answers.Clear();
        (await Sinks.ChangeAsync(Acme, id, SinkChange.Revived, Admin, Token)).Failure.ShouldBeNull();
        await PushAllAsync(id);
        receiver.Received[^1].Body.ShouldContain("\"subject\":\"0\"");
    }

    [Fact]
    public async Task A_sink_that_was_given_up_by_a_process_that_died_then_is_given_up_on_record_once()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        for (var i = 0; i < 10; i++)
        {
            receiver.Answers.Enqueue(500);
        }

        await AppendAsync(3);
        var id = await AddAsync(SinkKind.CloudEvents, receiver.Url);
        await Pusher.RunOnceAsync(Token);
        await ExecuteAsync(Database.Superuser, "create table due as select sink_id, next_at from audit.sink");
        Clock.Advance(SinkPusher.DeadAfter);
        await Pusher.RunOnceAsync(Token);
        await ExecuteAsync(
            Database.Superuser,
            "update audit.sink s set dead_at = null, leased_until = null, next_at = d.next_at from due d where d.sink_id = s.sink_id"
        );
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Pusher.RunOnceAsync(Token);

        (await SinkAsync(id)).DeadAt.ShouldNotBeNull();
        (await ReadAllAsync(Log, Acme)).Count(recorded => recorded.Event is SinkChanged { Change: SinkChange.Dead }).ShouldBe(1);
    }

    [Fact]
    public async Task Two_workers_push_a_piece_once()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(200);
        await AddAsync(SinkKind.CloudEvents, receiver.Url);
        var other = NewWorker();

        await Task.WhenAll(Pusher.RunOnceAsync(Token), ((SinkPusher)other.GetService(typeof(SinkPusher))!).RunOnceAsync(Token));

        receiver.Received.Select(post => post.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task A_receiver_that_hangs_keeps_no_other_waiting()
    {
        using var hangs = new TcpListener(IPAddress.Loopback, 0);
        hangs.Start();
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(3);
        var slow = await AddAsync(SinkKind.CloudEvents, $"http://127.0.0.1:{((IPEndPoint)hangs.LocalEndpoint).Port}/");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await AddAsync(SinkKind.CloudEvents, receiver.Url);

        var round = Pusher.RunOnceAsync(Token);
        await Eventually.TrueAsync(() => receiver.Received.Count > 0);
        (await SinkAsync(slow)).Failures.ShouldBe(0);
        while (!round.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }

        (await round).Failure.ShouldBeNull();
        (await SinkAsync(slow)).Failures.ShouldBe(1);
    }

    [Fact]
    public async Task New_checkpoints_reach_a_webhook_and_a_folder_as_they_were_signed()
    {
        await using var receiver = await HttpReceiver.StartAsync(Secret);
        await AppendAsync(3);
        await AddAsync(SinkKind.CheckpointWebhook, receiver.Url);
        await AddAsync(SinkKind.CheckpointFile, "");
        await Projector.CatchUpAsync(Acme, Token);

        await Pusher.RunOnceAsync(Token);
        await Pusher.RunOnceAsync(Token);

        var note = (await Proofs.LatestCheckpointAsync(Acme, Token)).Value.ToString();
        var post = receiver.Received.ShouldHaveSingleItem();
        (post.Body, post.Signed).ShouldBe((note, true));
        var file = Directory.GetFiles(Path.Combine(Folder, Acme.ToString())).ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(file, Token)).ShouldBe(note);
    }

    [Theory]
    [InlineData(SinkKind.Syslog, "http://siem.example.com")]
    [InlineData(SinkKind.Syslog, "tls://user@siem.example.com:6514")]
    [InlineData(SinkKind.CloudEvents, "ftp://siem.example.com")]
    [InlineData(SinkKind.AlertMail, "Jane <jane@example.com>")]
    [InlineData(SinkKind.AlertMail, "nobody")]
    [InlineData(SinkKind.CheckpointFile, "/etc/passwd")]
    public async Task An_address_that_does_not_fit_is_refused(SinkKind kind, string address)
    {
        var added = await Sinks.AddAsync(
            Acme,
            kind,
            Raum.AuditStore.Export.EntryFormat.Csv,
            new PersonalText(address),
            new PersonalText(Secret),
            null,
            null,
            Admin,
            Token
        );

        added.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (
            await Sinks.AddAsync(
                Acme,
                SinkKind.CloudEvents,
                0,
                new PersonalText("https://siem.example.com"),
                new PersonalText("short"),
                null,
                null,
                Admin,
                Token
            )
        ).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }
}
