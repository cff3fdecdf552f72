namespace Raum.Redaction.Tests;

/// <summary>PII-3: the shipped models, and what they decide where lists and rules cannot.</summary>
public sealed class NameModelTests
{
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
    public void Parts_of_a_model_add_up()
    {
        var weights = new sbyte[NameModel.Rows * NameModel.Tags];
        (weights[0], weights[1], weights[2]) = (-100, 127, -128);
        var part = NameModel.Write(weights, 0.5f, new float[NameModel.Tags * NameModel.Tags]);

        NameModel.Of([part, part]).Sum([0, 0, 1], out var outside, out var first, out var further);

        (outside, first, further).ShouldBe((-200, 254, -256));
    }

    [Fact]
    public void A_file_of_another_build_is_refused() => Should.Throw<InvalidDataException>(() => NameModel.Of([new byte[100]]));

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
        var before = GC.GetAllocatedBytesForCurrentThread();
        Jobs.Masked(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
