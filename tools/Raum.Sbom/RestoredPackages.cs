using System.Text.Json;
using System.Xml.Linq;

namespace Raum.Sbom;

/// <summary>A package as the restore resolved it.</summary>
/// <param name="Sha512">Of the package file, in hexadecimal.</param>
/// <param name="License">An SPDX expression; null where the package names none.</param>
/// <param name="IsDelivered">False: it builds and is not part of what is delivered.</param>
internal sealed record RestoredPackage(
    string Name,
    string Version,
    string Sha512,
    string? License,
    bool IsDelivered,
    IReadOnlyList<string> Needs
);

/// <summary>What some programs stand on, direct and indirect, as <c>dotnet restore</c> wrote it down beside each project.</summary>
/// <param name="Direct">Keys of the packages that projects of the program name themselves.</param>
internal sealed record RestoredPackages(
    string Version,
    IReadOnlyCollection<string> Direct,
    IReadOnlyDictionary<string, RestoredPackage> All
)
{
    public static string FileOf(string root, string project) => Path.Combine(root, project, "obj", "project.assets.json");

    public static RestoredPackages Read(string root, IEnumerable<string> projects)
    {
        var direct = new SortedSet<string>(StringComparer.Ordinal);
        var all = new SortedDictionary<string, RestoredPackage>(StringComparer.Ordinal);
        var version = "";
        foreach (var project in projects)
        {
            using var assets = JsonDocument.Parse(File.ReadAllText(FileOf(root, project)));
            version = assets.RootElement.GetProperty("project").GetProperty("version").GetString()!;
            Add(assets.RootElement, direct, all);
        }

        return new RestoredPackages(version, direct, all);
    }

    private static void Add(JsonElement assets, SortedSet<string> direct, SortedDictionary<string, RestoredPackage> all)
    {
        var libraries = assets.GetProperty("libraries");
        var folders = assets.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        foreach (var target in assets.GetProperty("targets").EnumerateObject())
        {
            var keys = target
                .Value.EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package")
                .ToDictionary(library => library.Name.Split('/')[0], library => library.Name, StringComparer.OrdinalIgnoreCase);
            foreach (var library in target.Value.EnumerateObject())
            {
                var needs = Needs(library.Value, keys);
                if (library.Value.GetProperty("type").GetString() == "project")
                {
                    direct.UnionWith(needs);
                    continue;
                }

                var found = Package(library, libraries.GetProperty(library.Name), folders, needs);
                all[library.Name] = all.TryGetValue(library.Name, out var before)
                    ? found with
                    {
                        IsDelivered = found.IsDelivered || before.IsDelivered,
                    }
                    : found;
            }

            foreach (var framework in assets.GetProperty("project").GetProperty("frameworks").EnumerateObject())
            {
                direct.UnionWith(Needs(framework.Value, keys));
            }
        }
    }

    private static List<string> Needs(JsonElement of, Dictionary<string, string> keys) =>
        of.TryGetProperty("dependencies", out var dependencies)
            ?
            [
                .. dependencies
                    .EnumerateObject()
                    .Select(dependency => keys.GetValueOrDefault(dependency.Name))
                    .OfType<string>()
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    private static RestoredPackage Package(JsonProperty library, JsonElement stored, List<string> folders, List<string> needs)
    {
        var (name, version) = (library.Name.Split('/')[0], library.Name.Split('/')[1]);
        var folder = stored.GetProperty("path").GetString()!;
        var isDelivered = ((string[])["runtime", "native", "runtimeTargets", "resource"]).Any(group =>
            library.Value.TryGetProperty(group, out var files)
            && files.EnumerateObject().Any(file => !file.Name.EndsWith("/_._", StringComparison.Ordinal))
        );
        return new RestoredPackage(
            name,
            version,
            Convert.ToHexStringLower(Convert.FromBase64String(stored.GetProperty("sha512").GetString()!)),
            License(folders.Select(root => Path.Combine(root, folder, $"{name.ToLowerInvariant()}.nuspec")).FirstOrDefault(File.Exists)),
            isDelivered,
            needs
        );
    }

    private static string? License(string? nuspec) =>
        nuspec is null
            ? null
            : XDocument
                .Load(nuspec)
                .Descendants()
                .Where(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression")
                .Select(element => element.Value.Trim())
                .FirstOrDefault();
}
