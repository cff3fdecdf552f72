namespace Raum.Redaction;

/// <summary>Tells from digits and grouping alone how sure a number is a phone number.</summary>
internal static class PhoneShape
{
    /// <summary>The reason of a number with 00 before its country, which has one figure only where it is 1 or 7: "003-00418827" is none.</summary>
    public const string International = "international";

    public static (double Score, string Reason) Judge(
        ReadOnlySpan<char> written,
        ReadOnlySpan<char> digits,
        ReadOnlySpan<DigitGroup> groups
    )
    {
        if (written[0] == '+' || (written.Length > 1 && written[0] == '(' && written[1] == '+'))
        {
            return digits.Length is >= 7 and <= 15 && digits[0] != '0' ? (0.97, "e164") : (0, "");
        }

        if (IsDate(written, digits, groups))
        {
            return (0, "date");
        }

        if (
            digits.StartsWith("00")
            && digits.Length is >= 10 and <= 17
            && digits[2] != '0'
            && (groups.Length > 1 ? groups[0].Length != 3 || digits[2] is '1' or '7' : digits.Length > 10)
        )
        {
            return (0.9, International);
        }

        return groups.Length == 1 ? Ungrouped(digits) : Grouped(written, digits, groups);
    }

    private static (double, string) Ungrouped(ReadOnlySpan<char> digits) =>
        digits.Length is 10 or 11 && digits[0] == '0' && digits[1] != '0' ? (0.6, "trunk-zero") : (0, "");

    private static (double, string) Grouped(ReadOnlySpan<char> written, ReadOnlySpan<char> digits, ReadOnlySpan<DigitGroup> groups)
    {
        var dotted = written.Contains('.');
        if (
            digits[0] == '0'
            && digits.Length is >= 9 and <= 12
            && groups[0].Length >= 2
            && digits[1] != '0'
            && !(dotted && groups.Length < 4)
        )
        {
            return (0.8, "trunk-zero");
        }

        if (
            digits[0] == '0'
            && digits[1] != '0'
            && digits.Length is 12 or 13
            && groups.Length > 2
            && groups[1].Length == 2
            && digits.Slice(groups[0].Length, 2) is "15"
        )
        {
            // "011 15-4823-7716": a mobile phone of Argentina.
            return (0.8, "trunk-zero");
        }

        var shape = Shape(groups);
        var north = digits.Length == 11 && digits[0] == '1' && groups[0].Length == 1 ? digits[1..] : digits;
        if (north.Length == 10 && north[0] >= '2' && north[3] >= '2' && shape is 334 or 1334)
        {
            return (0.85, "nanp");
        }

        if (written[0] == '(' && digits.Length is >= 9 and <= 12)
        {
            return (0.8, "area-code");
        }

        return shape switch
        {
            2322 or 234 when digits[0] is '9' or '8' => (0.7, "nine-digits"),
            333 or 3222 or 324 when digits[0] is '6' or '7' or '8' or '9' or '2' => (0.7, "nine-digits"),
            334 or 37 or 3322 when digits[0] == '3' => (0.65, "mobile"),
            244 or 55 or 254 => (0.6, "ten-digits"),
            _ => (0, ""),
        };
    }

    /// <summary>"8.00 - 17.30": when somebody is there.</summary>
    private static bool IsHours(ReadOnlySpan<char> written, ReadOnlySpan<char> digits, ReadOnlySpan<DigitGroup> groups) =>
        groups[0].Length <= 2
        && groups[1].Length == 2
        && groups[2].Length <= 2
        && groups[3].Length == 2
        && written.Count('.') == 2
        && (groups[0].Length == 1 || digits[0] <= '2');

    private static bool IsDate(ReadOnlySpan<char> written, ReadOnlySpan<char> digits, ReadOnlySpan<DigitGroup> groups)
    {
        if (groups.Length < 3 || written.ContainsAny('(', ')'))
        {
            return false;
        }

        if (groups.Length == 4 && IsHours(written, digits, groups))
        {
            return true;
        }

        var shape = Shape(groups[..3]);
        return shape switch
        {
            // "2041 12 34 56" is a phone of Luxembourg.
            422 => IsYear(digits) && IsDay(digits[4..6], digits[6..8]),
            224 => IsYear(digits[4..]) && IsDay(digits[..2], digits[2..4]),
            // "22.11.24", "24-11-22"; "22 33 44" is none.
            222 => groups.Length == 3 && (IsDay(digits[..2], digits[2..4]) || IsDay(digits[2..4], digits[4..6])),
            // "12 5 2024", but "11 9 7720 4413" is a mobile phone of Brazil.
            114 or 124 or 214 => digits[groups[0].Length + groups[1].Length] is '1' or '2',
            _ => false,
        };
    }

    private static bool IsYear(ReadOnlySpan<char> digits) => digits[..2] is "19" or "20";

    /// <summary>A day and a month, in either order.</summary>
    private static bool IsDay(ReadOnlySpan<char> first, ReadOnlySpan<char> second) =>
        (IsUpTo(first, "31") && IsUpTo(second, "12")) || (IsUpTo(first, "12") && IsUpTo(second, "31"));

    private static bool IsUpTo(ReadOnlySpan<char> number, ReadOnlySpan<char> most) =>
        number.SequenceCompareTo(most) <= 0 && number is not "00";

    private static int Shape(ReadOnlySpan<DigitGroup> groups)
    {
        var shape = 0;
        foreach (var group in groups)
        {
            shape = (shape * 10) + Math.Min(group.Length, 9);
        }

        return shape;
    }
}
