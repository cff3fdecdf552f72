namespace Raum.Testing.Servers;

/// <summary>Where Postgres is, and who may run it.</summary>
internal static class PostgresBinaries
{
    private const string Debian = "/usr/lib/postgresql";

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c>: <c>RAUM_POSTGRES_BIN</c>, Debian's newest version, or the search path.</summary>
    public static string Find()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("RAUM_POSTGRES_BIN"),
            .. Directory.Exists(Debian)
                ? Directory
                    .GetDirectories(Debian)
                    .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                    .Select(folder => Path.Combine(folder, "bin"))
                : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'),
        ];
        return candidates.FirstOrDefault(folder => !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException(
                "Postgres is not installed: no initdb in /usr/lib/postgresql/*/bin or on the path. "
                    + "On Debian: apt-get install postgresql. Elsewhere: set RAUM_POSTGRES_BIN to the folder of initdb."
            );
    }

    /// <summary>Postgres refuses to run as root: then it runs as its own user.</summary>
    public static string[] AsServerUser() =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];
}
