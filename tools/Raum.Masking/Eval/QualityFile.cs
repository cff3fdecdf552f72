using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Raum.Masking.Eval;

/// <summary>What a set reached, in percent.</summary>
internal sealed record Reached(double F1, double Leak, double TooMuch, double Clean);

[JsonSerializable(typeof(SortedDictionary<string, Reached>))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class QualityJson : JsonSerializerContext;

/// <summary>The committed figures: what <c>eval --check</c> compares with, and the page that people read.</summary>
internal static class QualityFile
{
    /// <summary>Points by which a figure may be worse before the check fails. Masking is deterministic; the slack is for sets that are cleaned up.</summary>
    private const double Slack = 0.3;

    public static SortedDictionary<string, Reached> Read(string path) =>
        JsonSerializer.Deserialize(File.ReadAllText(path), QualityJson.Default.SortedDictionaryStringReached)!;

    public static void Write(string path, SortedDictionary<string, Reached> figures) =>
        File.WriteAllText(path, JsonSerializer.Serialize(figures, QualityJson.Default.SortedDictionaryStringReached) + "\n");

    /// <summary>What is worse than the committed figures, in words; also a set that is missing.</summary>
    public static IEnumerable<string> Falls(SortedDictionary<string, Reached> committed, SortedDictionary<string, Reached> now)
    {
        foreach (var (set, before) in committed)
        {
            if (!now.TryGetValue(set, out var after))
            {
                yield return $"{set}: not measured";
                continue;
            }

            if (after.F1 < before.F1 - Slack)
            {
                yield return Line($"{set}: F1 fell from {before.F1:F1} to {after.F1:F1}");
            }

            if (after.Leak > before.Leak + Slack)
            {
                yield return Line($"{set}: leak rose from {before.Leak:F1} to {after.Leak:F1} %");
            }

            if (after.TooMuch > before.TooMuch + Slack)
            {
                yield return Line($"{set}: masked too much rose from {before.TooMuch:F2} to {after.TooMuch:F2} %");
            }
        }
    }

    /// <summary>The page <c>docs/quality.md</c>.</summary>
    public static string Page(IReadOnlyList<(string Set, Score Score)> scores)
    {
        var page = new StringBuilder(
            """
            # How well Raum masks

            Written by `./raum eval --write`. Strict F1 (same type, same start and end), leak (share of personal characters left visible), too much (share of other characters masked), clean (texts with nothing left visible), in percent.

            **Read these with care.** The name and address models are trained on these very sets (`libs/Raum.Redaction/Data/SOURCES.md`), so the figures here are flattered, except those of `tickets_fresh`, `tickets_second_fresh`, `tickets_third_fresh`, `tickets_fourth_fresh`, `tickets_fifth_fresh`, `tickets_sixth_fresh`, `tickets_seventh_fresh`, `names_of_many_origins` (a sentence each for 1,961 people of 80 origins), `tickets_ordinary` (read, and rules were made from it) and `tickets_plain_dev` (support texts full of products, brands, places and field names that are called like people, and hardly anybody in them); they are kept to notice when something breaks.
            The honest figures are those of texts that the model has not seen: `train-names --folds 4` trains without a part of each set and masks that part. The last such run is in the second table, by hand from its output.


            """
        );
        page.AppendLine("| set | texts | F1 | leak | too much | clean | types: F1 / leak |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (var (set, score) in scores)
        {
            var types = string.Join(
                ", ",
                score
                    .Types.Where(type => type.Value.Characters > 0)
                    .Select(type => Line($"{type.Key} {type.Value.F1:F0}/{type.Value.Leak:F0}"))
            );
            page.AppendLine(
                Line(
                    $"| {set} | {score.Documents} | {score.All.F1:F1} | {score.All.Leak:F1} | {score.TooMuch:F2} | {score.Clean:F0} | {types} |"
                )
            );
        }

        return page.Append('\n').ToString();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
