namespace Raum.Redaction;

/// <summary>Decides whether a token is a secret by how it stands behind the word for one.</summary>
internal static class SecretPlace
{
    /// <summary>What numbers count.</summary>
    public static readonly WordSet Units = Cues.Set(
        "minutes minute min mins hours hour days day seconds users user characters digits times years eur euro euros usd km minuten stunden tage sekunden zeichen stellen mal minuti ore giorni secondi caratteri minutos horas dias segundos caracteres heures jours caracteres fois uur dagen tekens keer"
    );

    private const int ShortestOwnersWord = 5;
    private const int ShortestWord = 4;

    /// <summary>What most codes of one use have.</summary>
    private const int SixDigits = 6;
    private const int MostWordsOfOwner = 5;
    private static readonly WordSet Owners = Cues.Set("my our mein unser mon notre mi nuestra minha nossa mia nostra mijn onze");
    private static readonly WordSet Uses = Cues.Set(
        "use used benutzen benutze verwenden verwende nutzen nutze utilisons utilise usamos uso usiamo gebruiken gebruik"
    );
    private static readonly WordSet Joins = Cues.Set("and but und aber et mais y pero e mas ma en maar");

    /// <summary>How a token stands behind the cue.</summary>
    /// <param name="Direct">Nothing but small words between.</param>
    /// <param name="Marked">Behind a colon or an equals sign.</param>
    /// <param name="Said">Behind "is" and the like.</param>
    /// <param name="Opened">The bracket or quote before it.</param>
    internal readonly record struct Place(bool Direct, bool Marked, bool Said, char Opened, bool Comma);

    /// <summary>Where the value ends that begins here, 0 when this is none.</summary>
    public static int Accept(ReadOnlySpan<char> text, int at, CueKind kind, in Place place)
    {
        if (
            kind is CueKind.Password
            && ValueToken.IsQuote(place.Opened)
            && place.Direct
            && ValueToken.QuotedEnd(text, QuoteBefore(text, at)) is > 0 and var close
        )
        {
            var quoted = text[at..close].TrimEnd();
            if (quoted.Contains(' ') ? place.Marked || place.Said : new SecretShape(quoted) is { IsWord: true } or { Digits: > 0 })
            {
                return at + quoted.Length;
            }
        }

        var end = ValueToken.End(text, at);
        if (end == at)
        {
            return 0;
        }

        var announced = place.Marked || place.Said;
        var digitsEnd = CodeDigits.End(text, at);
        if (kind is CueKind.Password && place.Direct && digitsEnd - at == 4 && IsPairBehind(text, digitsEnd))
        {
            // "clave de comercio 7042 91"
            digitsEnd += 3;
        }

        if (digitsEnd > 0)
        {
            return AcceptsDigits(text, at, digitsEnd, kind, place) ? digitsEnd : 0;
        }

        if (kind == CueKind.Key && text[at..end].IndexOf('&') is > 0 and var amp)
        {
            end = at + amp;
        }

        end = WithEnd(text, at, end, place.Marked);
        var token = text[at..end];
        // "Password: user=…", "login: x / password: y"
        var shape = new SecretShape(token);
        if (end < text.Length && text[end] is ':' && !(shape.IsStrong && kind is CueKind.Password))
        {
            return 0;
        }

        var isolated = IsInserted(text, end, place);
        var accepted = kind switch
        {
            CueKind.Password => (place.Direct && (shape.IsMixed || shape.IsChain || (shape.Digits >= 4 && announced)))
                || ((announced || (isolated && !BeginsWithWord(token)) || place.Opened == '(') && shape.IsStrong)
                || (place.Direct && announced && shape is { Digits: 0 } && IsToldWord(text, end, shape, place, token)),
            CueKind.Pin => (place.Direct && shape.IsMixed && shape.Digits >= (announced ? 2 : 3))
                || ((announced || isolated || place.Opened == '(') && shape.IsCode),
            CueKind.Code => (place.Direct || announced || isolated) && (shape.IsCode || shape.IsGrouped),
            CueKind.Key => (place.Marked && shape.IsRandom)
                || (place.Direct && shape.IsGrouped)
                || place.Direct && (shape.IsKey || (announced && shape is { IsMixed: true, Digits: >= 2 })),
            _ => false,
        };
        return accepted ? end : 0;
    }

    /// <summary>Two digits more, that count nothing.</summary>
    private static bool IsPairBehind(ReadOnlySpan<char> text, int end) => CodeDigits.IsPair(text, end) && !IsCounted(text, end + 3);

    /// <summary>Behind a comma, and the phrase ends with it: "le code reçu par texto, 703 884."</summary>
    private static bool IsInserted(ReadOnlySpan<char> text, int end, in Place place) =>
        place.Comma && (end >= text.Length || text[end] is ',' or ';' or '\n' or ')' or '.');

    /// <summary>"the password of my laptop, ThinkPad-T480s."</summary>
    private static bool BeginsWithWord(ReadOnlySpan<char> token) =>
        ValueToken.WordEnd(token, 0) is >= ShortestWord and var letters
        && (NameWords.Of(token[..letters]) & (WordFacts.Word | WordFacts.Proper)) != 0;

    private static int QuoteBefore(ReadOnlySpan<char> text, int at)
    {
        while (at > 1 && text[at - 1] is ' ' or '\u00a0')
        {
            at--;
        }

        return at;
    }

    private static bool AcceptsDigits(ReadOnlySpan<char> text, int at, int end, CueKind kind, in Place place)
    {
        var shape = new SecretShape(text[at..end]);
        var announced = place.Marked || place.Said || place.Opened == '(';
        if (shape.Digits == 3)
        {
            return kind == CueKind.Pin && place.Direct && IsCardCode(text, at);
        }

        if (end + 1 < text.Length && text[end] is ' ' or '-' && CodeDigits.Run(text, end + 1) - end > 3)
        {
            // A row of numbers.
            return false;
        }

        if (
            IsCounted(text, end)
            || (!shape.IsDigits && !(kind is CueKind.Key or CueKind.Password && place.Direct && shape is { Signs: 0, Digits: > 8 }))
        )
        {
            return false;
        }

        if (shape.IsYear && !(place.Direct && announced) && kind != CueKind.Pin)
        {
            return false;
        }

        return kind switch
        {
            CueKind.Pin or CueKind.Code => place.Direct
                || announced
                || (IsInserted(text, end, place) && (shape.Digits == SixDigits || (end < text.Length && text[end] == ','))),
            CueKind.Password => place.Direct,
            // "token 493027", but not "key 2204".
            CueKind.Key => place.Direct && shape.Digits >= SixDigits,
            _ => false,
        };
    }

    /// <summary>The three digits on the back of a card.</summary>
    private static bool IsCardCode(ReadOnlySpan<char> text, int at)
    {
        var before = text[Math.Max(0, at - 12)..at];
        return before.Contains("cvv", StringComparison.OrdinalIgnoreCase) || before.Contains("cvc", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>"8 characters", "14 days", "20 %".</summary>
    public static bool IsCounted(ReadOnlySpan<char> text, int end)
    {
        var next = ValueToken.Spaces(text, end);
        if (next < text.Length && text[next] is '%' or '€' or '$')
        {
            return true;
        }

        return next > end
            && ValueToken.WordEnd(text, next) is var last
            && Units.Contains(text[next..last])
            // "The code 4471 times out."
            && !(text[next..last] is "times" && text[last..].StartsWith(" out"));
    }

    /// <summary>A plain word that is told as the password: behind an equals sign, or behind a colon up to the end of the line; behind "is" only what no list has.</summary>
    private static bool IsToldWord(ReadOnlySpan<char> text, int end, in SecretShape shape, in Place place, ReadOnlySpan<char> token)
    {
        if (!shape.IsWord)
        {
            return false;
        }

        if (place.Marked)
        {
            var next = ValueToken.Spaces(text, end);
            return next >= text.Length || text[next] is '\n' or '\r' or ',' or ';' or '"' or '\'' or '/' or '|' or '.';
        }

        return shape.IsJoined
            || IsUsed(text, end - token.Length, shape, token)
            || MadeUp.Is(token)
            || IsLautet(text, end - token.Length)
            || IsOwnersWord(text, end, token);
    }

    /// <summary>"my password is Sunflower": a word with a capital that ends the phrase, of a password that somebody calls theirs.</summary>
    public static bool IsOwnersWord(ReadOnlySpan<char> text, int end, ReadOnlySpan<char> token)
    {
        var start = end - token.Length;
        if (token.Length < ShortestOwnersWord || !char.IsUpper(token[0]) || !char.IsLower(token[1]))
        {
            return false;
        }

        var next = ValueToken.Spaces(text, end);
        if (next < text.Length && char.IsLetter(text[next]) && !Joins.Contains(text[next..ValueToken.WordEnd(text, next)]))
        {
            return false;
        }

        var at = start;
        for (var words = 0; words < MostWordsOfOwner && at > 0; words++)
        {
            var word = NameContext.SpanBefore(text, at, out _);
            if (Owners.Contains(word))
            {
                return true;
            }

            at = text[..at].LastIndexOf(word);
        }

        return false;
    }

    /// <summary>"the password we use is Mango-Tree": two words that are joined.</summary>
    private static bool IsUsed(ReadOnlySpan<char> text, int start, in SecretShape shape, ReadOnlySpan<char> token)
    {
        if (shape.Signs != 1 || !token.Contains('-'))
        {
            return false;
        }

        var says = NameContext.SpanBefore(text, start, out _);
        return Uses.Contains(NameContext.SpanBefore(text, text[..start].LastIndexOf(says), out _));
    }

    /// <summary>"lautet" is said of nothing but the value itself.</summary>
    private static bool IsLautet(ReadOnlySpan<char> text, int at) =>
        text[..at].TrimEnd(" \"'„»") is var before && before.EndsWith("lautet", StringComparison.OrdinalIgnoreCase);

    /// <summary>"!" and "*" at the end belong to a password that has figures, but not where a sentence ends.</summary>
    public static int WithEnd(ReadOnlySpan<char> text, int at, int end, bool marked)
    {
        var last = end;
        while (last < text.Length && text[last] is '!' or '*')
        {
            last++;
        }

        if (marked && last == end && end < text.Length && text[end] == '?')
        {
            // "Password: m0rningF0g?" in a form.
            return text[at..end].ContainsAnyInRange('0', '9') ? end + 1 : end;
        }

        if (last == end || (at > 0 && text[at - 1] == '*') || !text[at..end].ContainsAnyInRange('0', '9'))
        {
            return end;
        }

        var next = ValueToken.Spaces(text, last);
        return text[last - 1] == '*' || marked || (next < text.Length && text[next] != '\n' && !char.IsUpper(text[next])) ? last : end;
    }
}
