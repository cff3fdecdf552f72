using System.Diagnostics;

namespace Raum.AppHost.Local;

/// <summary>A program that the runner starts, watches and stops. Its output goes to a log file of its own.</summary>
/// <remarks>
/// It runs in a session of its own (<c>setsid</c>), so that Ctrl-C in the terminal reaches the runner only, which stops everything in order.
/// </remarks>
internal sealed class ManagedProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);
    private readonly Process _process;
    private readonly FileStream _log;
    private readonly Task _copy;

    private ManagedProcess(string name, Process process, FileStream log, string stopSignal)
    {
        Name = name;
        _process = process;
        _log = log;
        StopSignal = stopSignal;
        _copy = Task.WhenAll(CopyAsync(process.StandardOutput.BaseStream), CopyAsync(process.StandardError.BaseStream));
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>What asks it to stop, without <c>SIG</c>.</summary>
    public string StopSignal { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <param name="stopSignal">What asks it to stop: <c>TERM</c>, or <c>INT</c> for Postgres' fast shutdown.</param>
    public static ManagedProcess Start(
        string name,
        IReadOnlyList<string> command,
        string logFile,
        string workingDirectory,
        IReadOnlyDictionary<string, string>? environment = null,
        string stopSignal = "TERM"
    )
    {
        var start = new ProcessStartInfo("setsid", command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var log = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        var process = Process.Start(start) ?? throw new LocalException($"{name} could not be started.");
        process.StandardInput.Close();
        return new ManagedProcess(name, process, log, stopSignal);
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to stop and waits; ends it by force after a limit that is longer than a host's own drain.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start(
                "kill",
                ["-s", StopSignal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            );
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        await _copy;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        await _log.DisposeAsync();
    }

    private async Task CopyAsync(Stream source)
    {
        var buffer = new byte[8192];
        int read;
        while ((read = await source.ReadAsync(buffer)) > 0)
        {
            lock (_log)
            {
                _log.Write(buffer, 0, read);
                _log.Flush();
            }
        }
    }
}
