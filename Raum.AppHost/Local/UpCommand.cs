using System.Text.Json;

namespace Raum.AppHost.Local;

/// <summary><c>./raum up</c>: starts everything, says where it is, and stops it on Ctrl-C.</summary>
internal static class UpCommand
{
    public static async Task<int> RunAsync(string[] options, CancellationToken cancellationToken)
    {
        var dashboard = options switch
        {
            [] => false,
            ["--dashboard"] => true,
            _ => throw new LocalException($"unknown option: {options[0]}. Usage: ./raum up [--dashboard]"),
        };
        var folders = new LocalFolders(Repository.Find());
        if (await RunningAsync(folders, cancellationToken) is { } other)
        {
            throw new LocalException($"Raum is already running at {other.Api} (process {other.Runner}). Stop it first.");
        }

        Console.WriteLine($"Starting Raum. Data and logs: {folders.Data}");
        var stack = await LocalStack.StartAsync(folders, dashboard, line => Console.WriteLine($"  {line}"), cancellationToken);
        try
        {
            var running = stack.Running;
            Console.WriteLine(
                $$"""

                Raum is ready. Try:

                  curl -s {{running.Api}}v1/jobs -H 'Authorization: Bearer {{running.ApiKey}}' -H 'Content-Type: application/json' \
                    -d '{"operation":"generate","text":"Hi, I am Jane Doe (jane.doe@example.com). My refund has not come.","people":[{"role":"requester","name":"Jane Doe"}]}'

                  API          {{running.Api}}  (description: {{running.Api}}openapi/v1.json)
                  Ticket desk  {{running.Sandbox}}  (opens tickets, shows replies and mail; /outbox: mail of Raum to people)

                Ctrl-C stops everything; the data stays.
                """
            );
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine();
            Console.WriteLine("Stopping ...");
        }
        finally
        {
            await stack.DisposeAsync();
        }

        Console.WriteLine("Stopped.");
        return 0;
    }

    /// <summary>The stack that runs on this data folder, or null.</summary>
    internal static async Task<RunningStack?> RunningAsync(LocalFolders folders, CancellationToken cancellationToken)
    {
        if (!File.Exists(folders.Running))
        {
            return null;
        }

        await using var file = File.OpenRead(folders.Running);
        var running = await JsonSerializer.DeserializeAsync(file, LocalJson.Default.RunningStack, cancellationToken);
        if (!IsRunner(running!.Runner))
        {
            return null; // it was killed; what it left behind is stopped at the next start
        }

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri(running.Api, "/health/live"), cancellationToken);
            return answer.IsSuccessStatusCode ? running : null;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static bool IsRunner(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("Raum.AppHost", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
