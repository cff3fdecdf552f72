using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>Checkpoints by mail, over a server that speaks the little of RFC 5321 that it takes.</summary>
public sealed class MailTests(PostgresServer postgres) : SinkFixture(postgres)
{
    [Fact]
    public async Task The_newest_checkpoint_reaches_a_mailbox_and_without_a_server_the_sink_fails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var mail = TakeAsync(listener);
        await AppendAsync(3);
        var id = await AddAsync(SinkKind.CheckpointMail, "auditor@example.org");
        await Projector.CatchUpAsync(Acme, Token);

        await Pusher.RunOnceAsync(Token);
        (await SinkAsync(id)).Failures.ShouldBe(1);

        Clock.Advance(TimeSpan.FromMinutes(1));
        var worker = NewWorker(options =>
        {
            options.SmtpHost = "127.0.0.1";
            options.SmtpPort = ((IPEndPoint)listener.LocalEndpoint).Port;
            options.SmtpFrom = "raum@example.com";
            options.SmtpTls = false;
        });
        (await worker.GetRequiredService<SinkPusher>().RunOnceAsync(Token)).Value.ShouldBe(1);

        var (from, to, data) = await mail.WaitAsync(Token);
        from.ShouldContain("<raum@example.com>");
        to.ShouldContain("<auditor@example.org>");
        data.ShouldContain("Subject: Raum: checkpoint of the audit log at 4 entries");
        (await SinkAsync(id)).Position.ShouldBe(4);
    }

    [Fact]
    public async Task An_alert_reaches_a_mailbox_with_its_figures_and_nothing_personal()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var mail = TakeAsync(listener);
        await AppendAsync(1);
        var id = await AddAsync(SinkKind.AlertMail, "soc@example.org");
        (
            await Log.AppendAsync(
                Acme,
                [
                    new SinkChanged
                    {
                        Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                        At = Clock.GetUtcNow(),
                        Actor = new AuditActor(AuditActorKind.User, "user-1", Authenticated: true),
                        Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
                        Kind = "Syslog",
                        Change = SinkChange.Dead,
                    },
                ],
                Token
            )
        ).Succeeded.ShouldBeTrue();
        await Projector.CatchUpAsync(Acme, Token);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBe(["dead-sinks"]);
        await Projector.CatchUpAsync(Acme, Token);

        var worker = NewWorker(options =>
        {
            options.SmtpHost = "127.0.0.1";
            options.SmtpPort = ((IPEndPoint)listener.LocalEndpoint).Port;
            options.SmtpFrom = "raum@example.com";
            options.SmtpTls = false;
        });
        (await worker.GetRequiredService<SinkPusher>().RunOnceAsync(Token)).Value.ShouldBe(1);

        var (_, to, data) = await mail.WaitAsync(Token);
        to.ShouldContain("<soc@example.org>");
        data.ShouldContain("Subject: Raum alert: dead-sinks");
        var text = TextOf(data);
        text.ShouldContain("dead-sinks: 1 within 15 minutes (threshold 1)");
        text.ShouldNotContain("user-1");
        (await SinkAsync(id)).Failures.ShouldBe(0);
    }

    /// <summary>What stands in the mail, whatever its transfer encoding (RFC 2045 §6).</summary>
    private static string TextOf(string mail)
    {
        var parts = mail.ReplaceLineEndings("\n").Split("\n\n", 2);
        return parts[0].Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(parts[1].Trim()))
            : parts[1].Replace("=\n", "", StringComparison.Ordinal);
    }

    private static async Task<(string From, string To, string Data)> TakeAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var (from, to) = ("", "");
        var data = new StringBuilder();
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "MAIL":
                    from = line;
                    break;
                case "RCPT":
                    to = line;
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync(Token) is { } text && text != ".")
                    {
                        data.AppendLine(text);
                    }

                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return (from, to, data.ToString());
                default:
                    break;
            }

            await writer.WriteLineAsync("250 ok");
        }

        return (from, to, data.ToString());
    }
}
