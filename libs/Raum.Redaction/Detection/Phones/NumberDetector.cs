namespace Raum.Redaction;

/// <summary>Phone and card numbers: reads each run of digit groups once and decides what it is.</summary>
/// <remarks>Sources: ITU-T E.164 and E.123 for phones, <see cref="CardNumber"/> for cards. Linear: a run is cut after <see cref="MostGroups"/> groups.</remarks>
internal sealed class NumberDetector : IDetector
{
    private const int MostGroups = 12;

    /// <summary>Scores of shapes: hardly anything else is written so, and little else.</summary>
    private const double Certain = 0.9;
    private const double Likely = 0.8;

    private const int FewestOfPhone = 5;
    private const int MostOfPhone = 15;

    /// <summary>A number that stands alone has so many digits, as a rule.</summary>
    private const int FewestAlone = 9;
    private const int MostAlone = 12;

    /// <summary>An IMEI has more.</summary>
    private const int MostOfAnswer = 13;

    /// <summary>Phone numbers beside each other have as many digits.</summary>
    private const int FewestOfSeveral = 7;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<DigitGroup> groups = stackalloc DigitGroup[MostGroups + CardRun.MostGroups];
        Span<char> digits = stackalloc char[32];
        var numbers = units.Digits;
        for (var at = numbers.First(0); at < text.Length; at = numbers.First(at))
        {
            var count = DigitGroup.Read(text, ref at, groups);
            // A longer run is cut, but not inside a card.
            var run = groups[..Math.Min(count, MostGroups)];
            at = run[^1].End;
            Work.Add(count * count);
            var all = 0;
            foreach (var group in run)
            {
                all += group.Length;
            }

            if (WrappedCard.Add(text, run, digits, findings) is > 0 and var wrapped)
            {
                at = wrapped;
                continue;
            }

            // Nearly every number is a day, a year or a price.
            if (all >= ClearingNumber.Fewest && count == run.Length && ClearingNumber.Is(text, run, all, digits))
            {
                CuedId.Add(findings, run[0].Start, run[^1].End);
            }
            else if (all >= FewestOfPhone)
            {
                var used = all >= CardNumber.Fewest ? CardRun.Read(text, groups[..count], MostGroups, digits, findings) : 0;
                if (used == 0)
                {
                    Phones(text, run, all, digits, findings);
                }
                else
                {
                    at = Math.Max(at, groups[used - 1].End);
                }
            }
        }
    }

    /// <summary>A phone number, or several beside each other: too many digits for one, in groups that repeat.</summary>
    private static void Phones(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> run, int all, Span<char> digits, List<Finding> findings)
    {
        if (
            run.Length > 3
            && run[0].Length == 1
            && text[run[0].Start] is not ('0' or '1')
            && text[run[0].End] == ' '
            && text[run[1].End] != ' '
        )
        {
            // "call after 4 612.555.0187"
            all--;
            run = run[1..];
        }

        var each = all > MostOfPhone ? DigitGroup.Repeats(run, FewestOfSeveral) : 0;
        if (each == 0)
        {
            Divided(text, run, all, digits, findings);
            return;
        }

        var isPhone = false;
        for (var first = 0; first < run.Length; first += each)
        {
            var before = findings.Count;
            Phone(text, run.Slice(first, each), digits, isPhone, findings);
            isPhone = findings.Count > before;
        }
    }

    /// <summary>"07700 900118 / 01273 550 274": too long for one number, with a slash between two.</summary>
    private static void Divided(ReadOnlySpan<char> text, ReadOnlySpan<DigitGroup> run, int all, Span<char> digits, List<Finding> findings)
    {
        var first = 0;
        for (var i = 1; all > MostOfPhone && i < run.Length; i++)
        {
            if (text[run[i - 1].End..run[i].Start] is " / ")
            {
                Phone(text, run[first..i], digits, false, findings);
                first = i;
            }
        }

        Phone(text, run[first..], digits, false, findings);
    }

    /// <param name="follows">True right behind another phone number.</param>
    private static void Phone(
        ReadOnlySpan<char> text,
        ReadOnlySpan<DigitGroup> groups,
        Span<char> digits,
        bool follows,
        List<Finding> findings
    )
    {
        var length = 0;
        foreach (var group in groups)
        {
            if (length + group.Length > 20)
            {
                return;
            }

            text[group.Start..group.End].CopyTo(digits[length..]);
            length += group.Length;
        }

        var start = groups[0].Start;
        var end = groups[^1].End;
        while (start > 0 && text[start - 1] is '(' or '+')
        {
            start--;
        }

        if (text[start] == '(' && !text[start..end].Contains(')'))
        {
            start++;
        }

        var behind = PhoneBehind.Says(text, start, end, length);
        if (!Stands(text, start, end) && !behind && !IsPhoneParameter(text, start, end) && !PhoneLabel.Touches(text, start, end))
        {
            return;
        }

        var (score, reason) = PhoneShape.Judge(text[start..end], digits[..length], groups);
        if (score == 0 && (length > MostOfPhone || reason == "date"))
        {
            // No word before it could make it one.
            return;
        }

        if (groups.Length == 4 && VersionCue.Calls(text, start, false) && text[start..end].Count('.') == 3)
        {
            return;
        }

        if (NumberedCode.EndsWith(text, start))
        {
            return;
        }

        var cue =
            follows
            || SaysPhone(text, start, end, length, groups.Length)
            || FollowsPhone(text, start, findings)
            || behind
            || IsLettered(text, start, length);
        // A run of digits may be anything; what is written as phones are is another number only where it is called so.
        if (!cue && (score < Certain || reason == PhoneShape.International) && Cues.CallsOtherNumber(text, start))
        {
            return;
        }

        if (cue)
        {
            (score, reason) = (Math.Max(score, 0.85), "cue");
        }

        if (score > 0)
        {
            findings.Add(new Finding(start, PhoneExtension.End(text, end), PiiType.Phone, "phone", score, reason));
        }
    }

    /// <summary>A few figures in one piece want the word right before them; a line of nothing but a number may be announced above.</summary>
    private static bool SaysPhone(ReadOnlySpan<char> text, int start, int end, int length, int groups)
    {
        if (length is >= FewestOfSeveral and <= MostOfAnswer && PhoneAnswer.Is(text, start, end))
        {
            return true;
        }

        if (length < FewestAlone)
        {
            return Cues.CallsPhone(text, start) || ((groups > 1 || length >= FewestOfSeveral) && Cues.NamesPhone(text, start));
        }

        if (Cues.SaysPhone(text, start) || Cues.CallsPhone(text, start) || PhoneSource.Says(text, start))
        {
            return true;
        }

        return length is >= FewestAlone and <= MostAlone
            && start > 1
            && text[start - 1] == '\n'
            && (end == text.Length || text[end] is '\n' or '\r')
            && Cues.SaysPhone(text, start - 1);
    }

    /// <summary>"t. 020 7946 0883", "M: 07700 900118" at the beginning of a line, as signatures have it.</summary>
    private static bool IsLettered(ReadOnlySpan<char> text, int start, int length) =>
        length is >= FewestAlone and <= MostAlone
        && start > 2
        && text[start - 1] == ' '
        && text[start - 2] is '.' or ':'
        && (text[start - 3] | 0x20) is 't' or 'm' or 'f'
        && (start == 3 || text[start - 4] == '\n');

    /// <summary>"Tel. 918823884 / 619128686": a number next to a phone number.</summary>
    private static bool FollowsPhone(ReadOnlySpan<char> text, int start, List<Finding> findings)
    {
        for (var i = findings.Count - 1; i >= 0 && findings[i].Detector is "phone" or "card"; i--)
        {
            if (findings[i].Type == PiiType.Phone && findings[i].End <= start)
            {
                var between = text[findings[i].End..start].Trim();
                return between is "/" or "-" or "o" or "or" or "y" or "ou" or "oder" or "und" or "e" or "of";
            }
        }

        return false;
    }

    /// <summary>"phone=2125550187", "tel=%2B442079460958".</summary>
    private static bool IsPhoneParameter(ReadOnlySpan<char> text, int start, int end)
    {
        var key = start > 3 && text[(start - 3)..start] is ['%', '2', 'B' or 'b'] ? start - 3 : start;
        return key > 1 && text[key - 1] == '=' && Stands(text[start..], 0, end - start) && Cues.SaysPhone(text, key);
    }

    /// <summary>True when no letter, digit or sign of a longer token touches it.</summary>
    public static bool Stands(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '#' or '$' or '€' or '£' or '=' or '&' or '%'))
        {
            return false;
        }

        if (
            start > 1
            && !(text[start] == '+' && text[start - 1] == '/')
            // "Jane,07700900118": only figures before a comma belong to a number.
            && (
                text[start - 1] is '-' or '.' or '/' && char.IsLetterOrDigit(text[start - 2])
                || (text[start - 1] == ',' && char.IsDigit(text[start - 2]))
            )
        )
        {
            return false;
        }

        return end >= text.Length
            || (
                !(char.IsLetter(text[end]) && text[end] is not ('x' or 'X'))
                && text[end] is not ('_' or '%' or '€')
                && !(end + 1 < text.Length && text[end] is '-' or '.' or '/' or ':' && char.IsAsciiLetterOrDigit(text[end + 1]))
                && !(end + 1 < text.Length && text[end] == ',' && char.IsAsciiDigit(text[end + 1]) && !IsField(text[start..end]))
            );
    }

    /// <summary>"0612345678" before ",75001" in a row of a table; "0815-4711 3,20" and "9876543210,5" end with amounts.</summary>
    private static bool IsField(ReadOnlySpan<char> number) =>
        number[0] is '0' or '+' && number.Length > 4 && !number[^4..].ContainsAnyExceptInRange('0', '9');
}
