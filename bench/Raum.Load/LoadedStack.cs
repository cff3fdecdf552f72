using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Raum.Load;

/// <summary>The stack of <c>./raum up</c>, on a data folder of its own that is removed afterwards.</summary>
internal sealed class LoadedStack : IAsyncDisposable
{
    private readonly Process _runner;
    private readonly string _folder;
    private readonly JsonNode _running;
    private readonly JsonNode _secrets;

    private LoadedStack(Process runner, string folder, JsonNode running, JsonNode secrets)
    {
        _runner = runner;
        _folder = folder;
        _running = running;
        _secrets = secrets;
        Http = new HttpClient(
            new SocketsHttpHandler { MaxConnectionsPerServer = 512, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) }
        )
        {
            BaseAddress = new Uri((string)running["api"]!),
        };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)running["apiKey"]!);
    }

    public HttpClient Http { get; }

    public string Organization => (string)_running["organization"]!;

    public string WebhookSecret => (string)_secrets["webhookSecret"]!;

    public Uri Sandbox => new((string)_running["sandbox"]!);

    public static async Task<LoadedStack> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"raum-load-{Environment.ProcessId}");
        var start = new ProcessStartInfo("dotnet", [Program("Raum.AppHost"), "up"]) { RedirectStandardOutput = true };
        start.Environment["RAUM_DATA"] = folder;

        // The limits that protect one organization from itself are not what is measured.
        start.Environment["Http__RequestsPerMinute"] = "1000000";
        var runner = Process.Start(start)!;
        _ = runner.StandardOutput.ReadToEndAsync(CancellationToken.None);
        while (!File.Exists(Path.Combine(folder, "running.json")))
        {
            if (runner.HasExited)
            {
                throw new InvalidOperationException("The stack did not start; its words are above.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
        return new LoadedStack(
            runner,
            folder,
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "running.json"), cancellationToken))!,
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "secrets.json"), cancellationToken))!
        );
    }

    /// <summary>Adds a provider that is asked before the offline one.</summary>
    public async Task AddProviderAsync(Uri baseUrl, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Program("tools/Raum.Cli"),
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
            ]
        )
        {
            RedirectStandardInput = true,
        };
        var postgres = (string)_running["postgres"]!;
        start.Environment["ConnectionStrings__raumdb"] = postgres;
        start.Environment["ConnectionStrings__raumdb_platform"] = postgres;
        start.Environment["Keys__Local__MasterSecret"] = (string)_secrets["masterSecret"]!;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync("mock-key-of-a-load-test".AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("The provider could not be added; the words are above.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using (var interrupt = Process.Start("kill", ["-s", "INT", _runner.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await interrupt.WaitForExitAsync();
        }

        await _runner.WaitForExitAsync();
        _runner.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Program(string project)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Raum.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("Raum.sln is not above this program.");
        }

        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        return Path.Combine(root.FullName, project, "bin", configuration, "net10.0", $"{Path.GetFileName(project)}.dll");
    }
}
