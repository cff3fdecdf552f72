namespace Raum.Redaction;

/// <summary>The second line of an address: "3550 Langnau", "7731 XX Ommen", "Brooklyn, NY 11223", with nothing else on it.</summary>
internal static class PlaceLine
{
    private const int Longest = 48;

    /// <summary>Spaces and signs that may stand at either end of the line. More are not looked through: each number of a long line would do so again.</summary>
    private const int MostBlanks = 64;

    /// <summary>Words with which names of places begin.</summary>
    private static readonly WordSet First = Cues.Set("bad sankt st la le les los las den de het el il san sao neu alt burg sint new");

    /// <summary>Reads the line around a number; the first and last letter of the place when the line is one.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, int line, int start, int end, out (int Start, int End) place)
    {
        place = default;
        if (end - start is < 4 or > 5 || start - line > Longest + MostBlanks)
        {
            return false;
        }

        Work.Add(start - line);
        while (line < start && text[line] is ' ' or '>' or '\t')
        {
            line++;
        }

        var farthest = Math.Min(text.Length, end + Longest + MostBlanks);
        var length = text[end..farthest].IndexOf('\n');
        Work.Add(farthest - end);
        if (length < 0 && farthest < text.Length)
        {
            return false;
        }

        var last = length < 0 ? text.Length : end + length;
        while (last > end && text[last - 1] is ' ' or '\r' or ',' or '.')
        {
            last--;
        }

        if (last - line > Longest)
        {
            return false;
        }

        place = (line, last);
        return start == line ? IsBehindCode(text[end..last], end - start == 5) : last == end && EndsWithState(text[line..start]);
    }

    /// <summary>" Langnau i. E", " XX OMMEN", "-123 Porto".</summary>
    private static bool IsBehindCode(ReadOnlySpan<char> rest, bool isLong)
    {
        rest = rest.Length > 5 && rest[0] == '-' && char.IsAsciiDigit(rest[1]) ? rest[4..] : rest;
        if (rest.Length < 4 || rest[0] != ' ' || !char.IsUpper(rest[1]) || !char.IsLetter(rest[2]))
        {
            return false;
        }

        foreach (var c in rest)
        {
            if (!(char.IsLetter(c) || c is ' ' or '-' or '\'' or '’' or '.'))
            {
                return false;
            }
        }

        // "8344 Bad Gleichenberg", "44500 La Baule": a small word before a name.
        var first = rest[1..];
        var gap = first.IndexOf(' ');
        if (gap > 0 && gap + 2 < first.Length && char.IsUpper(first[gap + 1]) && First.Contains(first[..gap]))
        {
            return rest.Count(' ') <= 4;
        }

        // "1200 Euro", "2024 Mai": a word of the language is no place.
        var word = rest[1..];
        var space = word.IndexOf(' ');
        var facts = NameWords.OfHash(Lexicon.Hash(space < 0 ? word : word[..space]));
        // Five digits before a listed place are a postcode, whatever else the place's name says.
        return rest.Count(' ') <= 4 && ((facts & WordFacts.Word) == 0 || (isLong && (facts & WordFacts.Proper) != 0));
    }

    /// <summary>"Brooklyn, NY ".</summary>
    private static bool EndsWithState(ReadOnlySpan<char> before) =>
        before is [.., _, ' ', >= 'A' and <= 'Z', >= 'A' and <= 'Z', ' ']
        && char.IsUpper(before[0])
        && before[^5] is ',' or (>= 'a' and <= 'z')
        && !before.ContainsAnyInRange('0', '9');
}
