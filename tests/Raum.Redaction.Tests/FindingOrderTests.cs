using FsCheck;
using FsCheck.Fluent;

namespace Raum.Redaction.Tests;

/// <summary>The sort of finds gives what any stable sort gives.</summary>
public sealed class FindingOrderTests
{
    [Fact]
    public void Finds_of_several_detectors_stand_in_the_order_of_the_text_and_equal_ones_as_they_stood()
    {
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Start, byte Length)[]>(),
            places =>
            {
                List<Finding> findings =
                [
                    .. places.Select((place, i) => new Finding(place.Start, place.Start + place.Length, PiiType.Name, $"{i}", 1, "")),
                ];
                var expected = findings.OrderBy(finding => finding.Start).ThenByDescending(finding => finding.Length).ToList();

                FindingOrder.Sort(findings, FindingOrder.LongestFirst);

                return findings.SequenceEqual(expected);
            }
        );
        Check.One(Config.QuickThrowOnFailure, property);
    }

    [Fact]
    public void What_stands_in_order_is_left_as_it_is()
    {
        List<Finding> findings = [.. Enumerable.Range(0, 1000).Select(i => new Finding(i / 2, (i / 2) + 3, PiiType.Name, $"{i}", 1, ""))];
        var expected = findings.ToList();

        FindingOrder.Sort(findings, FindingOrder.ByStart);

        findings.ShouldBe(expected);
    }
}
