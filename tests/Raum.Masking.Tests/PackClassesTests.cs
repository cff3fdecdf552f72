using Raum.Masking.Names;

namespace Raum.Masking.Tests;

public sealed class PackClassesTests
{
    [Theory]
    [InlineData("refund 3")]
    [InlineData("refund 3 7 1")]
    [InlineData("refund 64 7")]
    [InlineData("refund 3 1024")]
    [InlineData("refund 0 7")]
    [InlineData("refund three 7")]
    public void A_line_that_is_no_word_with_its_group_and_class_is_refused(string line) =>
        Should.Throw<InvalidDataException>(() => PackClassesCommand.Read(line)).Message.ShouldContain(line);
}
