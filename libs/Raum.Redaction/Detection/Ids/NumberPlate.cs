namespace Raum.Redaction;

/// <summary>Plates of cars behind the word for them: "Kennzeichen M-XY 1234", "license plate 7ABC123".</summary>
/// <remarks>Linear: a bounded stretch behind each cue is read.</remarks>
internal static class NumberPlate
{
    private const int MostFillers = 4;
    private const int LongestFiller = 12;
    private const int Fewest = 5;
    private const int Most = 8;
    private const int MostGroups = 4;

    private static readonly WordSet Fillers = Cues.Set(
        "as number no nr num numero nummer is was ist lautet es era e est of the my car van de del du la le mi mein coche carro auto voiture d der das numberplate plate plates"
    );

    /// <summary>Adds the plate behind a cue that ends at <paramref name="at"/>; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        Work.Add(Most);
        var next = at;
        for (var fillers = 0; fillers <= MostFillers; fillers++)
        {
            while (next < text.Length && text[next] is ' ' or ':' or '.' or '#' or '=' or '(' or '"' or '„' or '“' or '\'')
            {
                next++;
            }

            var end = next;
            while (end < text.Length && char.IsLetter(text[end]) && end - next < LongestFiller)
            {
                end++;
            }

            // "M-XY 1234" begins with a letter, too.
            if (end > next && char.IsLower(text[end - 1]) && Fillers.Contains(text[next..end]))
            {
                next = end;
                continue;
            }

            var last = End(text, next);
            if (last > next)
            {
                CuedId.Add(findings, next, last);
                return last;
            }

            return at;
        }

        return at;
    }

    /// <summary>Where a plate ends that begins here; the same place when none does.</summary>
    private static int End(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        var (letters, digits) = (0, 0);
        for (var groups = 0; groups < MostGroups; groups++)
        {
            var from = end + (groups > 0 && end < text.Length && text[end] is ' ' or '-' or '·' ? 1 : 0);
            var to = from;
            var (more, figures) = (0, 0);
            while (to < text.Length && char.IsLetterOrDigit(text[to]))
            {
                more += char.IsUpper(text[to]) ? 1 : 0;
                figures += char.IsAsciiDigit(text[to]) ? 1 : 0;
                to++;
            }

            if (
                to == from
                || (groups > 0 && from == end)
                || more + figures < to - from
                || letters + digits + more + figures > Most
                || (figures == 0 && letters > 0 && digits > 0 && text[end] == ' ' && IdToken.IsSmall(text[from..to]))
            )
            {
                break;
            }

            letters += more;
            digits += figures;
            end = to;
        }

        return letters > 0 && digits > 1 && letters + digits >= Fewest ? end : at;
    }
}
