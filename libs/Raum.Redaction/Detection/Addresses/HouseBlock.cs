namespace Raum.Redaction;

/// <summary>British blocks of lines without a number, above their postcode: "The Old Forge / Main Street / Gedney / Spalding / {PE12 9PA".</summary>
internal static class HouseBlock
{
    private const int MostLines = 5;
    private const int LongestLine = 32;
    private const int MostWords = 4;

    /// <summary>The beginning of the farthest line that says street or house; the find's own when there is none.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int end)
    {
        if (
            end - start is < 5 or > 40
            || start < 12
            || text[start - 1] != '\n'
            || !(char.IsAsciiLetterUpper(text[end - 1]) && char.IsAsciiLetterUpper(text[end - 2]) && char.IsAsciiDigit(text[end - 3]))
            || text[end - 4] != ' '
            || text[start..Math.Max(start, end - 8)].ContainsAnyInRange('0', '9')
        )
        {
            return start;
        }

        var (best, at, isStreet) = (start, start, false);
        for (var lines = 0; lines < MostLines && at > 0; lines++)
        {
            Work.Add(LongestLine);
            var last = at - 1;
            while (last > 0 && text[last - 1] is ' ' or ',' or '\r' && at - last < 4)
            {
                last--;
            }

            var least = Math.Max(0, last - LongestLine);
            var before = text[least..last].LastIndexOf('\n');
            var from = least + before + 1;
            if (before < 0 && least > 0 || last - from < 3 || !IsName(text[from..last]))
            {
                break;
            }

            var line = text[from..last];
            var street = IsKind(line, AddressWords.Streets);
            if (street || IsKind(line, AddressWords.Houses) || (isStreet && line.StartsWith("The ", StringComparison.Ordinal)))
            {
                // "Jane Hill / Main Street": who gets it.
                var first = NameWords.Of(line[..AddressWords.NameEnd(line, 0)]);
                var family = NameWords.Of(line[AddressWords.WordStart(line, line.Length)..]);
                var isPerson = (first & (WordFacts.Given | WordFacts.Word)) == WordFacts.Given && (family & WordFacts.Surname) != 0;
                best = isPerson ? best : from;
            }

            isStreet = street;
            at = from;
        }

        return best;
    }

    private static bool IsKind(ReadOnlySpan<char> line, WordSet kinds) =>
        line.Contains(' ') && kinds.Contains(line[AddressWords.WordStart(line, line.Length)..]);

    /// <summary>A few words and nothing else.</summary>
    private static bool IsName(ReadOnlySpan<char> line)
    {
        if (line.Count(' ') >= MostWords)
        {
            return false;
        }

        foreach (var c in line)
        {
            if (!(char.IsLetter(c) || c is ' ' or '-' or '\'' or '’'))
            {
                return false;
            }
        }

        return true;
    }
}
