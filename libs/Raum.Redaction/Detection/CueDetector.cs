namespace Raum.Redaction;

/// <summary>Values that only the word before them gives away: birth dates, ids, passwords, codes, user names.</summary>
/// <remarks>The cue stands on the same line, before the value, with at most a colon, "is" and a few small words between. Linear: one pass over the words.</remarks>
internal sealed class CueDetector : IDetector
{
    private const int MostFillers = 4;
    private const int LongestToken = 80;

    public void Detect(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (var at = 0; at < text.Length; )
        {
            if (!char.IsLetter(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && char.IsLetter(text[at]))
            {
                at++;
            }

            if (
                at - start is < 2 or > 24
                || !CueVocabulary.MayStart(text[start..at])
                || !CueVocabulary.Starts.TryGetValue(Lexicon.Hash(text[start..at]), out var type)
            )
            {
                continue;
            }

            if (type == PiiType.Secret && IsOtherCode(text, start))
            {
                continue;
            }

            if (type == PiiType.BirthDate && DateBefore(text, start) is >= 0 and var date)
            {
                findings.Add(new Finding(date, start - 1, type, "birth-date", 0.9, "cue"));
                continue;
            }

            at = Value(text, at, type, findings);
        }
    }

    /// <summary>Where a date in figures begins that ends right before this place: "am 02.04.1990 geboren"; -1 when there is none.</summary>
    private static int DateBefore(ReadOnlySpan<char> text, int start)
    {
        var from = start - 1;
        if (from < 6 || text[from] != ' ')
        {
            return -1;
        }

        while (from > 0 && start - from <= 11 && (char.IsAsciiDigit(text[from - 1]) || text[from - 1] is '.' or '/' or '-'))
        {
            from--;
        }

        return char.IsAsciiDigit(text[from]) && DateEnd(text[..(start - 1)], from) == start - 1 ? from : -1;
    }

    /// <summary>Codes that are no secret: "error code", "sort code", "Rabattcode".</summary>
    private static bool IsOtherCode(ReadOnlySpan<char> text, int start) =>
        CueVocabulary.OtherCodes.Contains(NameContext.WordBefore(text, start, out _));

    /// <summary>Looks for the value behind a cue; gives the place to go on.</summary>
    private static int Value(ReadOnlySpan<char> text, int at, PiiType type, List<Finding> findings)
    {
        var cueEnd = at;
        var marked = false;
        for (var fillers = 0; fillers <= MostFillers; fillers++)
        {
            while (
                at < text.Length
                && at - cueEnd < LongestToken
                && text[at]
                    is ' '
                        or ':'
                        or '='
                        or '#'
                        or '"'
                        or '\''
                        or '('
                        or '.'
                        or '-'
                        or '–'
                        or '*'
                        or '`'
                        or '/'
                        or '„'
                        or '“'
                        or '«'
                        or ')'
                        or 'º'
                        or '<'
                        or '|'
                        or '°'
            )
            {
                marked |= text[at] is ':' or '=';
                at++;
            }

            if (type == PiiType.BirthDate)
            {
                var dateEnd = DateEnd(text, at);
                if (dateEnd > 0)
                {
                    findings.Add(new Finding(at, dateEnd, type, "birth-date", 0.95, "cue"));
                    return dateEnd;
                }
            }

            var end = TokenEnd(text, at);
            if (end == at)
            {
                return cueEnd;
            }

            var token = text[at..end];
            if (
                !token.ContainsAny(Digits)
                && (CueVocabulary.Fillers.ContainsValue(token) || (type == PiiType.BirthDate && fillers > 0 && char.IsUpper(token[0])))
            )
            {
                at = end;
                continue;
            }

            if (type == PiiType.Id)
            {
                end = Groups(text, end);
                token = text[at..end];
            }

            if (type == PiiType.Username && token.IndexOf('=') is > 0 and var equals && equals + 1 < token.Length)
            {
                at += equals + 1;
                token = text[at..end];
                marked = true;
            }

            if (type != PiiType.BirthDate && IsValue(token, type, marked))
            {
                findings.Add(new Finding(at, end, type, "cue", 0.85, "cue"));
                return end;
            }

            return cueEnd;
        }

        return cueEnd;
    }

    private static readonly System.Buffers.SearchValues<char> Digits = System.Buffers.SearchValues.Create("0123456789");

    private static int TokenEnd(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (
            end < text.Length
            && end - at < LongestToken
            && !char.IsWhiteSpace(text[end])
            && text[end] is not (',' or ';' or '"' or '<' or '>' or ')' or '[' or ']' or '“' or '”' or '»' or '`')
        )
        {
            end++;
        }

        while (end > at && text[end - 1] is '.' or '!' or '?' or ':' or '\'' or '*')
        {
            end--;
        }

        return end;
    }

    /// <summary>An id in groups: "046 454 286", "86 095 742 719". A group is digits, perhaps with a letter.</summary>
    private static int Groups(ReadOnlySpan<char> text, int end)
    {
        for (var groups = 0; groups < 7 && end > 0 && char.IsAsciiDigit(text[end - 1]); groups++)
        {
            var next = end + 1;
            while (next < text.Length && next - end <= 10 && char.IsAsciiDigit(text[next]))
            {
                next++;
            }

            if (end >= text.Length || text[end] != ' ' || next - end < 3 || (next < text.Length && char.IsLetterOrDigit(text[next])))
            {
                return end;
            }

            end = next;
        }

        return end;
    }

    private static bool IsValue(ReadOnlySpan<char> token, PiiType type, bool marked)
    {
        var digits = 0;
        var letters = 0;
        var signs = 0;
        foreach (var c in token)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
            signs += char.IsLetterOrDigit(c) ? 0 : 1;
        }

        return type switch
        {
            PiiType.Id => token.Length >= 5 && digits >= 4,
            PiiType.Secret => token.Length >= 4
                && ((digits > 0 && (letters > 0 || signs > 0 || digits is >= 4 and <= 8)) || (signs > 0 && letters > 0 && marked)),
            PiiType.Username => token.Length >= 3
                && (digits > 0 || signs > 0 || marked)
                && letters > 0
                && char.IsLetterOrDigit(token[0])
                && !token.Contains('?')
                && !token.Contains('&')
                && !token.Contains("://", StringComparison.Ordinal),
            _ => false,
        };
    }

    /// <summary>The end of a date in figures or with a month's name; 0 when there is none here.</summary>
    private static int DateEnd(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        var groups = 0;
        var month = false;
        while (end < text.Length && end - at < 40)
        {
            var start = end;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }

            var token = text[start..end];
            if (token.Length == 0)
            {
                break;
            }

            if (char.IsAsciiDigit(token[0]))
            {
                if (token.Length > 4 || ++groups > 3)
                {
                    break;
                }

                if (groups + (month ? 1 : 0) == 3)
                {
                    return end;
                }
            }
            else if (!month && CueVocabulary.Months.ContainsValue(token))
            {
                month = true;
                if (groups == 2)
                {
                    return end;
                }
            }
            else if (groups == 0 || ValueKey.Of(token) is not ("de" or "of" or "del" or "do" or "di" or "den"))
            {
                break;
            }

            var gap = end;
            while (end < text.Length && end - gap < 3 && text[end] is ' ' or '.' or '/' or '-' or ',' or '|')
            {
                end++;
            }

            if (end == gap)
            {
                break;
            }
        }

        return 0;
    }
}
