using System.Diagnostics;
using System.Security.Cryptography;

namespace Raum.Testing.Npm;

/// <summary>Programs of npm that check ours: the folder <c>npm</c> beside a test program, with its lock file. Installed once per lock file, outside of the build's output.</summary>
public static class NodeProject
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Copies the scripts and installs what they need.</summary>
    /// <returns>The folder that scripts run in.</returns>
    public static async Task<string> InstallAsync(string name, CancellationToken cancellationToken)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "npm");
        var hash = Convert.ToHexStringLower(
            SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken))
        )[..16];
        var folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "raum-tests",
            $"{name}-{hash}"
        );
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.EnumerateFiles(source))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }

            if (!File.Exists(Path.Combine(folder, "installed")))
            {
                await RunAsync(
                    folder,
                    "npm",
                    ["install", "--omit=dev", "--no-audit", "--no-fund", "--no-save", "--silent"],
                    cancellationToken
                );
                await File.WriteAllTextAsync(Path.Combine(folder, "installed"), "", cancellationToken);
            }
        }
        finally
        {
            OneAtATime.Release();
        }

        return folder;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task<string> RunAsync(
        string folder,
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(folder, program, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}{await output}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Starts a program; who asked ends it.</summary>
    public static Process Start(string folder, string program, IReadOnlyList<string> arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
}
