using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Raum.Organizations;

/// <summary>What differs between two versions of a document, by the names of its JSON form.</summary>
internal static class DocumentDiff
{
    /// <returns>In the order of the new document, then what only the old one has. Values as JSON; null where a document has none.</returns>
    public static IEnumerable<(string Name, string? Before, string? After)> Between<T>(T? before, T? after, JsonTypeInfo<T> form)
        where T : class
    {
        var (old, young) = (Properties(before, form), Properties(after, form));
        return young
            .Keys.Concat(old.Keys.Where(name => !young.ContainsKey(name)))
            .Select(name => (name, old.GetValueOrDefault(name), young.GetValueOrDefault(name)))
            .Where(change => change.Item2 != change.Item3);
    }

    private static Dictionary<string, string> Properties<T>(T? document, JsonTypeInfo<T> form)
        where T : class
    {
        if (document is null)
        {
            return [];
        }

        using var json = JsonSerializer.SerializeToDocument(document, form);
        return json.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetRawText());
    }
}
