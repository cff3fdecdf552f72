namespace Raum.Redaction;

/// <summary>What belongs to an address and was left outside: "Unit 4, 22 Mill Lane", "Am Kirchberg 7", "29005 Málaga".</summary>
internal static class AddressEdges
{
    private const int MostSteps = 3;
    private const int LongestWord = 24;

    private static readonly WordSet Units = Cues.Set(
        "blk block unit flat apt apartment suite ste lot room no nr plot tower bldg building floor appt bat piso lote casa depto dpto edificio scala interno bus appartement wohnung top haus lieudit dit"
    );

    /// <summary>Small words with which German street names begin.</summary>
    private static readonly WordSet Beginnings = Cues.Set("am im zum zur beim");

    /// <summary>Widens addresses on their line. Linear in their number.</summary>
    public static void Widen(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Work.Add(findings.Count);
        for (var i = 0; i < findings.Count; i++)
        {
            var address = findings[i];
            if (address.Type == PiiType.Address && address.Detector is AddressTagger.Detector or "address")
            {
                Work.Add(LongestWord * (MostSteps + 1));
                findings[i] = address with { Start = Left(text, address.Start), End = Right(text, address.Start, address.End) };
            }
        }
    }

    private static int Left(ReadOnlySpan<char> text, int start)
    {
        for (var steps = 0; steps < MostSteps; steps++)
        {
            var end = start;
            while (end > 0 && start - end < 2 && text[end - 1] is ' ' or ',')
            {
                end--;
            }

            var from = WordStart(text, end);
            if (end == start || from == end)
            {
                return start;
            }

            var comma = text[end] == ',';
            var word = text[from..end];
            if (char.IsAsciiDigit(word[0]))
            {
                // "455, rue King": a house number; "Unit 9, Mill Lane": the number of a unit.
                var before = from;
                while (before > 0 && from - before < 3 && text[before - 1] is ' ' or '.' or '#')
                {
                    before--;
                }

                var unit = WordStart(text, before);
                if (before < from && unit < before && Units.Contains(text[unit..before]))
                {
                    start = unit;
                    continue;
                }

                return comma && word.Length <= 5 && char.IsLower(text[start]) && (from == 0 || text[from - 1] is ' ' or '(' or '\n')
                    ? from
                    : start;
            }

            if (!comma && char.IsUpper(word[0]) && Beginnings.Contains(word) && char.IsUpper(text[start]))
            {
                return from;
            }

            return start;
        }

        return start;
    }

    /// <summary>A city behind the postcode, and a listed one behind a comma.</summary>
    private static int Right(ReadOnlySpan<char> text, int start, int end)
    {
        var digits = 0;
        while (end - digits > start && char.IsAsciiDigit(text[end - 1 - digits]))
        {
            digits++;
        }

        var isPostcode = digits is 4 or 5 && end - digits > start;
        var from = end;
        while (from < text.Length && from - end < 2 && text[from] is ' ' or ',')
        {
            from++;
        }

        var last = from;
        while (last < text.Length && last - from < LongestWord && (char.IsLetter(text[last]) || text[last] == '-'))
        {
            last++;
        }

        if (from == end || last - from < 3 || !char.IsUpper(text[from]) || text[last - 1] == '-')
        {
            return end;
        }

        if (last + 1 < text.Length && text[last] == ' ' && char.IsAsciiDigit(text[last + 1]))
        {
            // A street with its number: an address goes on there.
            return end;
        }

        var comma = text[end] == ',';
        var facts = NameWords.Of(text[from..last]);
        return
            (isPostcode && !comma && (facts & WordFacts.Word) == 0)
            || (comma && (facts & WordFacts.Proper) != 0 && !CueVocabulary.Months.Contains(text[from..last]))
            ? last
            : end;
    }

    private static int WordStart(ReadOnlySpan<char> text, int end)
    {
        var from = end;
        while (from > 0 && end - from < LongestWord && char.IsLetterOrDigit(text[from - 1]))
        {
            from--;
        }

        return from;
    }
}
