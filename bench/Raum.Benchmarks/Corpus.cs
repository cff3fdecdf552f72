using System.Text;
using System.Text.Json;

namespace Raum.Benchmarks;

/// <summary>The texts that are measured.</summary>
internal sealed record Corpus(string Name, IReadOnlyList<string> Texts)
{
    public double Megabytes { get; } = Texts.Sum(text => Encoding.UTF8.GetByteCount(text)) / 1e6;

    /// <summary>Tickets of about 2 KB, made by <see cref="SampleTickets"/>.</summary>
    public static Corpus Sample { get; } =
        new("made tickets of 2 KB", [.. Enumerable.Range(0, 200).Select(i => SampleTickets.Ticket(i, 2_000))]);

    /// <summary>The <c>text</c> of each line of some JSONL files.</summary>
    public static Corpus Read(IEnumerable<string> paths)
    {
        var files = paths.ToList();
        var texts = new List<string>();
        foreach (var line in files.SelectMany(File.ReadLines).Where(line => line.Length > 0))
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("text", out var text))
            {
                texts.Add(text.GetString() ?? "");
            }
        }

        return new Corpus(string.Join(' ', files.Select(Path.GetFileNameWithoutExtension)), texts);
    }
}
