namespace Raum.Redaction.Tests;

/// <summary>What the rest of a text says about a word is said of no other word.</summary>
public sealed class SeenWordsTests
{
    private const byte Lower = 1;
    private const byte Capital = 2;

    [Fact]
    public void What_was_noted_about_a_word_adds_up_and_is_found_again()
    {
        using var seen = new SeenWords(2);
        seen.Add(WordReader.KeyOf("rose"), Lower);
        seen.Add(WordReader.KeyOf("rose"), Capital);
        seen.Add(WordReader.KeyOf("okonkwo"), Capital);

        seen.Of(WordReader.KeyOf("rose")).ShouldBe((byte)(Lower | Capital));
        seen.Of(WordReader.KeyOf("okonkwo")).ShouldBe(Capital);
        seen.Of(WordReader.KeyOf("amber")).ShouldBe((byte)0);
    }

    [Fact]
    public void In_a_long_text_no_word_has_what_was_said_about_another()
    {
        const int Words = 5_000;
        using var seen = new SeenWords(Words);
        for (var i = 0; i < Words; i++)
        {
            seen.Add(WordReader.KeyOf($"seen{i}"), Lower);
        }

        Enumerable.Range(0, Words).Count(i => seen.Of(WordReader.KeyOf($"seen{i}")) == Lower).ShouldBeGreaterThan(Words * 99 / 100);
        Enumerable.Range(0, Words).Count(i => seen.Of(WordReader.KeyOf($"other{i}")) != 0).ShouldBeLessThan(Words / 1000);
    }

    [Fact]
    public void Names_that_stand_once_in_a_long_mail_are_not_taken_for_words_of_it()
    {
        static IEnumerable<string> Some(string start) =>
            Enumerable.Range(0, 300).Select(i => $"{start}{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}q");
        var text = string.Join(' ', Some("w").Concat(Some("X")));
        using var plain = WordReader.Plain(text);
        using var words = WordReader.Read(text, plain, []);

        words.Span.ToArray().Count(word => (word.Marks & WordMarks.LowerElsewhere) != 0).ShouldBe(0);
    }
}
