using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Raum.Api.Tests;

/// <summary>Hostile requests for one operation of the OpenAPI description: each member of its example and each parameter takes each hostile value, one at a time.</summary>
internal static class Fuzz
{
    /// <summary>Stands in every hostile text: nothing of it may be in a log or a span.</summary>
    public const string Marker = "Mallory-5c21d7";

    /// <summary>The same for numbers.</summary>
    public const string Number = "77319977319977319977";

    /// <summary>Another run tries other random bodies: RAUM_FUZZ_SEED, a number.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("RAUM_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20_261_122;

    private const string Hole = "\u2316hole\u2316";

    /// <summary>JSON texts, some of which are none.</summary>
    private static IEnumerable<string> Values(IReadOnlyList<Guid> foreign) =>
        [
            "null",
            "true",
            "[]",
            "{}",
            "-1",
            "0",
            "1e999",
            "-0.0000001",
            Number,
            $"{Number}{new string('0', 400)}",
            $"\"{Marker}\"",
            $"\"{Marker}\\u0000\"",
            $"\"\\ud800{Marker}\"",
            $"\"{Marker}\\udfff\\ud83d\"",
            $"\"{Marker}\\u202e\\ufeff\\u0085\"",
            $"\"{Marker}\\ufffe\"",
            $"\"{Marker}\\ufffe@acme.example\"",
            $"[\"{Marker}\\ufdd0@acme.example\"]",
            $"\"'; drop table people.account; -- {Marker}\"",
            $"\"<img src=x onerror=alert(1)>{Marker}\"",
            $"\"..%2f..%2f{Marker}\"",
            $"\"https://169.254.169.254/{Marker}\"",
            "\"9999-99-99T99:99:99Z\"",
            $"\"{new string('x', 40_000)}{Marker}\"",
            $"[\"{Marker}\",null,{{\"{Marker}\":[]}},{Number}]",
            $"[{string.Join(',', Enumerable.Repeat($"\"{Marker}\"", 2_000))}]",
            $"{{\"{Marker}\":{{\"$type\":\"System.Object\",\"__proto__\":{{\"{Marker}\":1}}}}}}",
            $"{new string('[', 60)}\"{Marker}\"{new string(']', 60)}",
            $"{new string('[', 5_000)}\"{Marker}\"{new string(']', 5_000)}",
            $"{Nested(60)}",
            $"{Nested(2_000)}",
            $"\"{Marker}",
            .. foreign.Select(id => $"\"{id}\""),
        ];

    /// <summary>Bodies: the example with one member replaced, said twice, or left out, and one that nobody knows.</summary>
    public static IEnumerable<string> Bodies(string example, IReadOnlyList<Guid> foreign)
    {
        yield return example;
        yield return "";
        yield return Nested(5_000);
        if (JsonNode.Parse(example) is not JsonObject whole)
        {
            yield break;
        }

        yield return With(whole, Marker, $"\"{Marker}\"");
        foreach (var (name, value) in whole)
        {
            var original = value?.ToJsonString() ?? "null";
            // Ids where ids are asked for; elsewhere one of them is as strange as all.
            var isId = value is JsonValue text && text.TryGetValue<string>(out var id) && Guid.TryParse(id, out _);
            foreach (var hostile in Values(isId ? foreign : [.. foreign.Take(1)]))
            {
                yield return With(whole, name, hostile);
            }

            yield return With(whole, name, $"{original},{JsonSerializer.Serialize(name)}:\"{Marker}\"");
            yield return Without(whole, name);
        }
    }

    /// <summary>Random bodies: the example with pieces put in, cut out, repeated and replaced anywhere, and trees of anything under its names.</summary>
    public static IEnumerable<string> Random(string example, string operation, int count)
    {
        var random = new Random(operation.Aggregate(Seed, (sum, letter) => unchecked((sum * 31) + letter)));
        var names = JsonNode.Parse(example) is JsonObject whole ? whole.Select(member => member.Key).ToArray() : [Marker];
        for (var i = 0; i < count; i++)
        {
            yield return i % 3 == 2 ? Tree(random, names, depth: 4) : Edited(random, example);
        }
    }

    private static string Edited(Random random, string example)
    {
        string[] pieces =
        [
            .. "{ } [ ] , : \" \\ null true - 1e9 \\u0000 \\ud800 \\u202e".Split(' '),
            "\0",
            "\u202e",
            "\U0001F40E",
            Number,
            $"\"{Marker}\"",
            $",\"{Marker}\":{{}}",
        ];
        var text = new StringBuilder(example);
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 20), text.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    text.Insert(at, pieces[random.Next(pieces.Length)]);
                    break;
                case 1 when length < text.Length:
                    text.Remove(at, length);
                    break;
                case 2:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                default:
                    text[at] = (char)random.Next(1, 0xD800);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Tree(Random random, string[] names, int depth) =>
        random.Next(depth == 4 ? 1 : 0, depth == 0 ? 1 : 3) switch
        {
            0 => random.Next(6) switch
            {
                0 => "null",
                1 => "true",
                2 => Number,
                3 => random.Next().ToString(CultureInfo.InvariantCulture),
                4 => $"\"{Marker}\"",
                _ => JsonSerializer.Serialize(new string((char)random.Next(1, 0xD800), random.Next(1, 300))),
            },
            1 =>
                $"{{{string.Join(',', names.Where(_ => random.Next(3) > 0).Select(name => $"{JsonSerializer.Serialize(name)}:{Tree(random, names, depth - 1)}"))}}}",
            _ => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, names, depth - 1)))}]",
        };

    /// <summary>For paths and queries, as they stand in a URL.</summary>
    public static IEnumerable<string> Parameters(IReadOnlyList<Guid> foreign) =>
        [
            "x",
            "-1",
            "%00",
            "%ff%fe",
            "..%2f..%2f",
            Marker,
            $"{Marker}%0d%0aX-Injected:%201",
            "%ED%A0%80",
            Number,
            "9223372036854775808",
            "1e999",
            "2026-13-45T99:99:99Z",
            new string('a', 3_000),
            .. foreign.Select(id => id.ToString()),
        ];

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"a\":", depth)) + $"\"{Marker}\"" + new string('}', depth);

    private static string With(JsonObject whole, string name, string raw)
    {
        var copy = whole.DeepClone().AsObject();
        copy[name] = Hole;
        return copy.ToJsonString().Replace(JsonSerializer.Serialize(Hole), raw, StringComparison.Ordinal);
    }

    private static string Without(JsonObject whole, string name)
    {
        var copy = whole.DeepClone().AsObject();
        copy.Remove(name);
        return copy.ToJsonString();
    }
}
