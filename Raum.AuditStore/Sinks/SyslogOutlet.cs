using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Raum.AuditStore.Export;
using Raum.AuditStore.Export.Formats;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;

namespace Raum.AuditStore.Sinks;

/// <summary>Syslog over TLS: RFC 5424 messages with octet counting (RFC 5425 §4.3). Facility 13 (log audit).</summary>
/// <remarks>
/// Syslog confirms nothing. A push is a connection of its own that is closed in order: only when the receiver has closed its side as well, so has read to
/// the end, the position moves. Otherwise the piece is sent again: at least once.
/// </remarks>
internal sealed class SyslogOutlet(SinkEntries entries, GuardedHttp guard, TimeProvider clock) : ISinkOutlet
{
    private const int Facility = 13;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public bool TakesEntries => true;

    public bool Serves(SinkKind kind) => kind == SinkKind.Syslog;

    public async Task<Outcome<long>> PushAsync(OpenSink sink, CancellationToken cancellationToken)
    {
        var next = await entries.NextAsync(sink, cancellationToken);
        if (next.Count == 0)
        {
            return sink.Position;
        }

        var frames = new ArrayBufferWriter<byte>(next.Count * 1024);
        foreach (var entry in next)
        {
            WriteFrame(frames, entry, EntryFormats.Of(sink.Format));
        }

        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await SendAsync(sink.Target, frames.WrittenMemory, either.Token);
            return next[^1].Revision + 1;
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or CryptographicException)
        {
            return new Failure(GuardedHttp.IsRefusal(e) ? FailureCode.CallbackForbidden : FailureCode.CallbackUnavailable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.CallbackUnavailable);
        }
    }

    private async Task SendAsync(SinkTarget target, ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        var address = new Uri(target.Address);
        await using var network = await guard.ConnectAsync(address.IdnHost, address.Port, cancellationToken);
        await using var tls = new SslStream(network);
        using var authority = target.Authority is null ? null : X509Certificate2.CreateFromPem(target.Authority);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = address.IdnHost,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (authority is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        await tls.AuthenticateAsClientAsync(options, cancellationToken);
        await tls.WriteAsync(frames, cancellationToken);
        await tls.ShutdownAsync();
        network.Socket.Shutdown(SocketShutdown.Send);
        var rest = new byte[256];
        while (await network.ReadAsync(rest, cancellationToken) > 0)
        {
            // Session tickets and the receiver's own good-bye.
        }
    }

    /// <summary><c>LEN SP &lt;PRI&gt;1 TIMESTAMP HOST APP PROCID MSGID SD MSG</c>.</summary>
    internal static void WriteFrame(IBufferWriter<byte> output, LogEntry entry, IEntryFormat format)
    {
        var message = new ArrayBufferWriter<byte>(1024);
        message.Write(
            Encoding.ASCII.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<{(Facility * 8) + Severity(entry.Header.Result)}>1 {entry.Header.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} raum raum - {Id(entry.Type)} - "
                )
            )
        );
        format.Write(message, entry);
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.WrittenCount} ")));
        output.Write(message.WrittenSpan);
    }

    /// <summary>6 informational, 5 notice, 4 warning.</summary>
    private static int Severity(AuditResult result) =>
        result switch
        {
            AuditResult.Success => 6,
            AuditResult.Failure => 5,
            _ => 4,
        };

    // MSGID has at most 32 printable characters.
    private static string Id(string type) => type.Length <= 32 ? type : type[..32];
}
