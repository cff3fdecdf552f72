using System.CommandLine;
using System.Globalization;
using Raum.Redaction;

namespace Raum.Masking.Eval;

/// <summary><c>eval</c>: masks marked sets and says how well.</summary>
internal static class EvalCommand
{
    private const string Committed = "docs/quality.json";
    private const string Page = "docs/quality.md";
    private const string Unseen = "docs/quality-unseen.md";

    private static readonly HashSet<string> Types =
    [
        "NAME",
        "EMAIL",
        "PHONE",
        "CC",
        "IBAN",
        "ID",
        "IP",
        "MAC",
        "ADDRESS",
        "DOB",
        "URL",
        "USERNAME",
    ];

    // Sets in which only one type, or not every type, is marked.
    private static readonly (string Prefix, HashSet<string> Types)[] Partly =
    [
        ("uner_", ["NAME"]),
        ("wnut", ["NAME"]),
        ("btc_", ["NAME"]),
        ("libphone", ["PHONE"]),
        ("meddocan", ["NAME", "ID", "ADDRESS", "DOB", "EMAIL", "PHONE"]),
        ("eds_", ["NAME", "EMAIL", "PHONE", "ID", "ADDRESS", "DOB"]),
    ];

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of JSONL sets. Default: the sets that the project carries.",
            DefaultValueFactory = _ => new DirectoryInfo("bench/quality"),
        };
        var check = new Option<bool>("--check") { Description = $"Compare with {Committed} and fail when a figure is worse." };
        var write = new Option<bool>("--write") { Description = $"Write {Committed} and {Page}." };
        var peers = new Option<DirectoryInfo>("--peers")
        {
            Description = "Where other libraries are installed, to be measured by the same rules. Nothing happens where they are not.",
            DefaultValueFactory = _ => new DirectoryInfo("bench/peers"),
        };
        var command = new Command(
            "eval",
            "Mask marked texts; print precision, recall, F1, leak, over-masking and clean texts for each set and type."
        )
        {
            data,
            check,
            write,
            peers,
        };
        command.SetAction(async parsed =>
        {
            var folder = parsed.GetRequiredValue(data);
            if (!folder.Exists || folder.GetFiles("*.jsonl").Length == 0)
            {
                Console.Error.WriteLine("There are no *.jsonl sets in that folder.");
                return 2;
            }

            try
            {
                return await RunAsync(folder, parsed.GetRequiredValue(peers), parsed.GetValue(check), parsed.GetValue(write));
            }
            catch (InvalidDataException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, DirectoryInfo peers, bool check, bool write)
    {
        var scores = Measure(folder);
        scores.ForEach(scored => Print(scored.Set, scored.Score));
        if (Peers.AreIn(peers))
        {
            foreach (var (peer, set, score) in await Peers.MeasureAsync(peers, SetsOf(folder), TimeProvider.System))
            {
                Print($"{peer}: {set}", score);
            }
        }

        var now = Figures(scores);
        if (write)
        {
            QualityFile.Write(Committed, now);
            File.WriteAllText(Page, QualityFile.Page(scores) + File.ReadAllText(Unseen));
        }

        var falls = check ? QualityFile.Falls(QualityFile.Read(Committed), now).ToList() : [];
        falls.ForEach(Console.Error.WriteLine);
        return falls.Count == 0 ? 0 : 1;
    }

    private static List<FileInfo> SetsOf(DirectoryInfo folder) =>
        [.. folder.GetFiles("*.jsonl").OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>Masks every set of a folder.</summary>
    internal static List<(string Set, Score Score)> Measure(DirectoryInfo folder)
    {
        var scores = new List<(string Set, Score Score)>();
        foreach (var file in SetsOf(folder))
        {
            var set = Path.GetFileNameWithoutExtension(file.Name);
            var score = new Score();
            foreach (var document in MarkedDocument.Read(file.FullName))
            {
                score.Add(document, new RedactionSession(RedactionOptions.Default, document.People).Mask(document.Text), TypesOf(set));
            }

            if (score.Documents > 0)
            {
                scores.Add((set, score));
            }
        }

        return scores;
    }

    /// <summary>The figures that are committed and compared.</summary>
    internal static SortedDictionary<string, Reached> Figures(IEnumerable<(string Set, Score Score)> scores)
    {
        var reached = new SortedDictionary<string, Reached>(StringComparer.Ordinal);
        foreach (var (set, score) in scores)
        {
            reached[set] = new Reached(
                Math.Round(score.All.F1, 1),
                Math.Round(score.All.Leak, 1),
                Math.Round(score.TooMuch, 2),
                Math.Round(score.Clean, 0)
            );
        }

        return reached;
    }

    internal static IReadOnlySet<string> TypesOf(string set) =>
        Array.Find(Partly, part => set.StartsWith(part.Prefix, StringComparison.Ordinal)).Types ?? Types;

    private static void Print(string set, Score score)
    {
        Console.WriteLine(Line($"{set}: {score.Documents} texts, masked too much {score.TooMuch:F2} %, clean {score.Clean:F1} %"));
        foreach (var (type, counts) in score.Types.Append(new("ALL", score.All)))
        {
            Console.WriteLine(
                Line(
                    $"  {type, -9} n {counts.Right + counts.Missed, 5}  P {counts.Precision, 5:F1}  R {counts.Recall, 5:F1}  F1 {counts.F1, 5:F1}  leak {counts.Leak, 5:F1} %"
                )
            );
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
