using System.Diagnostics;
using System.Globalization;

namespace Raum.AppHost.Local;

/// <summary>The Aspire dashboard from npm, for traces, metrics and logs of API and worker. It unpacks about 290 MB on its first start.</summary>
internal static class Dashboard
{
    private const string Package = "@microsoft/aspire-cli-linux-x64";
    private const string Version = "13.5.4";

    /// <returns>The process, its page, and the OTLP endpoint (HTTP/protobuf).</returns>
    public static async Task<(ManagedProcess Process, Uri Page, Uri Otlp)> StartAsync(
        LocalFolders folders,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.Combine(folders.Data, "dashboard");
        var program = Path.Combine(folder, "node_modules", Package, "bin", "aspire");
        if (!File.Exists(program))
        {
            await InstallAsync(folder, cancellationToken);
        }

        var page = Local(LoopbackPorts.FreeOr(18888));
        var grpc = Local(LoopbackPorts.FreeOr(18889));
        var http = Local(LoopbackPorts.FreeOr(18890));
        var process = ManagedProcess.Start(
            "dashboard",
            [
                program,
                "dashboard",
                "run",
                "--frontend-url",
                Text(page),
                "--otlp-grpc-url",
                Text(grpc),
                "--otlp-http-url",
                Text(http),
                "--allow-anonymous",
                "--non-interactive",
                "--nologo",
            ],
            folders.Log("dashboard"),
            folder,
            new Dictionary<string, string> { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true" }
        );
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (!process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(page, cancellationToken);
                return (process, page, http);
            }
            catch (Exception e)
                when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, cancellationToken);
            }
        }

        throw new LocalException($"The dashboard ended at its start. Its log: {folders.Log("dashboard")}");
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        Process? npm;
        try
        {
            npm = Process.Start(
                new ProcessStartInfo(
                    "npm",
                    ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", $"{Package}@{Version}"]
                )
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new LocalException("npm is missing: the dashboard comes from it. Install with: sudo apt-get install npm");
        }

        using (npm)
        {
            await npm!.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new LocalException("npm could not install the dashboard. Start without --dashboard, or look at npm's words above.");
            }
        }
    }

    private static Uri Local(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private static string Text(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
