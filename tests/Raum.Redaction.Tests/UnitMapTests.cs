namespace Raum.Redaction.Tests;

/// <summary>The map of units says of each unit what looking at it alone says, wherever it stands.</summary>
public sealed class UnitMapTests
{
    private const string Units = "a1 Zz9_é߀\u0663漢\uD83D\uDE00\u00A0-\u200B";

    public static TheoryData<int> Lengths => [0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Runs_are_those_that_reading_unit_by_unit_finds(int length)
    {
        var text = string.Create(
            length,
            length,
            static (units, seed) =>
            {
                for (var i = 0; i < units.Length; i++)
                {
                    // Runs of many lengths, also across the ends of blocks.
                    units[i] = Units[((i * i) + (seed * 7) + (i / 11)) % Units.Length];
                }
            }
        );
        var map = UnitMap.Of(text);

        Runs(map.Letters, text.Length).ShouldBe(Expected(text, char.IsLetter));
        Runs(map.Letters.Reader()).ShouldBe(Expected(text, char.IsLetter));
        Runs(map.Digits, text.Length).ShouldBe(Expected(text, char.IsAsciiDigit));
        Runs(map.WordUnits, text.Length).ShouldBe(Expected(text, Lexicon.IsWordUnit));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_run_may_be_as_long_as_the_text(int length)
    {
        List<(int, int)> expected = length == 0 ? [] : [(0, length)];

        Runs(UnitMap.Of(new string('x', length)).Letters, length).ShouldBe(expected);
        Runs(UnitMap.Of(new string('x', length)).Letters.Reader()).ShouldBe(expected);
    }

    [Fact]
    public void Units_of_a_kind_are_counted_across_the_ends_of_blocks()
    {
        var text = string.Concat(Enumerable.Repeat("12 ", 60));
        var digits = UnitMap.Of(text).Digits;

        for (var at = 0; at < text.Length; at++)
        {
            digits.Count(at, 27).ShouldBe(text.Skip(at).Take(27).Count(char.IsAsciiDigit));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Reading_on_from_a_place_is_the_same_as_asking_for_the_next_run_there(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (i * 7 + i / 5) % 6 == 0 ? ' ' : 'x'));
        var letters = UnitMap.Of(text).Letters;
        for (var from = 0; from <= length; from++)
        {
            var reader = letters.Reader();
            reader.MoveTo(from);
            var at = from;
            while (letters.Next(ref at, out var start))
            {
                reader.Next(out var same, out var end).ShouldBeTrue();
                (same, end).ShouldBe((start, at));
            }

            reader.Next(out _, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_map_knows_the_signs_of_its_text_and_no_others()
    {
        var text = new string('a', 70) + "é@漢 <\n|~!" + new string('b', 70) + "\\";
        var map = UnitMap.Of(text);

        for (var sign = '!'; sign < 0x7F; sign++)
        {
            map.Has(sign).ShouldBe(!char.IsAsciiLetterOrDigit(sign) && text.Contains(sign), sign.ToString());
        }
    }

    private static List<(int Start, int End)> Runs(UnitRunReader reader)
    {
        var found = new List<(int, int)>();
        while (reader.Next(out var start, out var end))
        {
            found.Add((start, end));
        }

        return found;
    }

    private static List<(int Start, int End)> Runs(UnitRuns runs, int length)
    {
        var found = new List<(int, int)>();
        var at = 0;
        while (runs.Next(ref at, out var start))
        {
            found.Add((start, at));
        }

        at.ShouldBe(length);
        return found;
    }

    private static List<(int Start, int End)> Expected(string text, Func<char, bool> isUnit)
    {
        var found = new List<(int, int)>();
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && isUnit(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                found.Add((start, at));
            }
        }

        return found;
    }
}
