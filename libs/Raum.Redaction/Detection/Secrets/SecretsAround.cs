namespace Raum.Redaction;

/// <summary>Secrets before the word for them, and further ones behind the first: "A, B and C", "the old one A, the new one B".</summary>
internal static class SecretsAround
{
    private const int Reach = 110;
    private const int MostBefore = 5;

    private static readonly WordSet Turns = Cues.Set(
        "new old previous newer neues neuen neue altes alten alte neu alt nouveau nouvel ancien nueva vieja antigua nuevo nuova vecchia nuovo nova antiga novo nieuw nieuwe oud oude eigene now jetzt maintenant ahora agora adesso nu"
    );

    private static readonly WordSet Origins = Cues.Set("from von de da van du");

    /// <summary>"from A to B".</summary>
    private static readonly WordSet Changes = Cues.Set("to auf a en para in naar op");

    /// <summary>Between a value and the word behind it: "481902 is your login code".</summary>
    private static readonly WordSet Links = Cues.Set("is as ist als est es e comme como come was war are");

    private static readonly WordSet LinkWords = Cues.Set(
        "my your the a our his her new old login verification security access mein meine dein ihr der die das mon ma votre le la mi tu su el il mio tuo la o seu sua meu minha mijn je uw de het one time verify sign in"
    );

    /// <summary>Further values of the same kind: "A, B and C", "old one A, the new one B".</summary>
    public static int More(ReadOnlySpan<char> text, int start, int end, CueKind kind, List<Finding> findings)
    {
        Work.Add(Reach);
        var limit = Math.Min(text.Length, end + 60);
        var turned = false;
        var words = 0;
        var done = end;
        for (var at = end; at < limit && words <= 7; )
        {
            var c = text[at];
            if (c is '\n' or ';' or '?' || (c is '.' && at + 1 < text.Length && char.IsWhiteSpace(text[at + 1])))
            {
                break;
            }

            if (!char.IsLetterOrDigit(c) && !CuedSecret.IsStart(text, at, end))
            {
                at++;
                continue;
            }

            var last = SecretPlace.WithEnd(text, at, ValueToken.End(text, at), false);
            var token = text[at..last];
            var shape = new SecretShape(token);
            if (
                (words == 0 && kind != CueKind.Key && IsAlike(text[start..end], token))
                || (turned && (kind == CueKind.Password ? shape.IsMixed : shape.IsDigits && !SecretPlace.IsCounted(text, last)))
            )
            {
                CuedSecret.Add(findings, at, last);
                (start, end, done, words, turned) = (at, last, last, 0, false);
                at = last;
                limit = Math.Min(text.Length, end + 60);
                continue;
            }

            var wordEnd = ValueToken.WordEnd(text, at);
            if (wordEnd == at || CueVocabulary.Of(text[at..wordEnd]) is not (CueKind.None or CueKind.Password))
            {
                break;
            }

            turned |= Turns.Contains(text[at..wordEnd]) || (words == 0 && kind == CueKind.Password && Changes.Contains(text[at..wordEnd]));
            words += text[at..wordEnd] is "and" or "und" or "et" or "y" or "e" or "en" or "or" ? 0 : 1;
            at = wordEnd;
        }

        return done;
    }

    /// <summary>"from sunshine to bluewhale20": the one before, whatever it is, where the one behind was found.</summary>
    /// <param name="cue">Where the word for it ends.</param>
    public static void Changed(ReadOnlySpan<char> text, int cue, int second, List<Finding> findings)
    {
        Work.Add(Reach);
        var at = cue;
        if (second - cue > Reach || !text[cue..second].Contains(' '))
        {
            return;
        }

        for (var words = 0; words < MostBefore && at < second; words++)
        {
            at = ValueToken.Spaces(text, at);
            var last = ValueToken.WordEnd(text, at);
            if (last == at)
            {
                return;
            }

            var isFrom = Origins.Contains(text[at..last]);
            at = last;
            if (!isFrom)
            {
                continue;
            }

            var start = ValueToken.Spaces(text, at);
            var end = ValueToken.End(text, start);
            var to = ValueToken.Spaces(text, end);
            if (end > start && to < second && Changes.Contains(text[to..ValueToken.WordEnd(text, to)]))
            {
                CuedSecret.Add(findings, start, end);
                return;
            }
        }
    }

    /// <summary>Of one length, both digits or both codes of letters and figures.</summary>
    private static bool IsAlike(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var a = new SecretShape(first);
        var b = new SecretShape(second);
        return first.Length == second.Length && (a.IsDigits ? b.IsDigits : a.IsCode && b.IsCode);
    }

    /// <summary>"481902 is your verification code", "hunter22 as password".</summary>
    public static (int Start, int End) Before(ReadOnlySpan<char> text, int cue, CueKind kind)
    {
        if (kind is CueKind.Key)
        {
            return default;
        }

        var at = cue;
        var linked = false;
        var branded = false;
        for (var words = 0; words <= MostBefore && at > 1; words++)
        {
            if (text[at - 1] is not (' ' or '-' or '\'' or '’'))
            {
                return default;
            }

            at--;
            var last = at;
            while (at > 0 && char.IsLetter(text[at - 1]))
            {
                at--;
            }

            var word = text[at..last];
            if (word.Length == 0 || linked)
            {
                at = last;
                break;
            }

            if (Links.Contains(word))
            {
                linked = true;
            }
            else if (
                !LinkWords.Contains(word)
                && !CueVocabulary.Fillers.Contains(word)
                && CueVocabulary.Of(word) is CueKind.None or CueKind.Id
            )
            {
                // "your Google verification code"
                if (branded || !char.IsUpper(word[0]))
                {
                    return default;
                }

                branded = true;
            }
        }

        return linked && at > 0 ? TokenBefore(text, at, kind) : default;
    }

    private static (int Start, int End) TokenBefore(ReadOnlySpan<char> text, int end, CueKind kind)
    {
        while (end > 0 && text[end - 1] is ' ' or '"' or ',' or '»' or '”' or ')')
        {
            end--;
        }

        var start = end;
        while (
            start > 0
            && end - start < 40
            && !char.IsWhiteSpace(text[start - 1])
            && text[start - 1] is not ('"' or '(' or '«' or '„' or '“' or ',')
        )
        {
            start--;
        }

        if (end - start == 3 && start > 3 && CodeDigits.Run(text, start - 4) >= start - 1)
        {
            start -= 4;
        }

        if (end - start < 4)
        {
            return default;
        }

        // "G-481902"
        start += end - start > 6 && text[start + 1] == '-' && char.IsAsciiDigit(text[start + 2]) ? 2 : 0;
        var shape = new SecretShape(text[start..end]);
        var accepted =
            shape.IsDigits ? !(shape.IsYear && kind != CueKind.Pin) && !Cues.SaysOtherNumber(text, start)
            : kind is CueKind.Password ? shape is { IsMixed: true, Digits: > 0 }
            : shape.IsCode;
        return accepted ? (start, end) : default;
    }
}
