using System.Diagnostics;

namespace Raum.AppHost.Local;

/// <summary>Roles, database, migrations and the demo organization, through the operators' command line (<c>Raum.Cli</c>).</summary>
internal sealed class LocalSetup(LocalFolders folders, LocalSettings settings)
{
    public async Task<LocalSecrets> PrepareAsync(LocalSecrets secrets, CancellationToken cancellationToken)
    {
        await RunAsync(["database", "create"], cancellationToken);
        await RunAsync(["migrate"], cancellationToken);
        if (secrets.ApiKey is not null)
        {
            return secrets;
        }

        var organization = secrets.Organization.ToString("D");
        await RunAsync(["organization", "create", "--id", organization, "--name", "Demo", "--region", "eu"], cancellationToken);
        await RunAsync(
            ["credential", "set", "--organization", organization, "--provider", "offline", "--model", "offline"],
            cancellationToken
        );
        var key = await RunAsync(["api-key", "create", "--organization", organization, "--name", "demo"], cancellationToken);
        await RunAsync(["zendesk", "connect", "--organization", organization, .. settings.ZendeskConnection], cancellationToken);

        var complete = secrets with { ApiKey = key.Trim() };
        complete.Save(folders);
        return complete;
    }

    private async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [folders.Program("tools/Raum.Cli"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings.Cli())
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new LocalException($"raum-cli {string.Join(' ', arguments.Take(2))} failed: {(await errors).Trim()}");
    }
}
