using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Raum.EndToEnd.Tests;

/// <summary>The whole of Raum on this machine, started by the same program as <c>./raum up</c>, on a data folder of its own.</summary>
public sealed class LocalStack : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private readonly Process _runner;
    private readonly Task<string> _errors;
    private readonly Task<string> _output;

    private LocalStack(Process runner, string folder, Task<string> output, Task<string> errors)
    {
        _runner = runner;
        Folder = folder;
        _output = output;
        _errors = errors;
    }

    /// <summary>Where its data, logs and <c>running.json</c> are.</summary>
    public string Folder { get; }

    public JsonNode Running { get; private set; } = null!;

    public Uri Api => new((string)Running["api"]!);

    public Uri Sandbox => new((string)Running["sandbox"]!);

    public string Organization => (string)Running["organization"]!;

    public static string Repository { get; } = FindRepository();

    /// <param name="folder">Null for a fresh one.</param>
    /// <param name="settings">Environment variables, which every program of the stack inherits.</param>
    public static async Task<LocalStack> StartAsync(
        string? folder,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken
    )
    {
        folder ??= Path.Combine(Path.GetTempPath(), $"raum-stack-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
        var start = AppHost("up");
        start.Environment["RAUM_DATA"] = folder;
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var runner = Process.Start(start)!;
        var stack = new LocalStack(
            runner,
            folder,
            runner.StandardOutput.ReadToEndAsync(CancellationToken.None),
            runner.StandardError.ReadToEndAsync(CancellationToken.None)
        );
        var running = Path.Combine(folder, "running.json");
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (File.Exists(running) && await TryReadAsync(running, cancellationToken) is { } ready)
            {
                stack.Running = ready;
                return stack;
            }

            if (runner.HasExited || TimeProvider.System.GetElapsedTime(began) > StartLimit)
            {
                await stack.DisposeAsync();
                throw new InvalidOperationException($"The stack did not start: {await stack._output} {await stack._errors}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    public static ProcessStartInfo AppHost(params string[] arguments)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        return new ProcessStartInfo(
            "dotnet",
            [Path.Combine(Repository, "Raum.AppHost", "bin", configuration, "net10.0", "Raum.AppHost.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    public HttpClient NewApiClient()
    {
        var client = new HttpClient { BaseAddress = Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)Running["apiKey"]!);
        return client;
    }

    /// <summary>Process ids of one program of this stack.</summary>
    public IReadOnlyList<int> Processes(string program) =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0 && Parent(id) == _runner.Id && CommandLine(id).Contains(program, StringComparison.Ordinal)),
        ];

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("INT", _runner.Id);
        await _runner.WaitForExitAsync(cancellationToken);
        return _runner.ExitCode;
    }

    public static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.ToString(CultureInfo.InvariantCulture)])!;
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_runner.HasExited)
        {
            await InterruptAsync(CancellationToken.None);
        }

        _runner.Dispose();
    }

    private static async Task<JsonNode?> TryReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken));
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or IOException)
        {
            return null; // half written
        }
    }

    private static int Parent(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Raum.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Raum.sln is not above the test.");
        }

        return folder.FullName;
    }
}
