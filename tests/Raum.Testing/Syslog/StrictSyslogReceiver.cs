using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Raum.Testing.Syslog;

/// <summary>Takes syslog over TLS (RFC 5425) and refuses what is not exactly that. Closes when the sender has.</summary>
public sealed partial class StrictSyslogReceiver : IAsyncDisposable
{
    private readonly ReceiverCertificates _certificates;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _messages = [];
    private readonly Task _running;
    private int _connections;

    public StrictSyslogReceiver(ReceiverCertificates certificates)
    {
        _certificates = certificates;
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections of this number (from 1) are cut after so many whole messages.</summary>
    public Dictionary<int, int> CutAfter { get; } = [];

    /// <summary>What was wrong with a message; null while everything was right.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Messages in the order in which they came, without their frames.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_messages)
            {
                return [.. _messages];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _connections++;
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificates.Server },
                    _stop.Token
                );
                if (await ReadAsync(tls, CutAfter.GetValueOrDefault(_connections, int.MaxValue)))
                {
                    await tls.ShutdownAsync();
                }
                else
                {
                    // At once, with what was not read: the sender is told by a reset.
                    client.Client.Close(0);
                }
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // A sender that does not like the certificate.
            }
        }
    }

    /// <returns>False when the connection is to be cut.</returns>
    private async Task<bool> ReadAsync(SslStream stream, int cutAfter)
    {
        var one = new byte[1];
        for (var count = 0; count < cutAfter; count++)
        {
            var length = new StringBuilder();
            while (true)
            {
                if (await stream.ReadAsync(one, _stop.Token) == 0)
                {
                    Complaint = length.Length == 0 ? Complaint : "ends inside of a length";
                    return true;
                }

                if (one[0] == ' ')
                {
                    break;
                }

                length.Append((char)one[0]);
            }

            // RFC 5425 §4.3.1: NONZERO-DIGIT *DIGIT.
            if (!Length().IsMatch(length.ToString()))
            {
                Complaint = "a length that is none";
                return false;
            }

            var message = new byte[int.Parse(length.ToString(), CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(message, _stop.Token);
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(message);
            if (!Message().IsMatch(text) || text.Contains('\n', StringComparison.Ordinal))
            {
                Complaint = "a message that is not of RFC 5424: " + text[..Math.Min(60, text.Length)];
            }

            lock (_messages)
            {
                _messages.Add(text);
            }
        }

        return false;
    }

    [GeneratedRegex("^[1-9][0-9]{0,6}$")]
    private static partial Regex Length();

    /// <summary>RFC 5424 §6: PRI, version, time of at most six fraction digits, host, app, process, message id, no structured data, message.</summary>
    [GeneratedRegex(
        @"^<(1[0-8][0-9]|19[01]|[1-9]?[0-9])>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z [!-~]{1,255} [!-~]{1,48} [!-~]{1,128} [!-~]{1,32} - .+$"
    )]
    private static partial Regex Message();
}
