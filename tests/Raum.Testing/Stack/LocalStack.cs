using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Raum.Testing.Stack;

/// <summary>
/// The whole of Raum on this machine, started by the same program as <c>./raum up</c>, on a data folder of its own.
/// Who uses it builds <c>Raum.AppHost</c> in the same configuration.
/// </summary>
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

    /// <summary>What the programs share and nobody else knows: passwords, webhook secret, master secret.</summary>
    public JsonNode Secrets => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "secrets.json")))!;

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
            if (File.Exists(running) && await TryReadAsync(running, cancellationToken) is { } ready && (int)ready["runner"]! == runner.Id)
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

    public static ProcessStartInfo AppHost(params string[] arguments) => Program("Raum.AppHost", arguments);

    /// <summary>Adds a provider that is asked before the offline one: a mock that speaks OpenAI's wire.</summary>
    public Task AddProviderAsync(Uri baseUrl, string key, CancellationToken cancellationToken) =>
        CliAsync(
            [
                "credential",
                "add",
                "--organization",
                Organization,
                "--provider",
                "compatible",
                "--model",
                "mock",
                "--region",
                "eu",
                "--base-url",
                baseUrl.ToString(),
                "--priority",
                "1",
                "--terms-approved",
            ],
            key,
            cancellationToken
        );

    /// <summary>Invites somebody, and says the secret of the link.</summary>
    public async Task<string> InviteAsync(string email, string role, CancellationToken cancellationToken)
    {
        var link = await CliAsync(["member", "invite", "--organization", Organization, "--role", role], email, cancellationToken);
        return link.Trim().Split('#')[1];
    }

    /// <summary>Runs an operator's command against this stack's database.</summary>
    private async Task<string> CliAsync(string[] arguments, string input, CancellationToken cancellationToken)
    {
        var start = Program("tools/Raum.Cli", arguments);
        start.RedirectStandardInput = true;
        foreach (var connection in (string[])["raumdb", "raumdb_platform"])
        {
            start.Environment[$"ConnectionStrings__{connection}"] = (string)Running["postgres"]!;
        }

        start.Environment["Keys__Local__MasterSecret"] = (string)Secrets["masterSecret"]!;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var said = await output;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"raum-cli {arguments[0]} failed: {await errors}");
        }

        return said;
    }

    private static ProcessStartInfo Program(string project, string[] arguments)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        return new ProcessStartInfo(
            "dotnet",
            [Path.Combine(Repository, project, "bin", configuration, "net10.0", $"{Path.GetFileName(project)}.dll"), .. arguments]
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
    public IReadOnlyList<int> Processes(string program) => [.. ProcessesWith(program).Where(id => Parent(id) == _runner.Id)];

    /// <summary>Ids of all processes whose command line or environment has a text in it, this one apart.</summary>
    public static IReadOnlyList<int> ProcessesWith(string text) =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id =>
                    id > 0
                    && id != Environment.ProcessId
                    && (Read(id, "cmdline") + Read(id, "environ")).Contains(text, StringComparison.Ordinal)
                ),
        ];

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("INT", _runner.Id);
        await _runner.WaitForExitAsync(cancellationToken);
        return _runner.ExitCode;
    }

    /// <summary>SIGKILL for the runner alone: nobody stops what it has started.</summary>
    public async Task KillAsync()
    {
        _runner.Kill();
        await _runner.WaitForExitAsync();
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

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended meanwhile, or is somebody else's
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
