using System.Diagnostics;
using System.Globalization;

namespace Raum.AppHost.Local;

/// <summary>Postgres in a folder of its own. It refuses to run as root, so that root runs it as user <c>postgres</c>.</summary>
internal static class LocalPostgres
{
    public static async Task<ManagedProcess> StartAsync(
        LocalFolders folders,
        LocalSecrets secrets,
        int port,
        CancellationToken cancellationToken
    )
    {
        var bin = FindBinaries();
        Directory.CreateDirectory(folders.Postgres);
        if (LocalFolders.IsRoot)
        {
            await RunAsync(["chown", "postgres:postgres", folders.Postgres], cancellationToken);
        }

        var data = Path.Combine(folders.Postgres, "data");
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            await InitializeAsync(bin, data, folders, secrets, cancellationToken);
        }

        var process = ManagedProcess.Start(
            "postgres",
            [
                .. AsServerUser(),
                Path.Combine(bin, "postgres"),
                "-D",
                data,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                string.Create(CultureInfo.InvariantCulture, $"port={port}"),
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=200",
                // A statement in the log could hold a value: only the kind of an error is logged.
                "-c",
                "log_statement=none",
                "-c",
                "log_min_error_statement=panic",
                "-c",
                "log_error_verbosity=terse",
            ],
            folders.Log("postgres"),
            "/",
            stopSignal: "INT"
        );
        await WaitUntilReadyAsync(process, bin, port, folders, cancellationToken);
        return process;
    }

    /// <summary>A connection string for a role of Raum, or for the superuser <c>postgres</c>.</summary>
    public static string ConnectionString(LocalSecrets secrets, int port, string role, string database = "raum") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Database={database};Username={role};Password={secrets.PostgresPassword}"
        );

    private static async Task InitializeAsync(
        string bin,
        string data,
        LocalFolders folders,
        LocalSecrets secrets,
        CancellationToken cancellationToken
    )
    {
        var passwordFile = Path.Combine(folders.Postgres, "password");
        await File.WriteAllTextAsync(passwordFile, secrets.PostgresPassword, cancellationToken);
        File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (LocalFolders.IsRoot)
        {
            await RunAsync(["chown", "postgres:postgres", passwordFile], cancellationToken);
        }

        try
        {
            await RunAsync(
                [
                    .. AsServerUser(),
                    Path.Combine(bin, "initdb"),
                    $"--pgdata={data}",
                    "--username=postgres",
                    $"--pwfile={passwordFile}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    "--no-instructions",
                ],
                cancellationToken
            );
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private static string FindBinaries() =>
        Directory.Exists("/usr/lib/postgresql")
        && Directory
            .GetDirectories("/usr/lib/postgresql")
            .Select(folder => Path.Combine(folder, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .MaxBy(folder => folder, StringComparer.Ordinal)
            is { } found
            ? found
            : throw new LocalException("Postgres is missing. Install it with: sudo apt-get install postgresql");

    private static string[] AsServerUser() =>
        LocalFolders.IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];

    private static async Task WaitUntilReadyAsync(
        ManagedProcess process,
        string bin,
        int port,
        LocalFolders folders,
        CancellationToken cancellationToken
    )
    {
        while (!process.HasExited)
        {
            using var probe = Process.Start(
                new ProcessStartInfo(
                    Path.Combine(bin, "pg_isready"),
                    ["-q", "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)]
                )
            )!;
            await probe.WaitForExitAsync(cancellationToken);
            if (probe.ExitCode == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }

        throw new LocalException($"Postgres ended at its start. Its log: {folders.Log("postgres")}");
    }

    private static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new LocalException($"{Path.GetFileName(command[0])} failed: {errors.Trim()}");
        }
    }
}
