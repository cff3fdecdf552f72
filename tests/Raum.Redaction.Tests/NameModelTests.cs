namespace Raum.Redaction.Tests;

/// <summary>PII-3: the shipped models, and what they decide where lists and rules cannot.</summary>
public sealed class NameModelTests
{
    private static readonly float[] NoSteps = new float[NameModel.Tags * NameModel.Tags];

    [Theory]
    [InlineData("my sister Milagros will pick it up", "Milagros")]
    [InlineData("I spoke to Keisha yesterday about the refund", "Keisha")]
    [InlineData("Sehr geehrter Herr Lang, danke", "Lang")]
    [InlineData("MY NAME IS DONNA REYES", "DONNA REYES")]
    public void Context_tells_a_name(string text, string name)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(name);
    }

    [Theory]
    [InlineData("The bill for June is wrong. Hope this helps.")]
    [InlineData("WHERE IS MY ORDER")]
    [InlineData("Die Rechnung vom März stimmt nicht, der Betrag ist zu hoch.")]
    [InlineData("Two Factor Authentication does not work on Windows Server.")]
    public void Context_tells_words(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void A_model_adds_up_what_its_features_say()
    {
        var model = NameModel.Of(NameModel.Write([(0x10000001, -100, 127, -127), (0xF0000002, -100, 1, 2)], 8, 0.5f, NoSteps));

        Sum(model, [0x10000001, 0x10000001, 0xF0000002], out var outside, out var first, out var further);

        (outside, first, further).ShouldBe((-150, 127.5f, -126));
    }

    [Fact]
    public void A_feature_that_training_did_not_see_says_nothing()
    {
        var model = NameModel.Of(NameModel.Write([(0x10000001, -100, 127, -127)], 8, 1, NoSteps));

        Sum(model, [0x10000002, 0x20000001], out var outside, out var first, out var further);

        (outside, first, further).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Of_two_features_for_one_row_the_first_is_kept()
    {
        var model = NameModel.Of(NameModel.Write([(0x10000001, 5, 6, 7), (0x10000002, 1, 1, 1)], 8, 1, NoSteps));

        Sum(model, [0x10000001, 0x10000002], out var outside, out var first, out var further);

        (outside, first, further).ShouldBe((5, 6, 7));
    }

    [Fact]
    public void As_many_features_as_a_word_can_have_do_not_overflow()
    {
        var model = NameModel.Of(NameModel.Write([(0x10000001, 127, -127, 127)], 8, 1, NoSteps));

        Sum(model, [.. Enumerable.Repeat(0x10000001u, NameFeatures.Most)], out var outside, out var first, out var further);

        (outside, first, further).ShouldBe((127 * NameFeatures.Most, -127 * NameFeatures.Most, 127 * NameFeatures.Most));
    }

    [Fact]
    public void It_makes_no_difference_how_many_features_there_are()
    {
        var model = NameModel.Of(NameModel.Write([(0x10000001, 5, 6, -7)], 8, 1, NoSteps));
        for (var count = 0; count <= NameFeatures.Most; count++)
        {
            // Every other one is unknown.
            Sum(
                model,
                [.. Enumerable.Range(0, count).Select(i => 0x10000001u + (uint)(i % 2))],
                out var outside,
                out var first,
                out var further
            );

            var known = (count + 1) / 2;
            (outside, first, further).ShouldBe((5 * known, 6 * known, -7 * known));
        }
    }

    private static void Sum(NameModel model, uint[] features, out float outside, out float first, out float further) =>
        model.Sum(features, new uint[NameFeatures.Most], out outside, out first, out further);

    [Fact]
    public void A_file_of_another_build_is_refused() => Should.Throw<InvalidDataException>(() => NameModel.Of(new byte[100]));

    /// <summary>Linear: ten times the text costs ten times the work, not a hundred times. Allocation is the work that every machine counts alike.</summary>
    [Theory]
    [InlineData("Jane Doe ")]
    [InlineData("A. B. ")]
    [InlineData("12 Main ")]
    [InlineData("van der ")]
    [InlineData("Via A 1 ")]
    [InlineData("12 A St ")]
    [InlineData("1-1.")]
    [InlineData("\n1 ")]
    [InlineData("x@y.example https://a.example/u/b ")]
    [InlineData("name is ")]
    public void Work_grows_with_the_text(string pattern)
    {
        var small = Allocated(pattern, 500);
        var large = Allocated(pattern, 5_000);

        large.ShouldBeLessThan(small * 40);
    }

    private static long Allocated(string pattern, int times)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, times));
        Jobs.Masked(text);
        // The least of some: another thread may have the arrays that are rented, or the pool gave them up.
        return Enumerable
            .Range(0, 3)
            .Min(_ =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Jobs.Masked(text);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
    }
}
