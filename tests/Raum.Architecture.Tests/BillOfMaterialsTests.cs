using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Raum.Sbom;

namespace Raum.Architecture.Tests;

/// <summary>The bill of materials names what is delivered, all of it, and nothing about the machine that wrote it (ASVS 15.1.2).</summary>
public sealed partial class BillOfMaterialsTests
{
    private static readonly string[] Delivered = ["Raum.Api", "Raum.Worker", "tools/Raum.Cli"];

    [Fact]
    public void Every_package_has_its_version_hash_and_address_and_those_that_only_build_are_told_apart()
    {
        using var bill = JsonDocument.Parse(Written());
        var components = bill
            .RootElement.GetProperty("components")
            .EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!);

        bill.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        components.Count.ShouldBeGreaterThan(20);
        foreach (var (name, one) in components)
        {
            var version = one.GetProperty("version").GetString()!;
            one.GetProperty("purl").GetString().ShouldBe($"pkg:nuget/{name}@{version}");
            one.GetProperty("hashes")[0].GetProperty("content").GetString()!.ShouldMatch("^[0-9a-f]{128}$");
        }

        components["Npgsql"].GetProperty("scope").GetString().ShouldBe("required");
        components["Npgsql"].GetProperty("licenses")[0].GetProperty("expression").GetString().ShouldBe("PostgreSQL");
        components["Microsoft.CodeAnalysis.BannedApiAnalyzers"].GetProperty("scope").GetString().ShouldBe("excluded");
        components["AWSSDK.Core"].GetProperty("scope").GetString().ShouldBe("required", "an indirect one");
    }

    [Fact]
    public void Direct_packages_are_those_of_the_project_files_in_their_fixed_versions()
    {
        var versions = XDocument
            .Load(Path.Combine(Sources.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(
                one => (string)one.Attribute("Include")!,
                one => (string)one.Attribute("Version")!,
                StringComparer.OrdinalIgnoreCase
            );
        using var bill = JsonDocument.Parse(Written());
        var edges = bill
            .RootElement.GetProperty("dependencies")
            .EnumerateArray()
            .ToDictionary(
                one => one.GetProperty("ref").GetString()!,
                one => one.GetProperty("dependsOn").EnumerateArray().Select(to => to.GetString()!).ToList()
            );

        edges["raum"].ShouldContain($"pkg:nuget/Npgsql@{versions["Npgsql"]}");
        edges["raum"].ShouldContain($"pkg:nuget/System.CommandLine@{versions["System.CommandLine"]}");
        edges["raum"].ShouldNotContain(package => package.StartsWith("pkg:nuget/AWSSDK.Core@", StringComparison.Ordinal));
        edges.Keys.Except(["raum"]).Order().ShouldBe(Components(bill).Order());
        edges.Values.SelectMany(to => to).Except(Components(bill)).ShouldBeEmpty("everything that is named is there");
    }

    [Fact]
    public void It_is_the_same_to_the_byte_and_names_no_folder_and_no_source()
    {
        var text = Written();

        Written().ShouldBe(text);
        text.ShouldNotContain(Sources.Root);
        Address().Matches(text).Select(match => match.Value).Distinct().ShouldBe(["http://cyclonedx.org/schema/bom-1.6.schema.json"]);
    }

    private static IEnumerable<string> Components(JsonDocument bill) =>
        bill.RootElement.GetProperty("components").EnumerateArray().Select(one => one.GetProperty("bom-ref").GetString()!);

    private static string Written()
    {
        using var output = new MemoryStream();
        BillOfMaterials.Write(RestoredPackages.Read(Sources.Root, Delivered), output);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    [GeneratedRegex("https?://[^\"]+", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
