using System.Text.Json;
using Raum.Masking.Redact;
using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary>A text with its names marked, as the development sets have it.</summary>
/// <param name="Names">UTF-16 offsets.</param>
/// <param name="Set">The file it is from.</param>
internal sealed record NamedDocument(
    string Set,
    string Id,
    string Text,
    IReadOnlyList<KnownPerson> People,
    IReadOnlyList<(int Start, int End)> Names,
    IReadOnlyList<(int Start, int End)> Addresses
)
{
    /// <summary>The documents of one JSONL file with offsets in code points.</summary>
    public static IEnumerable<NamedDocument> Read(string path)
    {
        var set = Path.GetFileNameWithoutExtension(path);
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (!root.TryGetProperty("spans", out var spans))
            {
                continue;
            }

            var text = root.GetProperty("text").GetString()!;
            var places = CodePoints(text);
            List<(int Start, int End)> Of(string type) =>
                spans
                    .EnumerateArray()
                    .Where(span => span.GetProperty("type").GetString() == type)
                    .Select(span => (Start: places[span.GetProperty("start").GetInt32()], End: places[span.GetProperty("end").GetInt32()]))
                    // Marked handles are user names here, not people's names.
                    .Where(span => span.Start < span.End && text[span.Start] != '@')
                    .Order()
                    .ToList();
            yield return new NamedDocument(set, root.GetProperty("id").ToString(), text, PeopleOf(root), Of("NAME"), Of("ADDRESS"));
        }
    }

    /// <summary>The same text as somebody writes it with the key stuck.</summary>
    public NamedDocument InCapitals() =>
        this with
        {
            Text = string.Create(Text.Length, Text, static (to, from) => Each(to, from, char.ToUpperInvariant)),
        };

    /// <summary>The same text as somebody writes it on a phone.</summary>
    public NamedDocument InLowerCase() =>
        this with
        {
            Text = string.Create(Text.Length, Text, static (to, from) => Each(to, from, char.ToLowerInvariant)),
        };

    /// <summary>The same text after masking: there is nothing left to find.</summary>
    public NamedDocument Masked()
    {
        var text = new System.Text.StringBuilder(Text);
        for (var i = Names.Count - 1; i >= 0; i--)
        {
            text.Remove(Names[i].Start, Names[i].End - Names[i].Start)
                .Insert(Names[i].Start, i == 0 ? "[REDACTED_NAME]" : $"[REDACTED_NAME_{i + 1}]");
        }

        return this with
        {
            Text = text.ToString(),
            Names = [],
            People = [],
        };
    }

    /// <summary>One text a line, its names in brackets, its addresses in braces, <c>/</c> between spaces for a line end, <c>#</c> before a remark.</summary>
    public static IEnumerable<NamedDocument> ReadLines(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var text = new System.Text.StringBuilder();
            var names = new List<(int, int)>();
            var addresses = new List<(int, int)>();
            var start = 0;
            foreach (var c in line.Replace(" / ", "\n", StringComparison.Ordinal))
            {
                if (c is '[' or '{')
                {
                    start = text.Length;
                }
                else if (c == ']')
                {
                    names.Add((start, text.Length));
                }
                else if (c == '}')
                {
                    addresses.Add((start, text.Length));
                }
                else
                {
                    text.Append(c);
                }
            }

            yield return new NamedDocument("own", $"{++number}", text.ToString(), [], names, addresses);
        }
    }

    private static void Each(Span<char> to, string from, Func<char, char> change)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = change(from[i]);
        }
    }

    private static IReadOnlyList<KnownPerson> PeopleOf(JsonElement root) =>
        root.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("people", out var people)
            ? RedactRequest.ReadPeople(people) ?? []
            : [];

    private static List<int> CodePoints(string text)
    {
        var places = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            places.Add(i);
            if (i + 1 >= text.Length)
            {
                break;
            }
        }

        places.Add(text.Length);
        return places;
    }
}
