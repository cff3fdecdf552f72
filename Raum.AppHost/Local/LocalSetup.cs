using System.Diagnostics;

namespace Raum.AppHost.Local;

/// <summary>Roles, database, migrations and the demo organization, through the operators' command line (<c>Raum.Cli</c>).</summary>
internal sealed class LocalSetup(LocalFolders folders, LocalSettings settings)
{
    /// <summary>Creates what is missing; a second start finds everything there.</summary>
    public async Task<LocalSecrets> PrepareDatabaseAsync(LocalSecrets secrets, CancellationToken cancellationToken)
    {
        await RunAsync(["setup"], [], cancellationToken);
        if (secrets.ApiKey is not null)
        {
            return secrets;
        }

        var organization = secrets.Organization.ToString("D");
        await RunAsync(["organization", "create", "--id", organization, "--name", "Demo", "--region", "eu"], [], cancellationToken);
        await RunAsync(
            [
                "credential",
                "add",
                "--organization",
                organization,
                "--provider",
                "offline",
                "--model",
                "raum-offline",
                "--region",
                "eu",
                "--terms-approved",
            ],
            [],
            cancellationToken
        );
        var key = await RunAsync(["api-key", "create", "--organization", organization, "--name", "demo"], [], cancellationToken);
        var complete = secrets with { ApiKey = key.Trim() };
        complete.Save(folders);
        return complete;
    }

    /// <summary>Connects the demo organization with the sandbox's Zendesk, which must run; again when its port changed.</summary>
    public async Task ConnectZendeskAsync(LocalSecrets secrets, CancellationToken cancellationToken)
    {
        if (secrets.ZendeskAddress != settings.ZendeskAddress)
        {
            await RunAsync(
                [
                    "zendesk",
                    "connect",
                    "--organization",
                    secrets.Organization.ToString("D"),
                    "--address",
                    settings.ZendeskAddress,
                    "--client-id",
                    LocalSettings.ZendeskClientId,
                    "--account-id",
                    LocalSettings.ZendeskAccountId,
                ],
                [secrets.OAuthClientSecret, secrets.WebhookSecret],
                cancellationToken
            );
        }

        // Also for data of an earlier version, whose links nobody approved in writing. One that stands stays as it is.
        await RunAsync(
            [
                "approval",
                "give",
                "--organization",
                secrets.Organization.ToString("D"),
                "--use",
                "Zendesk",
                "--subject",
                settings.ZendeskAddress,
                "--in-writing",
            ],
            [],
            cancellationToken
        );
        (secrets with { ZendeskAddress = settings.ZendeskAddress }).Save(folders);
    }

    private async Task<string> RunAsync(string[] arguments, string[] input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [folders.Program("tools/Raum.Cli"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings.Cli())
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        foreach (var line in input)
        {
            await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        }

        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new LocalException($"raum-cli {string.Join(' ', arguments.Take(2))} failed: {(await errors).Trim()}");
    }
}
