using System.Globalization;
using System.Text.Json;

namespace Raum.AppHost.Local;

/// <summary>Everything that one machine runs, started in the order of who needs whom and stopped in the other.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly LocalFolders _folders;
    private readonly Leftovers _leftovers;

    private LocalStack(LocalFolders folders)
    {
        _folders = folders;
        _leftovers = new Leftovers(folders);
    }

    public RunningStack Running { get; private set; } = null!;

    /// <param name="progress">One line a step, for the person who waits.</param>
    public static async Task<LocalStack> StartAsync(
        LocalFolders folders,
        bool dashboard,
        Action<string> progress,
        CancellationToken cancellationToken
    )
    {
        var stack = new LocalStack(folders);
        try
        {
            await stack.StartAllAsync(dashboard, progress, cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(_folders.Running))
        {
            File.Delete(_folders.Running);
        }

        while (_started.TryPop(out var last))
        {
            await last.DisposeAsync();
        }

        _leftovers.Forget();
    }

    private async Task StartAllAsync(bool dashboard, Action<string> progress, CancellationToken cancellationToken)
    {
        await _leftovers.StopAsync(cancellationToken);
        var secrets = LocalSecrets.LoadOrCreate(_folders);
        var ports = new LocalPorts();

        Keep(await LocalPostgres.StartAsync(_folders, secrets, ports.Postgres, cancellationToken));
        progress($"Postgres    127.0.0.1:{ports.Postgres}");
        Keep(await LocalRedis.StartAsync(_folders, secrets, ports.Redis, cancellationToken));
        progress($"Redis       127.0.0.1:{ports.Redis}");

        Uri? page = null;
        Uri? otlp = null;
        if (dashboard)
        {
            progress("Dashboard   starting (the first time unpacks about 290 MB) ...");
            (var process, page, otlp) = await Dashboard.StartAsync(_folders, cancellationToken);
            Keep(process);
            progress($"Dashboard   {page}");
        }

        var settings = new LocalSettings(secrets, ports, otlp);
        var setup = new LocalSetup(_folders, settings);
        secrets = await setup.PrepareDatabaseAsync(secrets, cancellationToken);
        progress("Database    migrated, demo organization ready");

        await StartServiceAsync("sandbox", "tools/Raum.Sandbox", ports.SandboxUrl, "/", settings.Sandbox(_folders), cancellationToken);
        await setup.ConnectZendeskAsync(secrets, cancellationToken);
        progress($"Sandbox     {ports.SandboxUrl}  (a pretend Zendesk)");
        await StartServiceAsync(
            "worker",
            "Raum.Worker",
            ports.WorkerUrl,
            "/health/ready",
            settings.Worker(),
            cancellationToken,
            stepsBack: true
        );
        progress("Worker      ready, with the offline provider (no model, no key: replies are templates)");
        await StartServiceAsync("api", "Raum.Api", ports.ApiUrl, "/health/ready", settings.Api(_folders), cancellationToken);
        progress($"API         {ports.ApiUrl}");

        Running = new RunningStack(
            Environment.ProcessId,
            ports.ApiUrl,
            ports.WorkerUrl,
            ports.SandboxUrl,
            secrets.Organization,
            secrets.ApiKey!,
            LocalRedis.ConnectionString(secrets, ports.Redis),
            LocalPostgres.ConnectionString(secrets, ports.Postgres, "postgres"),
            _folders.Data,
            page
        );
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var file = new FileStream(_folders.Running, options);
        await JsonSerializer.SerializeAsync(file, Running, LocalJson.Default.RunningStack, cancellationToken);
    }

    private void Keep(ManagedProcess process)
    {
        _leftovers.Remember(process);
        _started.Push(process);
    }

    private async Task StartServiceAsync(
        string name,
        string project,
        Uri url,
        string ready,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken,
        bool stepsBack = false
    ) =>
        _started.Push(
            await LocalService.StartAsync(name, project, url, ready, _folders, _leftovers, settings, stepsBack, cancellationToken)
        );
}

/// <summary>Ports of one run: the usual ones where they are free.</summary>
internal sealed class LocalPorts
{
    public int Postgres { get; } = LoopbackPorts.FreeOr(5432);

    public int Redis { get; } = LoopbackPorts.FreeOr(6379);

    public Uri ApiUrl { get; } = Url(5080);

    public Uri WorkerUrl { get; } = Url(5081);

    public Uri SandboxUrl { get; } = Url(5090);

    private static Uri Url(int usual) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPorts.FreeOr(usual)}"));
}
