namespace Raum.Redaction.Tests;

/// <summary>The classes of words that stand in the same surroundings.</summary>
public sealed class WordClassesTests
{
    [Theory]
    [InlineData("Sarah", "Laura")]
    [InlineData("Gonzalez", "Hernández")]
    [InlineData("Tuesday", "thursday")]
    [InlineData("MONDAY", "Friday")]
    public void Words_of_the_same_kind_have_the_same_class_in_any_case(string one, string other) => ClassOf(one).ShouldBe(ClassOf(other));

    [Fact]
    public void Names_and_things_have_other_classes() => ClassOf("Sarah").Group.ShouldNotBe(ClassOf("printer").Group);

    [Fact]
    public void A_word_that_no_text_had_has_none()
    {
        var wrong = Enumerable.Range(0, 10_000).Count(i => ClassOf($"zq{i}xv") != default);

        wrong.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_word_has_a_group_where_it_has_a_class()
    {
        var own = ClassOf("refund");

        own.Number.ShouldBeInRange((ushort)1, (ushort)WordClass.Most);
        own.Group.ShouldBeInRange((byte)1, (byte)WordClass.MostGroups);
    }

    [Fact]
    public void Of_two_entries_for_a_word_the_first_counts()
    {
        var (refund, parcel) = (Lexicon.Hash("refund"), Lexicon.Hash("parcel"));
        var first = new WordClass(7, 3);
        var second = new WordClass(1023, 63);

        WordClasses
            .Write([(refund, first), (parcel, second), (refund, second)])
            .ShouldBe(WordClasses.Write([(refund, first), (parcel, second), (refund, first)]));
    }

    private static WordClass ClassOf(string word) => WordClasses.Of(Lexicon.Hash(word));
}
