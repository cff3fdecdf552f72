using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace Raum.Testing.Mail;

/// <summary>A mail server that speaks the little of RFC 5321 that a client needs; with a certificate also STARTTLS (RFC 3207) and, behind it, AUTH LOGIN. What comes is kept.</summary>
public sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<ReceivedMail> _mails = Channel.CreateUnbounded<ReceivedMail>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    private readonly X509Certificate2? _certificate;
    private readonly (string User, string Password)? _login;

    /// <param name="certificate">Takes TLS with it, and no mail without.</param>
    /// <param name="login">Takes no mail from others.</param>
    public SmtpReceiver(X509Certificate2? certificate = null, (string User, string Password)? login = null)
    {
        (_certificate, _login) = (certificate, login);
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
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            await using var plain = client.GetStream();
            await GreetAsync(plain);
            if (await TalkAsync(plain, isTls: false) && _certificate is not null)
            {
                await using var tls = new SslStream(plain);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                await TalkAsync(tls, isTls: true);
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client hung up.
        }
    }

    private async Task GreetAsync(Stream stream) => await stream.WriteAsync("220 receiver\r\n"u8.ToArray(), _end.Token);

    /// <returns>True when the client wants TLS from here on.</returns>
    private async Task<bool> TalkAsync(Stream stream, bool isTls)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        var (from, to) = ("", "");
        var mayMail = (_certificate is null || isTls) && _login is null;
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            lock (Lines)
            {
                Lines.Add(line);
            }

            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" when _certificate is not null && !isTls:
                    await writer.WriteLineAsync("250-receiver\r\n250 STARTTLS");
                    continue;
                case "EHLO" when _login is not null:
                    await writer.WriteLineAsync("250-receiver\r\n250 AUTH LOGIN");
                    continue;
                case "STARTTLS" when _certificate is not null && !isTls:
                    await writer.WriteLineAsync("220 go on");
                    return true;
                case "AUTH" when isTls && _login is not null:
                    mayMail = await IsRightAsync(line, reader, writer);
                    await writer.WriteLineAsync(mayMail ? "235 welcome" : "535 no");
                    continue;
                case "MAIL" or "RCPT" or "DATA" when !mayMail:
                    await writer.WriteLineAsync("530 not before TLS and AUTH");
                    continue;
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
                    return false;
                default:
                    break;
            }

            await writer.WriteLineAsync("250 ok");
        }

        return false;
    }

    /// <summary>AUTH LOGIN: name and password, each in base64; the name may come with the command.</summary>
    private async Task<bool> IsRightAsync(string line, StreamReader reader, StreamWriter writer)
    {
        var parts = line.Split(' ');
        if (!parts[1].Equals("LOGIN", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var user = parts.Length > 2 ? parts[2] : await AskAsync("VXNlcm5hbWU6");
        var password = await AskAsync("UGFzc3dvcmQ6");
        return (Text(user), Text(password)) == (_login!.Value.User, _login.Value.Password);

        async Task<string> AskAsync(string prompt)
        {
            await writer.WriteLineAsync($"334 {prompt}");
            return await reader.ReadLineAsync(_end.Token) ?? "";
        }

        static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
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
