using System.Security.Cryptography;
using System.Text;

namespace Raum.AppHost.Local;

/// <summary>Where one machine keeps its data: <c>RAUM_DATA</c>, else <c>.raum</c> in the repository, else (as root) a folder that the user postgres can reach.</summary>
internal sealed class LocalFolders
{
    public LocalFolders(string repository)
    {
        Repository = repository;
        Data = Environment.GetEnvironmentVariable("RAUM_DATA") is { Length: > 0 } named ? Path.GetFullPath(named) : Default(repository);
        foreach (var folder in (string[])[Data, Redis, Logs])
        {
            Directory.CreateDirectory(folder);
        }

        // Others may pass through to Postgres' own folder, and see nothing else.
        File.SetUnixFileMode(Data, Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Redis, Private);
        File.SetUnixFileMode(Logs, Private);
    }

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static bool IsRoot { get; } = Environment.UserName == "root";

    public string Repository { get; }

    public string Data { get; }

    public string Redis => Path.Combine(Data, "redis");

    public string Postgres => Path.Combine(Data, "postgres");

    public string Logs => Path.Combine(Data, "logs");

    /// <summary>Passwords and ids of this machine's stack, made on the first start.</summary>
    public string Secrets => Path.Combine(Data, "secrets.json");

    /// <summary>URLs and ids of the running stack; there only while it runs.</summary>
    public string Running => Path.Combine(Data, "running.json");

    public string Log(string name) => Path.Combine(Logs, $"{name}.log");

    /// <summary>The program of a project, as the build of this very runner left it.</summary>
    public string Program(string project) =>
        Path.Combine(Repository, project, "bin", Configuration, "net10.0", $"{Path.GetFileName(project)}.dll");

    private static string Configuration { get; } =
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);

    private static string Default(string repository)
    {
        if (!IsRoot)
        {
            return Path.Combine(repository, ".raum");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository)))[..8];
        return $"/var/lib/raum/{hash}";
    }
}
