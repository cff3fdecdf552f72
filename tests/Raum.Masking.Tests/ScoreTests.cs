using Raum.Masking.Eval;
using Raum.Redaction;

namespace Raum.Masking.Tests;

/// <summary>What <c>eval</c> counts, and when its check fails.</summary>
public sealed class ScoreTests
{
    private static readonly HashSet<string> All = ["NAME", "EMAIL", "PHONE"];

    private static Score Of(string text, params Mark[] values)
    {
        var score = new Score();
        score.Add(new MarkedDocument(text, [], values, []), new RedactionSession(RedactionOptions.Default, []).Mask(text), All);
        return score;
    }

    [Fact]
    public void A_value_that_is_masked_exactly_is_right_and_leaks_nothing()
    {
        var score = Of("mail a@b.example now", new Mark(5, 16, "EMAIL"));

        (score.All.Right, score.All.Wrong, score.All.Missed, score.All.Leak).ShouldBe((1, 0, 0, 0));
        (score.TooMuch, score.Clean).ShouldBe((0, 100));
    }

    [Fact]
    public void A_value_that_stays_visible_is_missed_and_leaks()
    {
        var score = Of("xqzzy was here", new Mark(0, 5, "NAME"));

        (score.All.Right, score.All.Missed, score.All.Leak, score.Clean).ShouldBe((0, 1, 100, 0));
    }

    [Fact]
    public void A_mask_where_nothing_is_marked_is_wrong_and_too_much()
    {
        var score = Of("mail a@b.example now");

        (score.All.Wrong, score.Documents).ShouldBe((1, 1));
        score.TooMuch.ShouldBe(100.0 * 11 / 18, 0.01);
    }

    [Fact]
    public void Another_type_hides_a_value_but_is_not_right()
    {
        var score = Of("mail a@b.example now", new Mark(5, 16, "PHONE"));

        (score.Types["PHONE"].Missed, score.Types["EMAIL"].Wrong, score.Types["PHONE"].Leak).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void The_check_names_what_became_worse_and_what_was_not_measured()
    {
        SortedDictionary<string, Reached> before = new()
        {
            ["a"] = new(90, 5, 1, 80),
            ["b"] = new(90, 5, 1, 80),
            ["c"] = new(90, 5, 1, 80),
        };
        SortedDictionary<string, Reached> now = new() { ["a"] = new(91, 4, 1, 80), ["b"] = new(88, 7, 2, 80) };

        QualityFile
            .Falls(before, now)
            .ShouldBe([
                "b: F1 fell from 90.0 to 88.0",
                "b: leak rose from 5.0 to 7.0 %",
                "b: masked too much rose from 1.00 to 2.00 %",
                "c: not measured",
            ]);
        QualityFile.Falls(before, before).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"id\": 1, \"text\": \"hi\", \"spans\": [{\"start\": 0, \"end\": 9, \"type\": \"NAME\"}]}")]
    [InlineData("{\"id\": 1, \"text\": \"hi\", \"spans\": [], \"ignore\": [{\"start\": 0, \"end\": 1}]}")]
    [InlineData("{\"id\": 1, \"text\": \"Jane Doe\"")]
    public async Task A_line_that_is_no_document_is_told_by_its_file_and_number(string line)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "set.jsonl");
            await File.WriteAllTextAsync(
                file,
                "{\"id\": 0, \"text\": \"\", \"spans\": []}\n" + line,
                TestContext.Current.CancellationToken
            );

            var error = Should.Throw<InvalidDataException>(() => MarkedDocument.Read(file).ToList());

            error.Message.ShouldStartWith("set.jsonl, line 2");
            error.Message.ShouldNotContain("Jane");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
