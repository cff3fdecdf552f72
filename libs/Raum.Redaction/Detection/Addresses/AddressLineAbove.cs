namespace Raum.Redaction;

/// <summary>Lines of a block that stand above the first line found.</summary>
internal static class AddressLineAbove
{
    private const int LongestLine = 64;

    private static readonly System.Buffers.SearchValues<char> NoLine = System.Buffers.SearchValues.Create(".:;!?@|");

    /// <summary>The line above is a unit, a house or a street without number: "Lower Hollow Cottage / Back Lane / Bradford-on-Avon".</summary>
    public static int Read(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end > 0 && text[end - 1] is ' ' or '>' && start - end < 3)
        {
            end--;
        }

        if (end < 2 || text[end - 1] != '\n')
        {
            return start;
        }

        end--;
        while (end > 0 && text[end - 1] is ' ' or '\r' or ',')
        {
            if (start - end > 6)
            {
                return start;
            }

            end--;
        }

        var least = Math.Max(0, end - LongestLine);
        var line = text[least..end].LastIndexOf('\n');
        if (line < 0 && least > 0)
        {
            return start;
        }

        line = least + line + 1;
        while (line < end && text[line] is ' ' or '>')
        {
            line++;
        }

        return line < end && IsPart(text[line..end]) ? line : start;
    }

    private static bool IsPart(ReadOnlySpan<char> line)
    {
        if (BuildingLine.Is(line))
        {
            return true;
        }

        if (!char.IsLetter(line[0]) || !char.IsUpper(line[0]) || line.ContainsAny(NoLine))
        {
            return false;
        }

        var last = line[AddressWords.WordStart(line, line.Length)..];
        var firstEnd = AddressWords.NameEnd(line, 0);
        if (line.ContainsAnyInRange('0', '9'))
        {
            // "Block 7, Flat 2": a unit and its number.
            return firstEnd + 1 < line.Length && AddressWords.Units.Contains(line[..firstEnd]) && char.IsAsciiDigit(line[firstEnd + 1]);
        }

        var words = line.Count(' ') + 1;
        return words is >= 2 and <= 4
            && last.Length > 0
            && char.IsUpper(last[0])
            && !line.Contains(',')
            && (AddressWords.Houses.Contains(last) || AddressWords.Streets.Contains(last) || AddressWords.Homes.Contains(line[..firstEnd]));
    }
}
