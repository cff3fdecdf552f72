using System.Text.RegularExpressions;

namespace Raum.Redaction.Tests;

/// <summary>PII-1 to PII-3: short texts of tickets with all that must be masked in them, and nothing else (<c>Sentences/README.md</c>).</summary>
public sealed partial class SentenceTests
{
    private const string Gap = "? ";

    public static IEnumerable<TheoryDataRow<string, int>> Lines() =>
        from file in typeof(SentenceTests)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".txt", StringComparison.Ordinal))
            .Order()
        from number in Enumerable.Range(1, Read(file).Length)
        select new TheoryDataRow<string, int>(file, number);

    [Theory]
    [MemberData(nameof(Lines))]
    public void Values_are_masked_and_nothing_else(string file, int line)
    {
        var text = Read(file)[line - 1];
        if (text.StartsWith(Gap, StringComparison.Ordinal))
        {
            Masked(text[Gap.Length..], out var expected).ShouldNotBe(expected, "This gap is closed: take its mark away.");
        }
        else
        {
            Masked(text, out var expected).ShouldBe(expected, text);
        }
    }

    public static TheoryData<string> Files() => [.. Lines().Select(line => line.Data.Item1).Distinct()];

    /// <summary>A text may begin and end anywhere: in a word, behind a cue, before its value.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Beginnings_and_ends_of_sentences_are_masked_too(string file)
    {
        const int Step = 19;
        var known = new KnownPerson(PersonRole.Requester, "Rosa De Cuypere Klein");
        foreach (var (line, sentence) in Read(file).Index())
        {
            var text = sentence.Split(" ##", 2)[0].Replace("\\n", "\n", StringComparison.Ordinal);
            for (var cut = line % Step; cut <= text.Length; cut += Step)
            {
                Should.NotThrow(() => Jobs.With([known]).Mask(text[..cut]), text[..cut]);
                Should.NotThrow(() => Jobs.With([known]).Mask(text[cut..]), text[cut..]);
            }
        }
    }

    /// <summary>Every sentence, with the people of its ticket.</summary>
    internal static IEnumerable<(string Text, KnownPerson[] People)> Texts() =>
        Files()
            .SelectMany(file => Read(file.Data))
            .Select(line => Parse(line.StartsWith(Gap, StringComparison.Ordinal) ? line[Gap.Length..] : line));

    private static string[] Masked(string line, out string[] expected)
    {
        var (text, people) = Parse(line);
        var values = line.Split(" ##", 2)[1].Trim();
        expected = values.Length == 0 ? [] : values.Replace("\\n", "\n", StringComparison.Ordinal).Split('|');
        return
        [
            .. Jobs.With(people).Mask(text).Spans.Where(span => span.Type != PiiType.Lookalike).Select(span => text[span.Start..span.End]),
        ];
    }

    private static (string Text, KnownPerson[] People) Parse(string line)
    {
        var people = new List<KnownPerson>();
        var text = line.Split(" ##", 2)[0];
        if (People().Match(text) is { Success: true } named)
        {
            text = text[named.Length..];
            people.AddRange(
                named
                    .Groups["people"]
                    .Value.Split(';')
                    .Select(person => person.Split(':', 2))
                    .Select(person => new KnownPerson(RoleOf(person[0]), person[1]))
            );
        }

        text = text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);
        return (text, [.. people]);
    }

    private static PersonRole RoleOf(string role) =>
        role switch
        {
            "requester" => PersonRole.Requester,
            "agent" => PersonRole.Agent,
            _ => PersonRole.Cc,
        };

    private static string[] Read(string file)
    {
        using var stream = typeof(SentenceTests).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"^\{(?<people>(?:requester|agent|cc|other):[^}]*)\} ", RegexOptions.CultureInvariant)]
    private static partial Regex People();
}
