using System.Diagnostics;

namespace Raum.AppHost.Local;

/// <summary><c>./raum demo</c>: uses the stack that runs, or starts one for the time of the demo, and lets the sandbox play the ticket.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(string[] options, CancellationToken cancellationToken)
    {
        var json = options switch
        {
            [] => false,
            ["--json"] => true,
            _ => throw new LocalException($"unknown option: {options[0]}. Usage: ./raum demo [--json]"),
        };
        var folders = new LocalFolders(Repository.Find());
        if (await UpCommand.RunningAsync(folders, cancellationToken) is not null)
        {
            return await PlayAsync(folders, json, cancellationToken);
        }

        await Console.Error.WriteLineAsync("Starting Raum for the demo ...");
        await using var stack = await LocalStack.StartAsync(
            folders,
            dashboard: false,
            line => Console.Error.WriteLine($"  {line}"),
            cancellationToken
        );
        return await PlayAsync(folders, json, cancellationToken);
    }

    private static async Task<int> PlayAsync(LocalFolders folders, bool json, CancellationToken cancellationToken)
    {
        using var demo = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [folders.Program("tools/Raum.Sandbox"), "demo", "--stack", folders.Running, .. json ? (string[])["--json"] : []]
            )
        )!;
        try
        {
            await demo.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            demo.Kill();
            throw;
        }

        return demo.ExitCode;
    }
}
