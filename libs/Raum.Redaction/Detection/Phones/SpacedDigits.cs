namespace Raum.Redaction;

/// <summary>Numbers written digit by digit: "0 2 0 - 7 9 4 6 - 0 9 5 8", "2 9 2 4 1 8 7 6 5 3 2 9 8 9 0".</summary>
/// <remarks>Linear: a run of single digits is read once.</remarks>
internal sealed class SpacedDigits : IDetector
{
    private const int Fewest = 9;
    private const int Most = 19;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<char> digits = stackalloc char[Most];
        var numbers = units.Digits;
        for (var at = numbers.First(0); at < text.Length; at = numbers.First(at))
        {
            var start = at;
            var end = at;
            var count = 0;
            while (at < text.Length && char.IsAsciiDigit(text[at]) && !(at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            {
                if (count < Most)
                {
                    digits[count] = text[at];
                }

                count++;
                end = ++at;
                at += at + 2 < text.Length && text[at] == ' ' && text[at + 1] is '-' or '.' or '/' ? 2 : 0;
                at += at < text.Length && text[at] is ' ' ? 1 : 0;
            }

            if (count is >= Fewest and <= Most && Judge(digits[..count]) is { } type)
            {
                findings.Add(new Finding(start, end, type, "spaced-digits", 0.9, "digit-by-digit"));
            }

            // The rest of a longer group of digits is no start of a run.
            while (at < text.Length && char.IsAsciiDigit(text[at]) && count == 0)
            {
                at++;
            }
        }
    }

    private static PiiType? Judge(ReadOnlySpan<char> digits) =>
        digits.Length >= 12 && CardNumber.IsValid(digits) ? PiiType.Card
        // FR NIR: sex, year, month.
        : digits.Length is 13 or 15 && digits[0] is '1' or '2' ? PiiType.Id
        : digits.Length <= 12 && digits[0] == '0' ? PiiType.Phone
        : null;
}
