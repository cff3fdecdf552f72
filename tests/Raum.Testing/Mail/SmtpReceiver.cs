using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Raum.Testing.Mail;

/// <summary>A mail server that speaks the little of RFC 5321 that a client needs, without TLS. What comes is kept.</summary>
public sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<ReceivedMail> _mails = Channel.CreateUnbounded<ReceivedMail>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    public SmtpReceiver()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Refuses every recipient.</summary>
    public bool RefusesRecipients { get; set; }

    /// <summary>Every line that was said to it.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The next mail that comes.</summary>
    public ValueTask<ReceivedMail> NextAsync(CancellationToken cancellationToken) => _mails.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await TalkAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 receiver");
            var (from, to) = ("", "");
            while (await reader.ReadLineAsync(_end.Token) is { } line)
            {
                lock (Lines)
                {
                    Lines.Add(line);
                }

                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "MAIL":
                        from = line;
                        break;
                    case "RCPT" when RefusesRecipients:
                        await writer.WriteLineAsync("550 nobody of that name");
                        continue;
                    case "RCPT":
                        to = line;
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 go on");
                        _mails.Writer.TryWrite(new ReceivedMail(from, to, await DataAsync(reader)));
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 bye");
                        return;
                    default:
                        break;
                }

                await writer.WriteLineAsync("250 ok");
            }
        }
        catch (IOException)
        {
            // The client hung up.
        }
    }

    private async Task<string> DataAsync(StreamReader reader)
    {
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } text && text != ".")
        {
            data.AppendLine(text);
        }

        return data.ToString();
    }
}

/// <param name="Data">Headers and body, as they were sent.</param>
public sealed record ReceivedMail(string From, string To, string Data)
{
    /// <summary>The body as its reader sees it.</summary>
    public string Body
    {
        get
        {
            var lines = Data.ReplaceLineEndings("\n");
            var end = lines.IndexOf("\n\n", StringComparison.Ordinal);
            var (head, body) = (lines[..end], lines[(end + 2)..]);
            return head.Contains("base64", StringComparison.OrdinalIgnoreCase)
                    ? Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal)))
                : head.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase) ? Printable(body)
                : body;
        }
    }

    /// <summary>RFC 2045, 6.7.</summary>
    private static string Printable(string text)
    {
        var bytes = new List<byte>();
        var whole = text.Replace("=\n", "", StringComparison.Ordinal);
        for (var i = 0; i < whole.Length; i++)
        {
            if (whole[i] == '=' && i + 2 < whole.Length)
            {
                bytes.Add(Convert.FromHexString(whole.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add((byte)whole[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
