using Raum.Masking.Eval;

namespace Raum.Masking.Tests;

/// <summary><c>./raum eval --check</c> on the sets that the project carries: masking is deterministic, so a fall is a change of the code or its data.</summary>
public sealed class QualityTests
{
    [Fact]
    public void No_figure_is_worse_than_the_committed_one()
    {
        var committed = QualityFile.Read(Path.Combine(Repository.Folder, "docs", "quality.json"));

        var scores = EvalCommand.Measure(new DirectoryInfo(Path.Combine(Repository.Folder, "bench", "quality")));

        committed.Count.ShouldBeGreaterThan(3);
        QualityFile.Falls(committed, EvalCommand.Figures(scores)).ShouldBeEmpty();
    }

    [Fact]
    public void A_figure_that_fell_and_a_set_that_is_missing_are_told()
    {
        var committed = new SortedDictionary<string, Reached> { ["tickets"] = new(90, 5, 1, 80), ["mail"] = new(95, 2, 1, 90) };
        var now = new SortedDictionary<string, Reached> { ["tickets"] = new(88, 5.1, 2, 80) };

        QualityFile
            .Falls(committed, now)
            .ShouldBe(
                ["mail: not measured", "tickets: F1 fell from 90.0 to 88.0", "tickets: masked too much rose from 1.00 to 2.00 %"],
                ignoreOrder: true
            );
    }
}
