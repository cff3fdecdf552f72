using System.Text.Json;
using Raum.Masking.Redact;
using Raum.Redaction;

namespace Raum.Masking.Eval;

/// <summary>A place in a text with its type, in UTF-16 offsets.</summary>
internal readonly record struct Mark(int Start, int End, string Type);

/// <summary>A text with every personal value marked, as the development sets have it.</summary>
/// <param name="Ignored">Places that are neither a leak nor masked too much: companies, cities.</param>
internal sealed record MarkedDocument(
    string Text,
    IReadOnlyList<KnownPerson> People,
    IReadOnlyList<Mark> Values,
    IReadOnlyList<Mark> Ignored
)
{
    /// <summary>The documents of a JSONL file whose offsets are code points. Lines of another kind are passed over.</summary>
    /// <exception cref="InvalidDataException">A line is no JSON, or its spans are none of its text; the message names file and line.</exception>
    public static IEnumerable<MarkedDocument> Read(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length > 0 && Document(line, $"{Path.GetFileName(path)}, line {number}") is { } document)
            {
                yield return document;
            }
        }
    }

    private static MarkedDocument? Document(string line, string where)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (!root.TryGetProperty("text", out var content) || !root.TryGetProperty("spans", out var spans))
            {
                return null;
            }

            var text = content.GetString()!;
            var places = Places(text);
            return new MarkedDocument(
                text,
                PeopleOf(root),
                Marks(spans, places),
                root.TryGetProperty("ignore", out var ignored) ? Marks(ignored, places) : []
            );
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            // The text of the line stays out of the message.
            throw new InvalidDataException(
                $"{where}: each of \"spans\" and \"ignore\" needs start, end (code points of the text) and type."
            );
        }
    }

    private static List<Mark> Marks(JsonElement spans, List<int> places) =>
        [
            .. spans
                .EnumerateArray()
                .Select(span => new Mark(
                    places[span.GetProperty("start").GetInt32()],
                    places[span.GetProperty("end").GetInt32()],
                    span.GetProperty("type").GetString()!
                )),
        ];

    private static IReadOnlyList<KnownPerson> PeopleOf(JsonElement root) =>
        root.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("people", out var people)
            ? RedactRequest.ReadPeople(people) ?? []
            : [];

    private static List<int> Places(string text)
    {
        var places = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1)
        {
            places.Add(i);
        }

        places.Add(text.Length);
        return places;
    }
}
