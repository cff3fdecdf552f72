namespace Raum.Redaction;

/// <summary>Values that only the word before them gives away: birth dates, ids, passwords, codes, user names.</summary>
/// <remarks>The cue stands on the same line, before the value, with at most a colon, "is" and a few small words between. Linear: one pass over the words.</remarks>
internal sealed class CueDetector : IDetector
{
    private const int MostFillers = 4;
    private const int LongestToken = 80;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var words = units.Letters;
        for (var at = 0; words.Next(ref at, out var start); )
        {
            if (
                at - start is < 2 or > 24
                || !CueVocabulary.MayStart(text[start..at])
                || !CueVocabulary.Starts.TryGetValue(Lexicon.Hash(text[start..at]), out var type)
            )
            {
                continue;
            }

            if (IsInsideName(text, start, at))
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

            var behind = at;
            var before = findings.Count;
            at = Value(text, at, type, findings);
            if (findings.Count > before && type == PiiType.Secret && PromotionCode.Is(text, start, behind, findings[^1]))
            {
                findings.RemoveAt(findings.Count - 1);
            }

            if (at == behind && type == PiiType.Id && DistantId.Find(text, at) is { End: > 0 } distant)
            {
                findings.Add(new Finding(distant.Start, distant.End, type, "cue", 0.8, "cue-before"));
                at = distant.End;
            }
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

        return char.IsAsciiDigit(text[from]) && WrittenDate.End(text[..(start - 1)], from) == start - 1 ? from : -1;
    }

    /// <summary>"login.example.org", "example.org/login".</summary>
    private static bool IsInsideName(ReadOnlySpan<char> text, int start, int end) =>
        (end + 1 < text.Length && text[end] == '.' && char.IsLower(text[end + 1]) && char.IsLower(text[start]))
        || (
            start > 1
            && text[start - 1] is '.' or '/'
            && char.IsLower(text[start - 2])
            && char.IsLower(text[start])
            && !(end < text.Length && text[end] is '=' or ':')
        );

    /// <summary>Codes that are no secret: "error code", "sort code", "Rabattcode".</summary>
    private static bool IsOtherCode(ReadOnlySpan<char> text, int start) =>
        CueVocabulary.OtherCodes.ContainsValue(NameContext.SpanBefore(text, start, out _));

    /// <summary>Looks for the value behind a cue; gives the place to go on.</summary>
    private static int Value(ReadOnlySpan<char> text, int at, PiiType type, List<Finding> findings)
    {
        Work.Add(LongestToken);
        var cueEnd = at;
        var marked = false;
        var said = false;
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
                var dateEnd = WrittenDate.End(text, at);
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
                said |= CueVocabulary.Says.Contains(token);
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

            if (type == PiiType.Username && token[^1] == '=')
            {
                // "Login: user=<jdoe>"
                at = end;
                marked = true;
                continue;
            }

            if (type == PiiType.Username && token.Length >= 7 && !token.ContainsAnyExceptInRange('0', '9'))
            {
                type = PiiType.Id;
            }

            var named = marked || (said && type == PiiType.Username && IsMadeUp(token));
            if (type != PiiType.BirthDate && (IsValue(token, type, named) || IsCardCode(text[..cueEnd], token, type)))
            {
                findings.Add(new Finding(at, end, type, "cue", type == PiiType.Id ? 0.88 : 0.85, "cue"));
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

    /// <summary>The three digits on the back of a card.</summary>
    private static bool IsCardCode(ReadOnlySpan<char> cue, ReadOnlySpan<char> token, PiiType type) =>
        type == PiiType.Secret
        && token.Length == 3
        && !token.ContainsAnyExceptInRange('0', '9')
        && (cue.EndsWith("cvv", StringComparison.OrdinalIgnoreCase) || cue.EndsWith("cvc", StringComparison.OrdinalIgnoreCase));

    /// <summary>A word that no list or dictionary has: "my insta is janedoe", but not "my account is locked".</summary>
    private static bool IsMadeUp(ReadOnlySpan<char> token)
    {
        var hash = Lexicon.Hash(token);
        return token.Length > 4
            && char.IsLower(token[0])
            && (NameWords.OfHash(hash) & (WordFacts.Word | WordFacts.Proper)) == 0
            && DictionaryWords.Of(hash) == 0;
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
}
