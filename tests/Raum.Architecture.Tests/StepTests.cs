using System.Text.RegularExpressions;
using Raum.Core;

namespace Raum.Architecture.Tests;

/// <summary>One grep finds a step: each of the twelve is marked in the code, and docs/map.md lists it.</summary>
public sealed partial class StepTests
{
    public static TheoryData<Step> Steps => [.. Enum.GetValues<Step>()];

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_is_marked_in_the_code(Step step)
    {
        var marked = Sources.Product.SelectMany(File.ReadLines).Any(line => Marks(line).Contains((int)step));

        marked.ShouldBeTrue($"No line says '// :: Step {(int)step}'.");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_stands_in_the_map(Step step)
    {
        var map = File.ReadAllText(Path.Combine(Sources.Root, "docs", "map.md"));

        map.ShouldContain($"| {(int)step} ");
    }

    [Fact]
    public void Files_that_the_map_names_exist()
    {
        var map = File.ReadAllText(Path.Combine(Sources.Root, "docs", "map.md"));
        var named = MapFile().Matches(map).Select(match => match.Groups[1].Value).Distinct().ToList();

        named.ShouldNotBeEmpty();
        named.Where(file => !File.Exists(Path.Combine(Sources.Root, file))).ShouldBeEmpty();
    }

    private static IEnumerable<int> Marks(string line) =>
        StepMark().Matches(line).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex(@"// :: Step (\d+)\b")]
    private static partial Regex StepMark();

    [GeneratedRegex(@"`([A-Za-z./0-9_-]+\.(?:cs|sql))`")]
    private static partial Regex MapFile();
}
