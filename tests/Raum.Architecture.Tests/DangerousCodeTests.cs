using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Raum.Architecture.Tests;

/// <summary>docs/security/code.md is the list of what is dangerous in the sources and of the packages they stand on: both are looked for, and compared (ASVS 15.1.2, 15.1.5).</summary>
public sealed partial class DangerousCodeTests
{
    // What parses bytes of others, starts programs, leaves managed memory, or builds statements: where it is, somebody has thought about it.
    private static readonly (string Name, Regex Use)[] Dangerous =
    [
        ("ProcessStartInfo", new(@"\bnew ProcessStartInfo\b|\bProcess\.Start\(", RegexOptions.CultureInvariant)),
        ("LibraryImport", new(@"\[(LibraryImport|DllImport)\(", RegexOptions.CultureInvariant)),
        ("unsafe", new(@"\bunsafe\b", RegexOptions.CultureInvariant)),
        ("MemoryMarshal", new(@"\bMemoryMarshal\.", RegexOptions.CultureInvariant)),
        ("XmlReader", new(@"\bXmlReader\.Create\(", RegexOptions.CultureInvariant)),
        ("ZipArchive", new(@"\bnew ZipArchive\(", RegexOptions.CultureInvariant)),
        ("new Regex", new(@"\bnew Regex\(", RegexOptions.CultureInvariant)),
        (
            "interpolated SQL",
            new(@"\b(CreateCommand|CreateLookup|NpgsqlCommand|ExecuteAsync|batch\.Add)\(\s*\$", RegexOptions.CultureInvariant)
        ),
    ];

    // Nothing here may turn up at all: code that is made from data, and readers that make objects of whatever the data names.
    private static readonly string[] Never =
    [
        .. "BinaryFormatter SoapFormatter NetDataContractSerializer LosFormatter ObjectStateFormatter XmlSerializer DataContractSerializer XmlDocument XslCompiledTransform TypeNameHandling JavaScriptSerializer CSharpScript CSharpCodeProvider DynamicMethod AssemblyBuilder DirectorySearcher XPathNavigator XmlTextReader".Split(
            ' '
        ),
    ];

    [Fact]
    public void Every_dangerous_function_stands_in_the_inventory_with_its_place_and_no_other_one_does()
    {
        var used = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var (file, text) in Files())
        {
            foreach (var (name, _) in Dangerous.Where(one => one.Use.IsMatch(text)))
            {
                (used.TryGetValue(name, out var places) ? places : used[name] = new SortedSet<string>(StringComparer.Ordinal)).Add(
                    Project(file)
                );
            }
        }

        used.Count.ShouldBe(Dangerous.Length, "one that is looked for and never found is written wrongly");
        Table("| function |")
            .Select(cells =>
                $"{cells[1].Trim(' ', '`')}: {string.Join(", ", Named().Matches(cells[2]).Select(match => match.Groups[1].Value))}"
            )
            .Order(StringComparer.Ordinal)
            .ShouldBe(used.Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}"));
    }

    [Fact]
    public void No_code_is_made_from_data_and_no_object_of_a_type_that_the_data_names()
    {
        var found =
            from file in Files()
            from word in Words().Matches(file.Text).Select(match => match.Value)
            where Never.Contains(word)
            select $"{file.Path}: {word}";

        found.ShouldBeEmpty();
        Words().Matches("x = new BinaryFormatter();").Select(match => match.Value).ShouldContain("BinaryFormatter");
    }

    [Fact]
    public void Every_project_has_a_lock_file_with_the_hash_of_each_package_and_no_server_in_it()
    {
        var projects = Directory
            .GetFiles(Sources.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.Combine(Path.GetDirectoryName(file)!, "packages.lock.json"))
            .ToList();

        projects.Count.ShouldBeGreaterThan(30);
        projects.Where(file => !File.Exists(file)).ShouldBeEmpty();
        foreach (var file in projects)
        {
            var text = File.ReadAllText(file);
            text.ShouldNotContain("://", customMessage: file);
            using var document = JsonDocument.Parse(text);
            document
                .RootElement.GetProperty("dependencies")
                .EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                .ShouldAllBe(package => package.Value.GetProperty("contentHash").GetString()!.Length == 88, file);
        }
    }

    [Fact]
    public void Every_package_that_is_delivered_stands_in_the_inventory_and_no_other_one_does()
    {
        var used =
            from project in Sources.Projects
            let path = Path.GetRelativePath(Sources.Root, project).Replace('\\', '/')
            where !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("bench/", StringComparison.Ordinal)
            from reference in XDocument.Load(project).Descendants("PackageReference")
            select (string)reference.Attribute("Include")!;

        Table("| package |")
            .Select(cells => cells[1].Trim(' ', '`'))
            .Order(StringComparer.Ordinal)
            .ShouldBe(used.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_version_is_fixed_and_stands_in_one_file()
    {
        var versions = XDocument.Load(Path.Combine(Sources.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToList();

        versions.Count.ShouldBeGreaterThan(15);
        versions.Select(version => (string)version.Attribute("Version")!).ShouldAllBe(version => Exact().IsMatch(version));
    }

    [Fact]
    public void A_restore_that_knows_of_a_vulnerability_in_a_package_stops_the_build()
    {
        string[] shared = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];
        var settings = shared
            .Select(file => Path.Combine(Sources.Root, file))
            .Concat(Sources.Projects)
            .SelectMany(file => XDocument.Load(file).Descendants("PropertyGroup").Elements())
            .ToLookup(setting => setting.Name.LocalName, setting => setting.Value.Trim());

        // The audit is on and warns from the lowest severity on unless somebody says otherwise, and a warning is an error.
        settings["TreatWarningsAsErrors"].ShouldHaveSingleItem().ShouldBe("true");
        settings["NuGetAuditMode"].ShouldHaveSingleItem().ShouldBe("direct");
        settings["NuGetAudit"].ShouldBeEmpty();
        settings["NuGetAuditLevel"].ShouldBeEmpty();
        settings["NoWarn"]
            .Concat(settings["WarningsNotAsErrors"])
            .Concat(settings["MSBuildWarningsNotAsErrors"])
            .SelectMany(codes => codes.Split([';', ',']))
            .Where(code => code.Trim().StartsWith("NU19", StringComparison.OrdinalIgnoreCase))
            .ShouldBeEmpty();
        Sources
            .Projects.SelectMany(file => XDocument.Load(file).Descendants())
            .Where(element => element.Name.LocalName == "NuGetAuditSuppress" || (string?)element.Attribute("NoWarn") is not null)
            .ShouldBeEmpty();
    }

    private static IEnumerable<string[]> Table(string head) =>
        File.ReadAllLines(Path.Combine(Sources.Root, "docs", "security", "code.md"))
            .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|'));

    private static IEnumerable<(string Path, string Text)> Files() =>
        Sources.Product.Select(file =>
            (Path.GetRelativePath(Sources.Root, file).Replace('\\', '/'), Comments().Replace(File.ReadAllText(file), ""))
        );

    private static string Project(string file) => file.Split('/') is [("libs" or "tools"), var name, ..] ? name : file.Split('/')[0];

    [GeneratedRegex(@"\b[A-Z][A-Za-z0-9_]+\b", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"//[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comments();

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){1,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Exact();
}
