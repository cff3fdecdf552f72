using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Raum.AppHost.Local;
using Xunit;

namespace Raum.Testing.Servers;

/// <summary>
/// A real Redis of its own on a free loopback port, with the durability that Raum asks for; its data folder is removed at the end.
/// </summary>
/// <remarks>
/// One for a whole test program: <c>[assembly: AssemblyFixture(typeof(RedisServer))]</c> and a constructor parameter.
/// A test that kills or freezes starts its own with <see cref="StartNewAsync"/>.
/// Should the test program die, a watchdog stops the server and removes the folder.
/// </remarks>
public sealed class RedisServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("raum-redis-").FullName; // mode 0700: the password is in it
    private readonly string[] _settings;
    private Process? _process;
    private Process? _watchdog;

    public RedisServer()
        : this([]) { }

    private RedisServer(string[] settings) => _settings = settings;

    public int Port { get; private set; }

    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The form that Aspire injects.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},password={Password}";

    /// <summary>Where the append-only file lies, for tests that search it.</summary>
    public string DataFolder => _folder;

    public static Task<RedisServer> StartNewAsync(CancellationToken cancellationToken) => StartNewAsync([], cancellationToken);

    /// <param name="settings">Lines of <c>redis.conf</c> on top of the usual ones.</param>
    public static async Task<RedisServer> StartNewAsync(string[] settings, CancellationToken cancellationToken)
    {
        var server = new RedisServer(settings);
        await server.StartAsync(cancellationToken);
        return server;
    }

    ValueTask IAsyncLifetime.InitializeAsync() => new(StartAsync(CancellationToken.None));

    /// <summary>Ends the process as a power cut would: SIGKILL, no last write.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _watchdog?.Kill();
        _watchdog?.Dispose();
        _watchdog = null;
    }

    /// <summary>Starts again on the same port with the data that is on disk.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        await LaunchAsync(cancellationToken);
    }

    /// <summary>SIGSTOP: connections stay open, the kernel still accepts new ones, nothing answers.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT, after <see cref="FreezeAsync"/>.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>Sends one command over a connection of its own and returns the raw reply.</summary>
    public async Task<string> RawAsync(string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {Password}\r\n{command}\r\nQUIT\r\n"), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var reply = await reader.ReadToEndAsync(cancellationToken);
        const string accepted = "+OK\r\n";
        return reply.StartsWith(accepted, StringComparison.Ordinal) && reply.Length >= 2 * accepted.Length
            ? reply[accepted.Length..^accepted.Length].TrimEnd()
            : reply.TrimEnd();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        const int tries = 5;
        for (var i = 1; ; i++)
        {
            Port = LoopbackPorts.Free();
            try
            {
                await LaunchAsync(cancellationToken);
                return;
            }
            catch (PortTakenException) when (i < tries)
            {
                // Another program took the port between the look and the start.
            }
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var configuration = Path.Combine(_folder, "redis.conf");
        string[] lines =
        [
            "bind 127.0.0.1",
            $"port {Port}",
            $"dir {_folder}",
            $"requirepass {Password}",
            "appendonly yes",
            "appendfsync always",
            "maxmemory-policy noeviction",
            "save \"\"",
            "daemonize no",
            .. _settings,
        ];
        await File.WriteAllLinesAsync(configuration, lines, cancellationToken);

        _process = StartProcess(configuration);
        var output = new StringBuilder();
        _process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _watchdog = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "read _; kill -9 $0; rm -rf \"$1\"", Text(_process.Id), _folder])
            {
                RedirectStandardInput = true,
            }
        );

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await AnswersAsync(limit.Token))
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(limit.Token);
                var text = output.ToString();
                await KillAsync();
                throw text.Contains("Address already in use", StringComparison.Ordinal)
                    ? new PortTakenException()
                    : new InvalidOperationException($"redis-server did not start:\n{text}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }
    }

    private static Process StartProcess(string configuration)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("redis-server", [configuration]) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException("These tests need a real Redis: apt-get install redis-server");
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RawAsync("PING", cancellationToken) == "+PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, Text(_process!.Id)]);
        await kill.WaitForExitAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class PortTakenException : Exception;
}
