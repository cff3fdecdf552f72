using System.Buffers;

namespace Raum.Redaction;

/// <summary>A street behind its number: "14 Lavender Mews", "Flat 3, 221b Baker Street", "12 bis, rue de la Paix".</summary>
/// <remarks>Reads at most <see cref="MostWords"/> words: its work does not grow with the text.</remarks>
internal static class NumberedStreet
{
    private const int MostWords = 4;
    private const int LongestFlat = 24;

    private static readonly string[] Kinds =
    [
        .. (
            "Street St Road Rd Avenue Ave Lane Ln Drive Dr Mews Close Court Ct Way Place Pl Square Sq Terrace Crescent Gardens Boulevard Blvd "
            + "Parkway Pkwy Highway Hwy Row Walk Grove Circle Cir Trail Loop Green Quay"
        ).Split(' '),
    ];

    /// <summary>Those that are nothing else where all is written in capitals: "3 WEEKS WAY TOO LONG".</summary>
    private static readonly WordSet CapitalKinds = Cues.Set(
        "street road avenue lane mews close court terrace crescent gardens grove boulevard"
    );

    private static readonly WordSet CapitalLeads = Cues.Set("at in to from is address flat apt unit");

    private static readonly string[] FrenchKinds =
    [
        .. "rue avenue av. boulevard boul. bd place faubourg montée chemin allée impasse quai route cours square passage".Split(' '),
    ];

    /// <summary>With which letters these begin, a bit a letter.</summary>
    private static readonly uint FrenchFirsts = FrenchKinds.Aggregate(0u, (bits, kind) => bits | (1u << (kind[0] & 31)));

    private static readonly string[] Articles =
    [
        "de ",
        "du ",
        "des ",
        "de la ",
        "de l'",
        "de l’",
        "d'",
        "d’",
        "la ",
        "le ",
        "les ",
        "l'",
        "l’",
    ];

    private static readonly SearchValues<char> Separators = SearchValues.Create(" ,;:(\t");

    private static readonly string[] Flats = [.. "flat apt apt. unit suite apartment".Split(' ')];

    /// <summary>Reads around a number of at most five digits.</summary>
    /// <param name="line">Where its line begins.</param>
    public static bool TryRead(ReadOnlySpan<char> text, int line, int start, int end, out (int Start, int End) street)
    {
        street = default;
        if (start > 0 && IsWordUnit(text[start - 1]))
        {
            return false;
        }

        var at = AfterNumber(text, end);
        if (at < 0)
        {
            return false;
        }

        var last = English(text, start, at);
        last = last > 0 ? last : French(text, at);
        if (last == 0)
        {
            return false;
        }

        street = (FlatBefore(text, line, start), last);
        return true;
    }

    /// <summary>Behind "12", "12b", "12 bis," and the space that must follow; -1 when none does.</summary>
    private static int AfterNumber(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        at += at < text.Length && char.IsAsciiLetter(text[at]) && !(at + 1 < text.Length && IsWordUnit(text[at + 1])) ? 1 : 0;
        var repeated = at + (at < text.Length && text[at] == ' ' ? 1 : 0);
        if (
            repeated + 3 <= text.Length
            && text[repeated] is 'b' or 't'
            && text.Slice(repeated, 3) is "bis" or "ter"
            && !Continues(text, repeated + 3)
        )
        {
            at = repeated + 3;
        }

        at += at < text.Length && text[at] == ',' ? 1 : 0;
        return at + 1 < text.Length && text[at] == ' ' ? at + 1 : -1;
    }

    /// <summary>One to four words with capitals or ordinals, then the kind of street; the last kind counts. 0 when there is none.</summary>
    private static int English(ReadOnlySpan<char> text, int number, int at)
    {
        var end = 0;
        var isCapital = at + 1 < text.Length && char.IsAsciiLetterUpper(text[at + 1]);
        for (
            var words = 0;
            words < MostWords && WordEnd(text, at) is > 0 and var next && next + 1 < text.Length && text[next] == ' ';
            words++
        )
        {
            isCapital &= !StreetWords.NoNames.Contains(text[at..next]);
            at = next + 1;
            if (isCapital && CapitalKind(text, number, at) is > 0 and var capital)
            {
                end = capital;
                continue;
            }

            foreach (var kind in Kinds)
            {
                if (text[at] == kind[0] && text[at..].StartsWith(kind, StringComparison.Ordinal) && !Continues(text, at + kind.Length))
                {
                    end = at + kind.Length;
                    end += end < text.Length && text[end] == '.' ? 1 : 0;
                    break;
                }
            }
        }

        return end;
    }

    /// <summary>The end of "CLOSE" in "9 KESTREL CLOSE"; 0 when there is none.</summary>
    private static int CapitalKind(ReadOnlySpan<char> text, int number, int at)
    {
        if (at + 3 >= text.Length || !char.IsAsciiLetterUpper(text[at]) || !char.IsAsciiLetterUpper(text[at + 1]))
        {
            return 0;
        }

        var end = AddressWords.NameEnd(text, at);
        return
            CapitalKinds.Contains(text[at..end])
            // "12 TENNIS COURT BOOKINGS"
            && (end + 1 >= text.Length || text[end] != ' ' || CapitalLeads.Contains(NameContext.SpanBefore(text, number, out _)))
            ? end
            : 0;
    }

    private static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        if (char.IsAsciiLetterUpper(text[at]))
        {
            while (end < text.Length && (IsWordUnit(text[end]) || text[end] is '\'' or '’' or '.'))
            {
                end++;
            }

            return end;
        }

        while (end < text.Length && end - at < 3 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end > at && end + 2 <= text.Length && text.Slice(end, 2) is "st" or "nd" or "rd" or "th" ? end + 2 : 0;
    }

    /// <summary>The kind of street, then one to four words with capitals or figures, an article before each. 0 when there is none.</summary>
    private static int French(ReadOnlySpan<char> text, int at)
    {
        var end = 0;
        if ((FrenchFirsts & (1u << (Folding.Fold(text[at]) & 31))) == 0)
        {
            return end;
        }

        foreach (var kind in FrenchKinds)
        {
            if (
                Folding.Fold(text[at]) == kind[0]
                && at + kind.Length < text.Length
                && text.Slice(at + 1, kind.Length - 1).SequenceEqual(kind.AsSpan(1))
            )
            {
                at += kind.Length;
                for (var words = 0; words < MostWords && FrenchWordEnd(text, at) is > 0 and var next; words++)
                {
                    at = end = next;
                }

                break;
            }
        }

        return end;
    }

    private static int FrenchWordEnd(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length || text[at] != ' ')
        {
            return 0;
        }

        at++;
        if (BeginsName(text, at))
        {
            return NameEnd(text, at);
        }

        foreach (var article in Articles)
        {
            if (text[at..].StartsWith(article, StringComparison.Ordinal) && BeginsName(text, at + article.Length))
            {
                return NameEnd(text, at + article.Length);
            }
        }

        return 0;
    }

    private static bool BeginsName(ReadOnlySpan<char> text, int at) =>
        at < text.Length && text[at] is (>= 'A' and <= 'Z') or (>= 'À' and <= 'Þ') or (>= '0' and <= '9');

    private static int NameEnd(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (IsWordUnit(text[at]) || text[at] is '\'' or '’' or '-'))
        {
            at++;
        }

        return at;
    }

    /// <summary>Where "Flat 3, " begins before a number; the number itself when nothing of that stands there.</summary>
    private static int FlatBefore(ReadOnlySpan<char> text, int line, int start)
    {
        if (start - line < 7 || text[start - 1] != ' ' || text[start - 2] != ',')
        {
            return start;
        }

        var before = text[Math.Max(line, start - LongestFlat)..(start - 2)];
        var space = before.LastIndexOf(' ');
        var door = before[(space + 1)..];
        var digits = door.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? door.Length : digits;
        if (space < 1 || digits is < 1 or > 4 || door.Length > digits + 1)
        {
            return start;
        }

        var word = before[..space];
        word = word[(word.LastIndexOfAny(Separators) + 1)..];
        foreach (var flat in Flats)
        {
            if (word.Length == flat.Length && Folding.Fold(word[0]) == flat[0] && word[1..].SequenceEqual(flat.AsSpan(1)))
            {
                return start - 2 - door.Length - 1 - word.Length;
            }
        }

        return start;
    }

    private static bool Continues(ReadOnlySpan<char> text, int at) => at < text.Length && IsWordUnit(text[at]);

    private static bool IsWordUnit(char c) => char.IsLetterOrDigit(c) || c == '_';
}
