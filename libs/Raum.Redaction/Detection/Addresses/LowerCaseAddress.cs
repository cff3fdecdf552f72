namespace Raum.Redaction;

/// <summary>Streets with their number in a text that has no capitals: "14 lavender mews, bristol bs6 7tu", "calle mayor 12", "lindenallee 12a" (PII-1).</summary>
/// <remarks>
/// Kind and name of the street are in lower case here, otherwise <see cref="AddressDetector"/> reads it. Words that are also something else ("close", "via", "platz")
/// count only behind a word that leads to an address. Linear: a bounded stretch around each number is read.
/// </remarks>
internal sealed class LowerCaseAddress : IDetector
{
    private const int LongestNumber = 5;
    private const int MostNames = 3;
    private const int MostLeads = 5;
    private const int ShortestStem = 3;
    private const int Reach = 120;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var numbers = units.Digits;
        for (var at = numbers.First(0); at < text.Length; )
        {
            var end = at + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            var last = EndOfNumber(text, end);
            if (end - at <= LongestNumber && IsNearWord(text, at, last) && Stands(text, at, last))
            {
                Read(text, at, last, findings);
            }

            at = numbers.First(Math.Max(end, last));
        }
    }

    /// <summary>"12a", "37-214".</summary>
    private static int EndOfNumber(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 < text.Length && text[end] == '-' && char.IsAsciiDigit(text[end + 1]))
        {
            var last = CodeDigits.Run(text, end + 1);
            last = last - end <= LongestNumber ? last : end;
            // "482-3hoog", "12-2e"
            return ValueToken.WordEnd(text, last) is var letters && letters - last is > 0 and < LongestNumber ? letters : last;
        }

        // "3/118", "118/2/14"
        for (var parts = 0; parts < 2 && end + 1 < text.Length && text[end] == '/' && char.IsAsciiDigit(text[end + 1]); parts++)
        {
            var part = CodeDigits.Run(text, end + 1);
            if (part - end > LongestNumber)
            {
                break;
            }

            end = part;
        }

        if (
            end + 1 < text.Length
            && text[end] == '/'
            && char.IsAsciiLetterLower(text[end + 1])
            && ValueToken.WordEnd(text, end + 1) == end + 2
        )
        {
            // "12/b"
            return end + 2;
        }

        return end + (end < text.Length && char.IsAsciiLetterLower(text[end]) ? 1 : 0);
    }

    /// <summary>False for most numbers: no word in lower case stands on either side.</summary>
    private static bool IsNearWord(ReadOnlySpan<char> text, int start, int end) =>
        (end + 2 < text.Length && text[end] is ' ' or ',' && (char.IsLower(text[end + 1]) || text[end + 1] == ' '))
        || (
            start > 4
            && text[start - 1] is ' ' or 'º' or '°'
            && (char.IsLower(text[start - 2]) || text[start - 2] is '.' or ',' or 'º' or '°')
        );

    private static bool Stands(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || text[start - 1] is ' ' or '\n' or ',' or '(' or '"' or ':' or 'º' or '°')
        && (end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] is '%' or '€' or '$' or '£' or '_'))
        && !(end + 1 < text.Length && text[end] is '.' or ',' or '-' or '/' or ':' && char.IsAsciiDigit(text[end + 1]));

    private static void Read(ReadOnlySpan<char> text, int start, int end, List<Finding> findings)
    {
        if (end + 1 < text.Length && text[end] is ' ' or ',' && StreetBehind(text, start, end) is > 0 and var last)
        {
            Add(text, start, last, findings);
        }
        else if (start > 3 && text[start - 1] is ' ' or 'º' or '°' && StreetBefore(text, start, end) is >= 0 and var first)
        {
            Add(text, first, end, findings);
        }
    }

    private static void Add(ReadOnlySpan<char> text, int start, int end, List<Finding> findings) =>
        findings.Add(new Finding(start, LowerCasePlace.End(text, end), PiiType.Address, "address", 0.8, "lower-case"));

    /// <summary>"14 lavender mews", "22 bis rue des lilas"; 0 when there is none.</summary>
    private static int StreetBehind(ReadOnlySpan<char> text, int number, int at)
    {
        at += text[at] == ',' ? 1 : 0;
        if (at + 1 >= text.Length || text[at] != ' ' || !char.IsLetter(text[at + 1]))
        {
            return 0;
        }

        Work.Add(Reach);
        at++;
        var end = AddressWords.NameEnd(text, at);
        var word = text[at..end];
        if (word is "bis" or "ter" && end + 1 < text.Length && text[end] == ' ')
        {
            at = end + 1;
            end = AddressWords.NameEnd(text, at);
            word = text[at..end];
        }

        if (
            char.IsLower(text[at])
            && (StreetWords.French.Contains(word) || (StreetWords.MaybeFrench.Contains(word) && IsLedTo(text, number)))
        )
        {
            return FrenchName(text, end);
        }

        for (var names = 0; names < MostNames; names++)
        {
            if (
                (end - at < 2 && !(names == 0 && text[at] is 'n' or 's' or 'e' or 'w'))
                || !char.IsLower(text[at])
                || StreetWords.NoNames.Contains(text[at..end])
                || end + 1 >= text.Length
                || text[end] != ' '
            )
            {
                return 0;
            }

            at = end + 1;
            end = AddressWords.NameEnd(text, at);
            if (end == at)
            {
                return 0;
            }

            word = text[at..end];
            if (
                char.IsLower(word[0])
                && (
                    StreetWords.English.Contains(word)
                    || (
                        StreetWords.MaybeEnglish.Contains(word)
                        && (IsLedTo(text, number) || LowerCasePlace.Below(text, end) > 0 || LowerCasePlace.IsStated(text, end))
                    )
                )
            )
            {
                return end;
            }
        }

        return 0;
    }

    /// <summary>"des lilas", "jean jaurès" behind "rue".</summary>
    private static int FrenchName(ReadOnlySpan<char> text, int end)
    {
        var last = 0;
        var names = 0;
        for (var words = 0; words < MostNames + 2 && names < 2 && end + 1 < text.Length && text[end] is ' ' or '\'' or '’'; words++)
        {
            var at = end + 1;
            end = ValueToken.WordEnd(text, at);
            var word = text[at..end];
            if (names == 0 && StreetWords.Articles.Contains(word))
            {
                continue;
            }

            if (
                word.Length < 3
                || !char.IsLower(word[0])
                || StreetWords.NoNames.Contains(word)
                || (names > 0 && (NameWords.Of(word) & WordFacts.Word) != 0)
            )
            {
                break;
            }

            names++;
            last = end;
        }

        return last;
    }

    /// <summary>Where "calle mayor" or "lindenallee" begins before a number; -1 when there is none.</summary>
    private static int StreetBefore(ReadOnlySpan<char> text, int number, int end)
    {
        Work.Add(Reach);
        var at = number;
        var marked = false;
        for (var signs = 0; signs < 4 && at > 0 && text[at - 1] is ' ' or ',' or '.' or 'º' or '°'; signs++)
        {
            at--;
        }

        var from = AddressWords.WordStart(text, at);
        if (StreetWords.Numbers.Contains(text[from..at]))
        {
            marked = true;
            at = from;
            for (var signs = 0; signs < 3 && at > 0 && text[at - 1] is ' ' or ','; signs++)
            {
                at--;
            }

            from = AddressWords.WordStart(text, at);
        }

        if (at - from < 2 || !char.IsLower(text[at - 1]))
        {
            return -1;
        }

        var mayBeOther = !marked && IsCounted(text, end);
        // "str." has its dot between the word and the space.
        var whole = at < text.Length && text[at] == '.' ? at + 1 : at;
        if (Compound(text, from, whole, end, mayBeOther) is >= 0 and var compound)
        {
            return compound;
        }

        for (var names = 0; names < MostNames + 2; names++)
        {
            var word = text[from..at];
            if (!char.IsLower(word[0]))
            {
                return -1;
            }

            if (names > 0)
            {
                if ((StreetWords.Southern.Contains(word) || StreetWords.French.Contains(word)) && !(mayBeOther && !IsLedTo(text, from)))
                {
                    return from;
                }

                if (
                    StreetWords.MaybeSouthern.Contains(word)
                    && (IsLedTo(text, from) || marked || LowerCasePlace.Below(text, end) > 0 || LowerCasePlace.Coded(text, end) > end)
                )
                {
                    return from;
                }
            }

            if (
                (StreetWords.NoNames.Contains(word) && !StreetWords.Articles.Contains(word))
                || (names == 0 && StreetWords.Articles.Contains(word))
            )
            {
                return -1;
            }

            if (from > 2 && text[from - 1] == ' ' && text[from - 2] == '/' && text[from - 3] is 'c')
            {
                // "c/ san roque 23"
                return from - 3;
            }

            if (from < 2 || !(text[from - 1] is ' ' || (text[from - 1] is '/' && text[from - 2] is 'c')))
            {
                return -1;
            }

            // "av. brasil 1200"
            at = from - (text[from - 2] == '.' ? 2 : 1);
            from = AddressWords.WordStart(text, at);
            if (from == at)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>"lindenallee", "hauptstr.", "salzburger straße".</summary>
    private static int Compound(ReadOnlySpan<char> text, int from, int end, int number, bool mayBeOther)
    {
        var word = text[from..end];
        if (!char.IsLower(word[0]))
        {
            return -1;
        }

        foreach (var kind in StreetWords.Ends)
        {
            if (!word.EndsWith(kind, StringComparison.Ordinal))
            {
                continue;
            }

            if (word.Length >= kind.Length + ShortestStem)
            {
                return mayBeOther && !IsLedTo(text, from) ? -1 : from;
            }

            // "salzburger straße", "lange straße"
            var before = from > 5 && text[from - 1] == ' ' ? AddressWords.WordStart(text, from - 1) : from;
            return word.Length == kind.Length && before < from - 5 && !mayBeOther ? before : -1;
        }

        foreach (var kind in StreetWords.MaybeEnds)
        {
            if (word.EndsWith(kind, StringComparison.Ordinal) && word.Length >= kind.Length + ShortestStem)
            {
                return IsLedTo(text, from) || LowerCasePlace.Below(text, number) > 0 || LowerCasePlace.Coded(text, number) > number
                    ? from
                    : -1;
            }
        }

        return -1;
    }

    /// <summary>A number that counts what stands behind it: "3 tage".</summary>
    private static bool IsCounted(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 >= text.Length || text[end] != ' ' || !char.IsLetter(text[end + 1]))
        {
            return false;
        }

        var last = AddressWords.NameEnd(text, end + 1);
        var word = text[(end + 1)..last];
        // Few things are counted, and many houses have higher numbers: "habe in der goethestraße 2 pakete abgeholt", "lindenallee 12 danke".
        return char.IsLower(word[0])
            && (StreetWords.Counted.Contains(word) || (!StreetWords.Behind.Contains(word) && !char.IsLetterOrDigit(text[end - 2])));
    }

    /// <summary>One of the last few words of the line leads to an address: "i live at".</summary>
    private static bool IsLedTo(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        for (var words = 0; words < MostLeads && at > 0; words++)
        {
            while (at > 0 && text[at - 1] is ' ' or ',' or ':' or '\'' or '"')
            {
                at--;
            }

            var from = AddressWords.WordStart(text, at);
            if (from == at)
            {
                return false;
            }

            var word = text[from..at];
            if (AddressWords.Leads.Contains(word) || StreetWords.Leads.Contains(word))
            {
                return true;
            }

            at = from;
        }

        return false;
    }
}
