namespace Raum.Redaction.Tests;

/// <summary>PII-3: names that nothing announces, and the brands, places and words that survive.</summary>
public sealed class UnannouncedNameTests
{
    [Theory]
    [InlineData("yesterday Siobhán Murphy signed for it", "Siobhán Murphy")]
    [InlineData("we met Oluwaseun Adeyemi there", "Oluwaseun Adeyemi")]
    [InlineData("gestern hat Jürgen Großkreutz angerufen", "Jürgen Großkreutz")]
    [InlineData("ontem a Maria da Silva ligou", "Maria da Silva")]
    [InlineData("ik sprak Pieter van der Berg gisteren", "Pieter van der Berg")]
    [InlineData("it was dana okafor who paid", "dana okafor")]
    [InlineData("Guten Morgen Herr Becker, danke", "Becker")]
    public void A_name_in_the_middle_of_a_text_is_found(string text, string name)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(name);
        span.Type.ShouldBe(PiiType.Name);
    }

    [Theory]
    [InlineData("My Hugo Boss jacket and the Jack Daniels bottle came from Paris in April.")]
    [InlineData("Please mark it as urgent. Will it arrive in May? Grace period ends Monday.")]
    [InlineData("Kind regards from New York and Berlin")]
    [InlineData("The Google Pixel and the Samsung Galaxy do not charge.")]
    public void Brands_places_months_and_words_survive(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void A_word_is_looked_up_in_any_case_and_accent()
    {
        NameWords.Of("müller").ShouldBe(NameWords.Of("MULLER"));
        NameWords.Of("anna").HasFlag(WordFacts.Given).ShouldBeTrue();
        NameWords.Of("paris").HasFlag(WordFacts.Proper).ShouldBeTrue();
        NameWords.Of("xqzzy").ShouldBe(WordFacts.None);
    }
}
