using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Raum.Masking.Eval;

/// <summary>Other libraries that mask text, measured by the same rules where they are installed (<c>npm install --prefix bench/peers</c>).</summary>
internal static class Peers
{
    private const string Script = "spans.mjs";

    /// <summary>How long all of them may take over all sets; some need a while.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static bool AreIn(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, Script)) && Directory.Exists(Path.Combine(folder.FullName, "node_modules"));

    /// <summary>The scores of each library in each set; none when there is no node to run them.</summary>
    public static async Task<List<(string Peer, string Set, Score Score)>> MeasureAsync(
        DirectoryInfo folder,
        IReadOnlyList<FileInfo> sets,
        TimeProvider clock
    )
    {
        var documents = sets.ToDictionary(
            set => Path.GetFileNameWithoutExtension(set.Name),
            set => MarkedDocument.Read(set.FullName).ToList(),
            StringComparer.Ordinal
        );
        var scores = new SortedDictionary<(string Peer, string Set), Score>();
        using var ended = new CancellationTokenSource(Longest, clock);
        using var node = Start(Path.Combine(folder.FullName, Script), sets);
        if (node is null)
        {
            return [];
        }

        try
        {
            while (await node.StandardOutput.ReadLineAsync(ended.Token) is { } line)
            {
                Count(line, documents, scores);
            }

            await node.WaitForExitAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            throw;
        }

        return [.. scores.Select(score => (score.Key.Peer, score.Key.Set, score.Value))];
    }

    /// <summary>One line of the script: a document with what a library masked in it.</summary>
    internal static void Count(
        string line,
        IReadOnlyDictionary<string, List<MarkedDocument>> documents,
        IDictionary<(string Peer, string Set), Score> scores
    )
    {
        using var found = JsonDocument.Parse(line);
        var root = found.RootElement;
        var set = root.GetProperty("set").GetString()!;
        var key = (root.GetProperty("peer").GetString()!, set);
        if (!scores.TryGetValue(key, out var score))
        {
            scores[key] = score = new Score();
        }

        List<Mark> marks =
        [
            .. root.GetProperty("spans")
                .EnumerateArray()
                .Select(span => new Mark(
                    span.GetProperty("start").GetInt32(),
                    span.GetProperty("end").GetInt32(),
                    span.GetProperty("type").GetString()!
                )),
        ];
        score.Add(documents[set][root.GetProperty("document").GetInt32()], marks, EvalCommand.TypesOf(set));
    }

    private static Process? Start(string script, IReadOnlyList<FileInfo> sets)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(script);
        foreach (var set in sets)
        {
            start.ArgumentList.Add(set.FullName);
        }

        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
