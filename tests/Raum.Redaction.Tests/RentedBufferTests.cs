using System.Buffers;

namespace Raum.Redaction.Tests;

/// <summary>PII-5: what was a value does not stay in a buffer that the next one gets.</summary>
public sealed class RentedBufferTests
{
    [Fact]
    public void A_buffer_that_held_a_value_is_given_back_empty()
    {
        var value = string.Concat(Enumerable.Repeat("Jane Doe of Acme Tools, ", 40));

        ValueKey.Of(value).ShouldStartWith("janedoeofacmetools");

        // The pool gives a thread what it gave back last.
        var next = ArrayPool<char>.Shared.Rent(value.Length);
        next.ShouldAllBe(letter => letter == '\0');
        ArrayPool<char>.Shared.Return(next);
    }
}
