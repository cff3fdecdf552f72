using System.Text.RegularExpressions;

namespace Raum.Architecture.Tests;

/// <summary>docs/security/asvs.md names files and tests that exist, and claims nothing as met without a test.</summary>
public sealed partial class AsvsTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadAllLines(Path.Combine(Sources.Root, "docs", "security", "asvs.md"))
            .Where(line => Requirement().IsMatch(line))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    /// <summary>Classes that test something: a name whose tests were taken away, or are passed over, shows nothing.</summary>
    private static readonly HashSet<string> Tests =
    [
        .. Directory
            .GetFiles(Path.Combine(Sources.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file) is var text && Tested().IsMatch(text) && !PassedOver().IsMatch(text))
            .Select(file => Path.GetFileNameWithoutExtension(file)),
    ];

    [Fact]
    public void Files_and_tests_that_the_page_names_exist()
    {
        Rows.Length.ShouldBeGreaterThan(50);
        Rows.SelectMany(row => Named().Matches(row[5]))
            .Select(match => match.Groups[1].Value)
            .Where(file => !File.Exists(Path.Combine(Sources.Root, file)))
            .ShouldBeEmpty();
        Rows.SelectMany(row => Named().Matches(row[6]))
            .Select(match => match.Groups[1].Value)
            .Where(test => !Tests.Contains(test))
            .ShouldBeEmpty();
    }

    [Fact]
    public void What_is_met_is_shown_and_no_requirement_has_two_rows()
    {
        Rows.Where(row => row[3] == "met" && (row[5] == "–" || row[6] == "–")).Select(row => row[1]).ShouldBeEmpty();
        Rows.Select(row => row[3]).Distinct().ShouldBeSubsetOf(["met", "partly", "not met", "does not apply yet"]);
        Rows.SelectMany(row => row[1].Split(", "))
            .GroupBy(id => id)
            .Where(group => group.Count() > 1)
            .Select(group => group.Key)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Tests_that_the_page_about_threats_names_exist()
    {
        var named = File.ReadAllLines(Path.Combine(Sources.Root, "docs", "security", "threats.md"))
            .SelectMany(line => Named().Matches(line))
            .Select(match => match.Groups[1].Value)
            .Where(name => name.EndsWith("Tests", StringComparison.Ordinal))
            .ToList();

        named.Count.ShouldBeGreaterThan(20);
        named.Where(test => !Tests.Contains(test)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\[(?:Fact|Theory)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Tested();

    [GeneratedRegex(@"\bSkip(?:When|Unless|Type)?\s*=|Assert\.Skip", RegexOptions.CultureInvariant)]
    private static partial Regex PassedOver();

    [GeneratedRegex(@"^\| [0-9]+[.0-9, to]* \|", RegexOptions.CultureInvariant)]
    private static partial Regex Requirement();

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
