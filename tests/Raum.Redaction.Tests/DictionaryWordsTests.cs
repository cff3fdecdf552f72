namespace Raum.Redaction.Tests;

public sealed class DictionaryWordsTests
{
    [Theory]
    [InlineData("necklace", Dictionaries.Western)]
    [InlineData("Baracke", Dictionaries.German)]
    [InlineData("BARACKE", Dictionaries.German)]
    [InlineData("Kämpfe", Dictionaries.German)]
    [InlineData("fratello", Dictionaries.Romance)]
    internal void A_word_of_a_dictionary_is_found_in_any_case(string word, Dictionaries expected) =>
        (DictionaryWords.Of(Lexicon.Hash(word)) & expected).ShouldBe(expected);

    /// <summary>"parsnip" is English: in a German text it may be a name.</summary>
    [Theory]
    [InlineData("the parsnip is here", true)]
    [InlineData("der parsnip ist nicht da und wir sind auch nicht da", false)]
    public void A_word_in_lower_case_is_no_name_where_the_texts_own_dictionary_has_it(string text, bool isWord)
    {
        using var plain = WordReader.Plain(text);
        using var words = WordReader.Read(text, plain, []);

        NameEdges.IsNoName(text, words.Span[1]).ShouldBe(isWord);
    }

    /// <summary>The filters are sized for it: three of them, each wrong about one word in thirty.</summary>
    [Fact]
    public void Few_foreign_words_are_taken_for_a_dictionarys()
    {
        var wrong = Enumerable.Range(0, 10_000).Count(i => DictionaryWords.Of(Lexicon.Hash($"zq{i}xv")) != 0);

        wrong.ShouldBeLessThan(1_000);
    }

    [Fact]
    public void Every_word_of_a_filter_is_found_in_it()
    {
        ulong[] words = [.. Enumerable.Range(0, 500).Select(i => Lexicon.Hash($"word{i}"))];

        var bytes = DictionaryWords.Write(words);

        bytes.Length.ShouldBe(1024);
        DictionaryWords.Write([.. words.Reverse()]).ShouldBe(bytes);
    }
}
