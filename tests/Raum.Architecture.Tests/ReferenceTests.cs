using System.Xml.Linq;

namespace Raum.Architecture.Tests;

/// <summary>Who may use whom, and which project keeps which package: the table of the design, held.</summary>
public sealed class ReferenceTests
{
    /// <summary>Direct references allowed for each project of the product.</summary>
    private static readonly Dictionary<string, string[]> AllowedReferences = new(StringComparer.Ordinal)
    {
        ["Raum.Core"] = [],
        ["Raum.Redaction"] = ["Raum.Core"],
        ["Raum.Attachments"] = ["Raum.Core"],
        ["Raum.Proofs"] = [],
        ["Raum.Redis"] = ["Raum.Core"],
        ["Raum.Data"] = ["Raum.Core"],
        ["Raum.Keys"] = ["Raum.Core", "Raum.Data"],
        ["Raum.AuditStore"] = ["Raum.Core", "Raum.Data", "Raum.Keys", "Raum.Proofs"],
        ["Raum.Organizations"] = ["Raum.Core", "Raum.Redaction", "Raum.Data", "Raum.Keys", "Raum.AuditStore"],
        ["Raum.People"] = ["Raum.Core", "Raum.Data", "Raum.Keys", "Raum.AuditStore", "Raum.Organizations"],
        ["Raum.Providers"] = ["Raum.Core", "Raum.Redaction", "Raum.Redis"],
        ["Raum.Jobs"] =
        [
            "Raum.Core",
            "Raum.Redaction",
            "Raum.Attachments",
            "Raum.Redis",
            "Raum.Data",
            "Raum.Keys",
            "Raum.AuditStore",
            "Raum.Organizations",
            "Raum.Providers",
        ],
        ["Raum.Zendesk"] = ["Raum.Core", "Raum.Data", "Raum.Keys", "Raum.AuditStore", "Raum.Organizations", "Raum.Providers", "Raum.Jobs"],
        ["Raum.Http"] = ["Raum.Core", "Raum.Redis", "Raum.Organizations", "Raum.People"],
        ["Raum.ServiceDefaults"] = ["Raum.Core", "Raum.Data", "Raum.Redis"],
    };

    /// <summary>One package is kept in one place.</summary>
    private static readonly Dictionary<string, string[]> PackageHomes = new(StringComparer.Ordinal)
    {
        ["Npgsql"] = ["Raum.Data"],
        ["Dapper"] = ["Raum.Data"],
        ["AWSSDK.KeyManagementService"] = ["Raum.Keys"],
        ["OpenAI"] = ["Raum.Providers"],
        ["Anthropic"] = ["Raum.Providers"],
        ["Google.Protobuf"] = ["Raum.AuditStore"],
    };

    public static TheoryData<string> Libraries => [.. AllowedReferences.Keys];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_references_only_what_the_design_allows(string library)
    {
        var project = Sources.Projects.Single(file => Path.GetFileNameWithoutExtension(file) == library);

        References(project, "ProjectReference").Except(AllowedReferences[library]).ShouldBeEmpty();
    }

    [Fact]
    public void Every_library_has_a_row_in_the_table()
    {
        var libraries = Sources
            .Projects.Where(file => Path.GetRelativePath(Sources.Root, file).StartsWith("libs", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);

        libraries.Except(AllowedReferences.Keys).ShouldBeEmpty();
    }

    [Fact]
    public void Core_redaction_and_proofs_use_no_package()
    {
        foreach (var name in (string[])["Raum.Core", "Raum.Redaction", "Raum.Proofs"])
        {
            var project = Sources.Projects.Single(file => Path.GetFileNameWithoutExtension(file) == name);
            References(project, "PackageReference").ShouldBeEmpty();
            References(project, "FrameworkReference").ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_package_of_the_outside_is_kept_in_one_library()
    {
        var product = Sources.Projects.Where(file =>
        {
            var top = Path.GetRelativePath(Sources.Root, file).Split(Path.DirectorySeparatorChar)[0];
            return top is not ("tests" or "bench");
        });
        var strays =
            from project in product
            let name = Path.GetFileNameWithoutExtension(project)
            from package in References(project, "PackageReference")
            where PackageHomes.TryGetValue(package, out var homes) && !homes.Contains(name)
            select $"{name} references {package}";

        strays.ShouldBeEmpty();
    }

    private static List<string> References(string project, string kind) =>
        [
            .. XDocument
                .Load(project)
                .Descendants(kind)
                .Select(element => (string)element.Attribute("Include")!)
                .Select(include => kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include),
        ];
}
