namespace Raum.Redaction;

/// <summary>Numbers of Latin American identity cards behind "cc" or "c.i.", by their form: "cc 71.668.240", "C.I. V-14.208.773".</summary>
internal static class Cedula
{
    private const int MostFillers = 3;
    private const int MostSigns = 4;

    /// <summary>Without dots a short number may be anything.</summary>
    private const int FewestPlain = 8;
    private const int MostPlain = 10;

    public static int Read(ReadOnlySpan<char> text, int cue, List<Finding> findings)
    {
        var at = cue;
        for (var fillers = 0; fillers <= MostFillers; fillers++)
        {
            for (var signs = 0; at < text.Length && signs < MostSigns && text[at] is ' ' or '.' or ':' or '#' or '°' or 'º'; signs++)
            {
                at++;
            }

            var word = ValueToken.WordEnd(text, at);
            if (word - at > 1 && CueVocabulary.Fillers.Contains(text[at..word]) || (word - at == 1 && text[at] is 'n' or 'N' or 'é'))
            {
                at = word;
                continue;
            }

            var first = at;
            if (word - at == 1 && text[at] is 'V' or 'E')
            {
                at += word < text.Length && text[word] == '-' ? 2 : 1;
            }

            var end = at < text.Length && char.IsAsciiDigit(text[at]) ? Dotted(text, at) : 0;
            if (end > 0)
            {
                end += IsCheck(text, end) ? 2 : 0;
            }
            else if (at < text.Length && ((text[cue - 1] | 0x20) == 'c' || at > first))
            {
                // The number behind "CI" alone is that of a build.
                end = Plain(text, at);
                end += end > 0 && IsCheck(text, end) ? 2 : 0;
            }

            if (end == 0)
            {
                return cue;
            }

            CuedId.Add(findings, first, end);
            return end;
        }

        return cue;
    }

    /// <summary>The end of two or three groups of three figures behind the first one: "71.668.240"; 0 when there is none here.</summary>
    public static int Dotted(ReadOnlySpan<char> text, int at)
    {
        var end = CodeDigits.Run(text, at);
        var groups = 0;
        if (end - at is < 1 or > 3)
        {
            return 0;
        }

        while (end + 3 < text.Length && text[end] == '.' && CodeDigits.Run(text, end + 1) == end + 4)
        {
            groups++;
            end += 4;
        }

        return groups is 2 or 3 ? end : 0;
    }

    /// <summary>UY: "3.441.205-8".</summary>
    private static bool IsCheck(ReadOnlySpan<char> text, int end) =>
        end + 1 < text.Length && text[end] == '-' && CodeDigits.Run(text, end + 1) == end + 2;

    private static int Plain(ReadOnlySpan<char> text, int at)
    {
        var end = CodeDigits.Run(text, at);
        return end - at is >= FewestPlain and <= MostPlain ? end : 0;
    }
}
