using System.Diagnostics;
using System.Net.NetworkInformation;
using Raum.AppHost.Local;

namespace Raum.Testing.Syslog;

/// <summary>Debian's rsyslog with TLS on a free loopback port; what it takes is in a file, a line a message, as it came.</summary>
public sealed class RsyslogServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/rsyslogd";
    private readonly string _folder;
    private Process? _process;
    private string _said = "nothing";

    private RsyslogServer(string folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>rsyslog and its OpenSSL driver are there; <c>./raum test</c> installs them.</summary>
    public static bool IsInstalled =>
        File.Exists(Program)
        && Directory
            .GetDirectories("/usr/lib", "*-linux-gnu*")
            .Any(folder => File.Exists(Path.Combine(folder, "rsyslog", "lmnsd_ossl.so")));

    public int Port { get; }

    /// <summary>Whether it runs and what it said last, for a test that waits in vain.</summary>
    public string State => $"{(_process is null or { HasExited: true } ? "not running" : "running")}, said: {_said}";

    private string Received => Path.Combine(_folder, "received");

    public static async Task<RsyslogServer> StartAsync(ReceiverCertificates certificates, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("raum-rsyslog-").FullName;
        var server = new RsyslogServer(folder, LoopbackPorts.Free());
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), certificates.AuthorityPem, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificates.ServerPem, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), certificates.KeyPem, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "rsyslog.conf"),
            $$"""
            global(workDirectory="{{folder}}" defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="{{folder}}/ca.pem"
              defaultNetstreamDriverCertFile="{{folder}}/cert.pem" defaultNetstreamDriverKeyFile="{{folder}}/key.pem")
            module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
            template(name="asItCame" type="string" string="%rawmsg%\n")
            ruleset(name="keep") { action(type="omfile" file="{{server.Received}}" template="asItCame") }
            input(type="imtcp" port="{{server.Port}}" address="127.0.0.1" ruleset="keep")
            """,
            cancellationToken
        );
        await server.StartAsync(cancellationToken);
        return server;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = Process.Start(
            new ProcessStartInfo(Program, ["-n", "-f", Path.Combine(_folder, "rsyslog.conf"), "-i", Path.Combine(_folder, "pid")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        _process.OutputDataReceived += (_, line) => _said = line.Data ?? _said;
        _process.ErrorDataReceived += (_, line) => _said = line.Data ?? _said;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Looked up and not tried: a connection without a handshake is an error to it, and what it does with the next one then is not what is tested.
        while (!IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == Port))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"rsyslogd ended: {State}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Ends it as a power cut does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async Task<IReadOnlyList<string>> MessagesAsync(CancellationToken cancellationToken) =>
        File.Exists(Received) ? await File.ReadAllLinesAsync(Received, cancellationToken) : [];

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
