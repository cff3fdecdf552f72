using System.Text.Json;
using Raum.AuditStore.Sinks;
using Raum.Testing;
using Raum.Testing.Servers;
using Raum.Testing.Syslog;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>AUD-6: entries reach a SIEM over syslog with TLS, every one, in order, whatever happens to the receiver.</summary>
public sealed class SyslogSinkTests(PostgresServer postgres) : SinkFixture(postgres)
{
    [Fact]
    public async Task A_real_rsyslog_has_every_entry_in_order_also_after_it_was_killed_and_came_back()
    {
        using var certificates = new ReceiverCertificates();
        if (!RsyslogServer.IsInstalled)
        {
            // The strict receiver below stands in for it; ./raum test installs the real one.
            await CutAsync(certificates);
            return;
        }

        await using var server = await RsyslogServer.StartAsync(certificates, Token);
        await AppendAsync(300);
        var id = await AddAsync(SinkKind.Syslog, $"tls://127.0.0.1:{server.Port}", certificates.AuthorityPem);
        await PushAllAsync(id);
        await Eventually.TrueAsync(async () => Revisions(await server.MessagesAsync(Token)).Count >= 301, () => server.State);

        await server.KillAsync();
        await AppendAsync(20);
        (await Pusher.RunOnceAsync(Token)).Value.ShouldBe(0);
        (await SinkAsync(id)).Failures.ShouldBe(1);
        await server.StartAsync(Token);
        await PushAllAsync(id);

        var last = (await SinkAsync(id)).Position;
        await Eventually.TrueAsync(async () => Revisions(await server.MessagesAsync(Token)).Count >= last, () => server.State);
        Revisions(await server.MessagesAsync(Token)).ShouldBe(Enumerable.Range(0, (int)last).Select(i => (long)i));
    }

    [Fact]
    public async Task A_receiver_that_is_cut_off_in_the_middle_gets_all_of_it_at_least_once_and_in_order()
    {
        using var certificates = new ReceiverCertificates();
        await CutAsync(certificates);
    }

    [Fact]
    public async Task Only_headers_leave_until_an_admin_approves_content_for_this_sink_and_that_is_on_record()
    {
        using var certificates = new ReceiverCertificates();
        await using var receiver = new StrictSyslogReceiver(certificates);
        var id = await AddAsync(SinkKind.Syslog, $"tls://127.0.0.1:{receiver.Port}", certificates.AuthorityPem);
        await Log.AppendAsync(Acme, [AnyEvent("the masked prompt")], Token);
        await PushAllAsync(id);
        receiver.Messages.ShouldAllBe(message => !message.Contains("masked prompt", StringComparison.Ordinal));

        (await Sinks.ApproveAsync(Acme, id, approved: true, content: true, Admin, Token)).Failure.ShouldBeNull();
        await Log.AppendAsync(Acme, [AnyEvent("another masked prompt")], Token);
        await PushAllAsync(id);

        receiver.Messages[^1].ShouldContain("another masked prompt");
        receiver.Complaint.ShouldBeNull();
        (await ReadAllAsync(Log, Acme))
            .Select(recorded => recorded.Event)
            .OfType<Raum.AuditStore.Events.SinkChanged>()
            .Select(change => change.Change.ToString())
            .ShouldBe(["Added", "ContentApproved"]);
    }

    [Fact]
    public async Task A_receiver_with_a_certificate_of_somebody_else_gets_nothing()
    {
        using var certificates = new ReceiverCertificates();
        using var others = new ReceiverCertificates();
        await using var receiver = new StrictSyslogReceiver(others);
        var id = await AddAsync(SinkKind.Syslog, $"tls://127.0.0.1:{receiver.Port}", certificates.AuthorityPem);

        (await Pusher.RunOnceAsync(Token)).Value.ShouldBe(0);

        receiver.Messages.ShouldBeEmpty();
        (await SinkAsync(id)).Failures.ShouldBe(1);
    }

    private async Task CutAsync(ReceiverCertificates certificates)
    {
        await using var receiver = new StrictSyslogReceiver(certificates);
        receiver.CutAfter[1] = 100;
        receiver.CutAfter[3] = 7;
        await AppendAsync(600);
        var id = await AddAsync(SinkKind.Syslog, $"tls://127.0.0.1:{receiver.Port}", certificates.AuthorityPem);

        await PushAllAsync(id);

        receiver.Complaint.ShouldBeNull();
        var all = Sequence(receiver.Messages);
        all.Distinct().ShouldBe(Enumerable.Range(0, 601).Select(i => (long)i));
        all.Count.ShouldBeGreaterThan(601); // what was cut off came again
    }

    /// <summary>Without repetitions: the first time that each came.</summary>
    private static List<long> Revisions(IReadOnlyList<string> messages) => [.. Sequence(messages).Distinct()];

    private static List<long> Sequence(IReadOnlyList<string> messages)
    {
        var revisions = new List<long>();
        foreach (var message in messages)
        {
            // A line that rsyslog is just writing is no line yet.
            if (message.EndsWith('}'))
            {
                using var entry = JsonDocument.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..]);
                revisions.Add(entry.RootElement.GetProperty("metadata").GetProperty("sequence").GetInt64());
            }
        }

        return revisions;
    }
}
