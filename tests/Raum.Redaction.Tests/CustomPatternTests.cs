using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Raum.Core;

namespace Raum.Redaction.Tests;

/// <summary>What an organization may look for with patterns of its own, and what would cost more than a text may (PII-7).</summary>
public sealed class CustomPatternTests
{
    private static bool IsAccepted(string pattern) => CustomPattern.Create("own", PiiType.Id, pattern).Succeeded;

    [Theory]
    [InlineData("AC-[0-9]{6}")]
    [InlineData(@"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")]
    [InlineData(@"(?i)kundennummer.{1,200}\d{6,10}")]
    [InlineData(@"(?<prefix>CT|KD)[-_ ]?(?:\d{3}[.-]?){3}")]
    [InlineData(@"\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)* \d{1,4}")]
    [InlineData(@"[^]\[{}]x\{9\}{9,99}")]
    [InlineData("a{b}{3}{,4}")]
    public void A_pattern_for_numbers_of_ones_own_is_accepted(string pattern) => IsAccepted(pattern).ShouldBeTrue();

    [Theory]
    [InlineData("(a+)\\1")]
    [InlineData("(?=x)y")]
    [InlineData("(")]
    [InlineData("a*")]
    public void A_pattern_that_cannot_run_in_linear_time_is_refused(string pattern) => IsAccepted(pattern).ShouldBeFalse();

    [Theory]
    [InlineData("([ab]{1,70}a){1,20}x")]
    [InlineData("(.{1,50}a.{1,50})*x")]
    [InlineData("((.{1,9}a.{1,9}){1,5})+x")]
    [InlineData("(.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?a.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?.?)*x")]
    [InlineData("(?:(?<a>[ab]{9,}){9,}){9,}x")]
    [InlineData("x.{1,501}")]
    public void A_pattern_that_could_keep_a_worker_busy_is_refused(string pattern)
    {
        // The runtime would take it.
        _ = new Regex(pattern, RegexOptions.NonBacktracking);

        IsAccepted(pattern).ShouldBeFalse();
    }

    [Theory]
    [InlineData("(?x)(a{30} # ) \n){30}")]
    [InlineData("(?x)(?:a b) {300}")]
    [InlineData("(?:a{30}(?#)){30}")]
    [InlineData(@"(?:[\c])[]{30}){30}]")]
    [InlineData("(?:[-[a]{30}]){30}")]
    [InlineData("(?:[+--[b]{30}]){30}")]
    [InlineData(@"(?:\p{Lu}{30}[^]{30}a]{30}){30}")]
    [InlineData(@"(?:\\{30}\({30}){30}")]
    [InlineData("(?:a {30}){0030}")]
    public void Nothing_hides_a_count(string pattern)
    {
        _ = new Regex(pattern, RegexOptions.NonBacktracking);

        IsAccepted(pattern).ShouldBeFalse();
    }

    /// <summary>A pattern, and how many places it has.</summary>
    private sealed record Made(string Pattern, long Places)
    {
        public override string ToString() => $"{Pattern} ({Places})";
    }

    private static Gen<Made> Part(int depth) =>
        depth == 0
            ? Gen.Elements(@"a [ab] \d . \. [^]] [)(] \p{Lu} \} \\ [\]] [\\]".Split(' ')).Select(atom => new Made(atom, 1))
            : Gen.OneOf(
                Part(0),
                from first in Part(depth - 1)
                from second in Part(depth - 1)
                from between in Gen.Elements("", "|")
                select new Made(first.Pattern + between + second.Pattern, first.Places + second.Places),
                from inner in Part(depth - 1)
                from open in Gen.Elements("(", "(?:", "(?<n>", "(?i-s:", "(?'n'")
                from count in Gen.Elements(("", 1), ("?", 1), ("*", 1), ("{2}", 2), ("{3,}", 3), ("{2,7}", 7), ("{0,5}?", 5))
                select new Made($"{open}{inner.Pattern}){count.Item1}", inner.Places * count.Item2),
                from inner in Part(depth - 1)
                select new Made(inner.Pattern + "{,}", inner.Places + 3)
            );

    [Fact]
    public void A_pattern_of_more_places_than_may_be_is_refused_however_it_is_written() =>
        Prop.ForAll(
                Part(4).ToArbitrary(),
                made =>
                {
                    _ = new Regex(made.Pattern);
                    return (made.Places <= 500 || !PatternSize.IsSmall(made.Pattern))
                        && (made.Places > 40 || PatternSize.IsSmall(made.Pattern));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_to_its_end_or_refused() =>
        Prop.ForAll<NonNull<string>>(text => PatternSize.IsSmall(text.Get) || true).QuickCheckThrowOnFailure();
}
