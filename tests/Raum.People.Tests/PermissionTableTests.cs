using Raum.Organizations.ApiKeys;
using Raum.People.Access;

namespace Raum.People.Tests;

/// <summary>docs/security/permissions.md is the table that decides, cell by cell.</summary>
public sealed class PermissionTableTests
{
    private static readonly string[] Columns = ["owner", "admin", "manager", "agent", "auditor"];

    public static TheoryData<Permission> Permissions => [.. Enum.GetValues<Permission>()];

    [Theory]
    [MemberData(nameof(Permissions))]
    public void A_row_of_the_page_is_what_the_code_decides(Permission permission)
    {
        var cells = Row(permission);

        for (var i = 0; i < Columns.Length; i++)
        {
            (cells[3 + i] == "yes").ShouldBe(PermissionMatrix.Of(Roles.Named(Columns[i])!.Value).Contains(permission), Columns[i]);
        }

        var scopes = ApiKeyScopes.All.Where(scope => PermissionMatrix.Of([scope]).Contains(permission)).Select(scope => $"`{scope}`");
        cells[8].ShouldBe(string.Join(", ", scopes) is { Length: > 0 } named ? named : "–");
        (cells[9] == "yes").ShouldBe(PermissionMatrix.WhileImpersonating.Contains(permission));
        (cells[10] == "yes").ShouldBe(PermissionMatrix.Staff.Contains(permission));
        (cells[11] == "yes").ShouldBe(PermissionMatrix.Visiting.Contains(permission));
        (cells[12] == "yes").ShouldBe(PermissionMatrix.Sidebar.Contains(permission));
        (cells[13] == "yes").ShouldBe(PermissionMatrix.Claimed.Contains(permission));
    }

    [Fact]
    public void What_is_not_in_the_table_is_denied()
    {
        PermissionMatrix.Of((Role)99).ShouldBeEmpty();
        PermissionMatrix.Of(["jobs:write", "JOBS", "*", ""]).ShouldBeEmpty();
        Roles.Named("Owner").ShouldBeNull();
        Roles.Named(null).ShouldBeNull();
    }

    [Fact]
    public void Nobody_gives_a_role_above_their_own()
    {
        foreach (var (actor, role) in from actor in Roles.All from role in Roles.All select (actor, role))
        {
            PermissionMatrix.MayAssign(actor, role).ShouldBe(actor >= Role.Admin && role <= actor, $"{actor} gives {role}");
        }
    }

    private static string[] Row(Permission permission)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Raum.sln")))
        {
            folder = folder.Parent.ShouldNotBeNull();
        }

        var page = File.ReadAllLines(Path.Combine(folder.FullName, "docs", "security", "permissions.md"));
        return
        [
            .. page.Single(line => line.StartsWith($"| `{permission}` |", StringComparison.Ordinal)).Split('|').Select(cell => cell.Trim()),
        ];
    }
}
