namespace Raum.Redaction;

/// <summary>Dates as people write them.</summary>
internal static class WrittenDate
{
    /// <summary>The end of a date in figures or with a month's name; 0 when there is none here.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
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
