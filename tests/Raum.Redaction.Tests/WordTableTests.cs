using FsCheck;
using FsCheck.Fluent;

namespace Raum.Redaction.Tests;

/// <summary>The tables of listed words.</summary>
public sealed class WordTableTests
{
    [Fact]
    public void Every_word_is_found_with_its_number_and_no_other_is() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                ArbMap.Default.ArbFor<ulong[]>(),
                (ulong[] some) =>
                {
                    var words = some.Distinct().Select((hash, i) => (hash, (uint)(i % 500) + 1)).ToList();
                    using var file = new MemoryStream(WordTable.Write(words, (words.Count * 2) + 2, 9));

                    var table = WordTable.Read(file, (int)file.Length / sizeof(uint), 9);

                    return words.All(word => table.Of(word.hash) == word.Item2) && table.Of(0xDEADBEEF12345678) == 0;
                }
            )
        );
}
