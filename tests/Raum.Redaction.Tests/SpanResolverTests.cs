using Shouldly;

namespace Raum.Redaction.Tests;

/// <summary>Whatever wins, every letter that was found stays masked.</summary>
public sealed class SpanResolverTests
{
    [Fact]
    public void What_is_left_of_a_cut_find_stays_masked_behind_one_that_covers_its_beginning()
    {
        const string Text = "aaaa bbbb cccc dddd eeee ffff";
        List<Finding> findings =
        [
            new(0, 29, PiiType.Address, "model", 0.5, "test"),
            new(5, 9, PiiType.Email, "email", 0.95, "test"),
            new(7, 19, PiiType.Phone, "phone", 0.8, "test"),
        ];

        var kept = SpanResolver.Resolve(findings, Text);

        Enumerable
            .Range(0, Text.Length)
            .Where(at => Text[at] != ' ' && !kept.Exists(span => at >= span.Start && at < span.End))
            .ShouldBeEmpty();
    }
}
