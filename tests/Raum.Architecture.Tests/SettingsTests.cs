using System.Reflection;
using System.Text.RegularExpressions;

namespace Raum.Architecture.Tests;

/// <summary>docs/configuration.md names every setting, and no other.</summary>
public sealed partial class SettingsTests
{
    // Bound from a connection string, which has a row of its own.
    private const string EventStore = "Audit__EventStore";

    private static readonly string Page = File.ReadAllText(Path.Combine(Sources.Root, "docs", "configuration.md"));

    [Fact]
    public void Every_setting_has_its_row()
    {
        var settings = Settings().ToList();

        settings.ShouldContain("Worker__MaxAttempts");
        settings.Where(setting => !Page.Contains($"| `{setting}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_row_is_a_setting()
    {
        var sections = OptionsTypes().Select(Section).ToHashSet();
        var rows = Row().Matches(Page).Select(match => match.Groups[1].Value).Where(row => sections.Contains(row.Split("__")[0]));

        rows.Except(Settings()).ShouldBeEmpty();
    }

    private static IEnumerable<string> Settings() =>
        OptionsTypes().SelectMany(type => Settings(Section(type), type)).Where(name => name != EventStore);

    private static IEnumerable<Type> OptionsTypes() =>
        RaumAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(type => Constant(type) is not null);

    private static IEnumerable<string> Settings(string prefix, Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .SelectMany(property => Settings($"{prefix}__{property.Name}", property));

    private static IEnumerable<string> Settings(string name, PropertyInfo property) =>
        property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal) ? Settings(name, property.PropertyType)
        : property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IList<>) ? [$"{name}__0"]
        : [name];

    private static string Section(Type type) => (string)Constant(type)!.GetRawConstantValue()!;

    private static FieldInfo? Constant(Type type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal)
            ? type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
            : null;

    [GeneratedRegex(@"^\| `([A-Za-z]+(?:__[A-Za-z0-9]+)+)` \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
