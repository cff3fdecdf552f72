using System.Globalization;
using System.Net;

namespace Raum.AppHost.Local;

/// <summary>One of Raum's own programs: started with its settings in the environment, waited for until ready, started again when it ends unasked.</summary>
internal sealed class LocalService : IAsyncDisposable
{
    private static readonly string[] StepBack = ["nice", "-n", "5"];
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private readonly Func<ManagedProcess> _start;
    private readonly Func<Task> _waitUntilReady;
    private readonly string _name;
    private readonly CancellationTokenSource _stop = new();
    private ManagedProcess _process;
    private Task _watch = Task.CompletedTask;

    private LocalService(string name, Func<ManagedProcess> start, Func<Task> waitUntilReady)
    {
        _name = name;
        _start = start;
        _waitUntilReady = waitUntilReady;
        _process = start();
    }

    /// <param name="stepsBack">Runs at a lower priority than the others: on one machine, who answers goes before who works.</param>
    public static async Task<LocalService> StartAsync(
        string name,
        string project,
        Uri url,
        string readyPath,
        LocalFolders folders,
        Leftovers leftovers,
        IReadOnlyDictionary<string, string> environment,
        bool stepsBack,
        CancellationToken cancellationToken
    )
    {
        var program = folders.Program(project);
        if (!File.Exists(program))
        {
            throw new LocalException($"{project} is not built. Start with ./raum, which builds it.");
        }

        var settings = new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = url.GetLeftPart(UriPartial.Authority) };
        LocalService? service = null;
        service = new LocalService(
            name,
            () =>
            {
                var process = ManagedProcess.Start(
                    name,
                    [.. stepsBack ? StepBack : [], "dotnet", program],
                    folders.Log(name),
                    Path.GetDirectoryName(program)!,
                    settings
                );
                leftovers.Remember(process);
                return process;
            },
            () => WaitUntilReadyAsync(name, new Uri(url, readyPath), () => service?._process, folders, cancellationToken)
        );
        try
        {
            await service._waitUntilReady();
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }

        service._watch = service.WatchAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _process.DisposeAsync();
        await _watch;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _process.WaitForExitAsync(_stop.Token);
                Console.Error.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"  {_name} ended with code {_process.ExitCode}; it is started again.")
                );
                await Task.Delay(RestartDelay, TimeProvider.System, _stop.Token);
                _process = _start();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task WaitUntilReadyAsync(
        string name,
        Uri ready,
        Func<ManagedProcess?> process,
        LocalFolders folders,
        CancellationToken cancellationToken
    )
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (process() is not { HasExited: true })
        {
            try
            {
                using var answer = await client.GetAsync(ready, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception e)
                when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Not up yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, cancellationToken);
        }

        throw new LocalException($"{name} ended at its start. Its log: {folders.Log(name)}");
    }
}
