using Raum.Masking.Names;
using Raum.Redaction;

namespace Raum.Masking.Tests;

public sealed class NameListTests
{
    [Fact]
    public void The_shipped_table_is_made_from_the_lists_and_cue_words_of_this_build()
    {
        var made = NameWords.Write(
            PackNamesCommand.Words(File.ReadLines(Path.Combine(Repository.Folder, "tools", "name-data", "names.txt")))
        );

        using var shipped = typeof(NameWords).Assembly.GetManifestResourceStream("names.table")!;
        var bytes = new byte[shipped.Length];
        shipped.ReadExactly(bytes);
        bytes.AsSpan().SequenceEqual(made).ShouldBeTrue("run `Raum.Masking pack-names` again: Data/SOURCES.md");
    }

    [Fact]
    public void Every_listed_word_is_found_with_all_that_the_lists_say_about_it()
    {
        var words = PackNamesCommand.Words(File.ReadLines(Path.Combine(Repository.Folder, "tools", "name-data", "names.txt")));

        words.Count.ShouldBeGreaterThan(200_000);
        words.Count(word => NameWords.OfHash(word.Key) != word.Value).ShouldBe(0);
    }

    [Fact]
    public void Models_are_trained_with_a_table_without_rare_names()
    {
        var common = PackNamesCommand.Words(
            ["=G", "anna", "=g", "falko", "=gs", "carvajalino", "=s", "riedesel", "=SW", "koch"],
            common: true
        );

        common.ShouldContainKey(Lexicon.Hash("anna"));
        common.ShouldContainKey(Lexicon.Hash("koch"));
        common.ShouldNotContainKey(Lexicon.Hash("falko"));
        common.ShouldNotContainKey(Lexicon.Hash("carvajalino"));
        common.ShouldNotContainKey(Lexicon.Hash("riedesel"));
    }
}
