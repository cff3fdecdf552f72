namespace Raum.Redaction;

/// <summary>A UK national insurance number behind "NI", in any grouping and also of a prefix that is not given out: "NI QQ 41 07 7 3 C" (HMRC NIM39110).</summary>
internal static class InsuranceNumber
{
    private const int Digits = 6;
    private const int MostSigns = 7;

    private static readonly WordSet Fillers = Cues.Set("number no is nr num");

    /// <summary>The number behind a cue that ends at <paramref name="at"/>; its end is 0 when there is none.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<char> text, int at)
    {
        Work.Add(MostSigns);
        at = Skip(text, at);
        for (var fillers = 0; fillers < 2 && ValueToken.WordEnd(text, at) is var word && Fillers.Contains(text[at..word]); fillers++)
        {
            at = Skip(text, word);
        }

        if (ValueToken.WordEnd(text, at) != at + 2)
        {
            return default;
        }

        var (end, digits) = (at + 2, 0);
        for (var signs = 0; end < text.Length && digits < Digits && signs <= MostSigns; end++)
        {
            if (char.IsAsciiDigit(text[end]))
            {
                digits++;
            }
            else if (text[end] is ' ' or '-')
            {
                signs++;
            }
            else
            {
                return default;
            }
        }

        end += end < text.Length && text[end] is ' ' or '-' ? 1 : 0;
        return digits == Digits && end < text.Length && (text[end] | 0x20) is >= 'a' and <= 'd' && ValueToken.WordEnd(text, end) == end + 1
            ? (at, end + 1)
            : default;
    }

    private static int Skip(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] is ' ' or ':' or '#' or '.')
        {
            at++;
        }

        return at;
    }
}
