using System.Text.RegularExpressions;

namespace Raum.Architecture.Tests;

/// <summary>ORG-1: what an organization did may be in a database of its own, so that its statements go through PlacedDatabase, and nothing else does.</summary>
public sealed partial class PlacementTests
{
    private static readonly string[] Placed = ["audit", "projection", "conversation"];
    private static readonly string[] Shared = ["organizations", "people", "keys"];

    [Fact]
    public void A_file_with_statements_for_an_organizations_own_rows_knows_no_way_to_the_shared_database()
    {
        var files = Files(Placed);

        files.Count.ShouldBeGreaterThan(20);
        files.Where(file => file.Text.Contains("RaumDatabase", StringComparison.Ordinal)).Select(file => file.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_with_statements_for_shared_rows_knows_no_way_to_a_placed_database()
    {
        var files = Files(Shared);

        files.Count.ShouldBeGreaterThan(20);
        files.Where(file => PlacedDatabase().IsMatch(file.Text)).Select(file => file.Path).ShouldBeEmpty();
    }

    [Fact]
    public void No_statement_joins_an_organizations_own_rows_with_shared_ones() =>
        Files(Placed).Select(file => file.Path).Intersect(Files(Shared).Select(file => file.Path)).ShouldBeEmpty();

    [Fact]
    public void What_is_looked_up_across_organizations_is_asked_where_the_rows_are()
    {
        var calls = Sources.Product.SelectMany(file => Lookup().Matches(File.ReadAllText(file))).ToList();

        calls.Count.ShouldBeGreaterThan(10);
        calls
            .Where(call => call.Groups["everywhere"].Success)
            .Select(call => call.Groups["name"].Value)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["active_organizations", "due_sinks", "open_deliveries", "organizations_behind", "privacy_requests"]);
        calls
            .Where(call => !call.Groups["everywhere"].Success)
            .Select(call => call.Groups["name"].Value)
            .Intersect(["active_organizations", "due_sinks", "open_deliveries", "organizations_behind", "privacy_requests"])
            .ShouldBeEmpty();
    }

    private static List<(string Path, string Text)> Files(string[] schemas) =>
        [
            .. Sources
                .Product.Select(file => (Path: Path.GetRelativePath(Sources.Root, file), Text: File.ReadAllText(file)))
                .Where(file => !file.Path.StartsWith(Path.Combine("libs", "Raum.Data"), StringComparison.Ordinal))
                .Where(file => Statement().Matches(file.Text).Any(match => schemas.Contains(match.Groups["schema"].Value))),
        ];

    [GeneratedRegex(@"\bPlacedDatabase\b")]
    private static partial Regex PlacedDatabase();

    // In a string; what is asked in every database stands right behind the method's name.
    [GeneratedRegex(@"(?<everywhere>LookUpAsync\(\s*)?""[^""]*\blookup\.(?<name>[a-z_]+)\(|\bfrom\s+lookup\.(?<name>[a-z_]+)\(")]
    private static partial Regex Lookup();

    [GeneratedRegex(@"\b(from|into|update|join)\s+(?<schema>[a-z]+)\.[a-z_]+")]
    private static partial Regex Statement();
}
