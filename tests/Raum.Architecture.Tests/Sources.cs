namespace Raum.Architecture.Tests;

/// <summary>The repository's own files, found above the test's output folder.</summary>
internal static class Sources
{
    public static string Root { get; } = Find();

    /// <summary>C# files of the product: no tests, no tools for measuring, no build output.</summary>
    public static IReadOnlyList<string> Product { get; } =
    [
        .. ((string[])["libs", "Raum.AppHost", "Raum.ServiceDefaults", "Raum.Api", "Raum.Worker", "Raum.AuditStore", "tools"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !IsBuildOutput(file)),
    ];

    public static IReadOnlyList<string> Projects { get; } =
    [.. Directory.GetFiles(Root, "*.csproj", SearchOption.AllDirectories).Where(file => !IsBuildOutput(file))];

    private static bool IsBuildOutput(string file)
    {
        var parts = Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar);
        return parts.Any(part => part is "bin" or "obj" or "node_modules" or ".raum");
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Raum.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Raum.sln is not above the test.");
        }

        return folder.FullName;
    }
}
