using System.Text.RegularExpressions;

namespace Raum.Architecture.Tests;

/// <summary>PII-5: rented buffers that held text are cleared when they are given back. Buffers of bytes are rented for numbers alone, by the masking of names.</summary>
public sealed partial class RentedBufferTests
{
    [Fact]
    public void Rented_characters_are_given_back_cleared()
    {
        var returns = Sources
            .Product.SelectMany(file => CharacterReturns().Matches(File.ReadAllText(file)).Select(match => (file, match.Value)))
            .ToList();

        returns.ShouldNotBeEmpty();
        returns.Where(one => !one.Value.Contains("clearArray: true", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void No_bytes_are_rented_where_texts_are_handled()
    {
        var names = Path.Combine(Sources.Root, "libs", "Raum.Redaction", "Names") + Path.DirectorySeparatorChar;

        Sources
            .Product.Where(file => ByteRentals().IsMatch(File.ReadAllText(file)))
            .Where(file => !file.StartsWith(names, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"(Array|Memory)Pool<char>[^;]*\.Return\([^;]*;")]
    private static partial Regex CharacterReturns();

    [GeneratedRegex("(Array|Memory)Pool<byte>")]
    private static partial Regex ByteRentals();
}
