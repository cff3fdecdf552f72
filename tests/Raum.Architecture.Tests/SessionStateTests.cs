using System.Text.RegularExpressions;

namespace Raum.Architecture.Tests;

/// <summary>
/// Connections of the services' role are not reset between two uses, so nothing may outlive its transaction on them: what one organization's request set would
/// be there for the next one's.
/// </summary>
public sealed partial class SessionStateTests
{
    // The connections of the migrator, the change feed and a move's copy are not pooled; the other two hold a connection of the projector's role and clean up themselves.
    private static readonly string[] Known =
    [
        "Migrator.cs",
        "ChangeFeed.cs",
        "PartitionLocks.cs",
        "PostgresFeed.cs",
        "PlacementCopy.cs",
        "PlacementSide.cs",
    ];

    [Fact]
    public void No_statement_leaves_anything_on_a_pooled_connection()
    {
        var leaving = Sources
            .Product.Where(file => !Known.Contains(Path.GetFileName(file)))
            .Where(file => SessionState().IsMatch(File.ReadAllText(file)))
            .ToList();

        leaving.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("select set_config('raum.organization', $1, false)")]
    [InlineData("$\"listen {channel}\"")]
    [InlineData("select pg_advisory_lock(1)")]
    [InlineData("\"set role raum_owner\"")]
    [InlineData("\"create temporary table people\"")]
    public void What_would_stay_is_recognized(string statement) => SessionState().IsMatch(statement).ShouldBeTrue();

    [GeneratedRegex(
        @"set_config\([^)]*,\s*false\s*\)|pg_(?:try_)?advisory_lock|""\s*(?:set\s+(?!local)\w+|listen\s|discard\s|create\s+temp|prepare\s|declare\s+\w+\s+cursor)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex SessionState();
}
