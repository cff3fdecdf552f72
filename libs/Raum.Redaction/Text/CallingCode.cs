namespace Raum.Redaction;

/// <summary>Country calling codes (ITU-T E.164, list of assigned codes).</summary>
internal static class CallingCode
{
    // The two-digit codes; 1 and 7 are alone; all others have three digits.
    private const string TwoDigits =
        "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98";

    private static readonly bool[] IsTwoDigits = Build();

    /// <summary>How many of the leading digits are the country's.</summary>
    public static int LengthOf(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 4)
        {
            return 0;
        }

        return digits[0] is '1' or '7' ? 1
            : IsTwoDigits[((digits[0] - '0') * 10) + digits[1] - '0'] ? 2
            : 3;
    }

    private static bool[] Build()
    {
        var codes = new bool[100];
        foreach (var code in TwoDigits.Split(' '))
        {
            codes[int.Parse(code, System.Globalization.CultureInfo.InvariantCulture)] = true;
        }

        return codes;
    }
}
