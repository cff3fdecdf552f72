namespace Raum.Redaction;

/// <summary>A run of digits; several of them, with little between, may be one number.</summary>
internal readonly record struct DigitGroup(int Start, int End)
{
    /// <summary>Of cards.</summary>
    private const int Four = 4;

    public int Length => End - Start;

    /// <summary>Reads the groups that hang together from <paramref name="at"/>, which ends after the last one.</summary>
    public static int Read(ReadOnlySpan<char> text, ref int at, Span<DigitGroup> groups)
    {
        var count = 0;
        while (count < groups.Length)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            groups[count++] = new DigitGroup(start, at);
            var next = at;
            var opened = false;
            while (next < text.Length && next - at < 3 && text[next] is ' ' or '-' or '.' or '/' or '(' or ')' or '\u2013')
            {
                opened |= text[next] == '(';
                next++;
            }

            if (
                next == at
                || next >= text.Length
                || !char.IsAsciiDigit(text[next])
                || (text[at] == ' ' && text[next - 1] == '-' && next - at == 2)
            )
            {
                break;
            }

            at = next;
        }

        return count;
    }

    /// <summary>In how many groups a run repeats itself, each time with so many digits or more: 2 for "07700 900123 07700 900456"; 0 when it does not.</summary>
    public static int Repeats(ReadOnlySpan<DigitGroup> run, int fewest)
    {
        var digits = 0;
        for (var each = 1; each <= run.Length / 2; each++)
        {
            digits += run[each - 1].Length;
            var same = run.Length % each == 0;
            for (var i = each; same && i < run.Length; i++)
            {
                same = run[i].Length == run[i - each].Length;
            }

            if (same && digits >= fewest)
            {
                return each;
            }
        }

        return 0;
    }

    /// <summary>True when only one space, dash, dot or slash lies between; between groups of four also more: "4111 - 1111".</summary>
    public bool FollowsClosely(ReadOnlySpan<char> text, DigitGroup before) =>
        Start - before.End == 1 ? text[before.End] is ' ' or '-' or '.' or '/' or '\u2013' : Length == Four && before.Length == Four;
}
