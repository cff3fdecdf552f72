namespace Raum.Redaction;

/// <summary>Passwords, PINs, one-time codes and keys behind or before the word for them.</summary>
/// <remarks>Linear: a bounded number of words around each cue is read.</remarks>
internal static class CuedSecret
{
    private const int Reach = 110;
    private const int MostWords = 9;
    private const int MostLineBreaks = 2;

    /// <summary>Stand between the word and a value right behind it.</summary>
    private static readonly WordSet Small = Cues.Set(
        "still noch encore todavia ancora nog ainda old new temporary temp current first last initial default guest online wifi wlan fi wi wpa wpa2 email mail user db database admin root router modem vorlaufiges neues neuer altes alte alter aktuelles "
            + "provisoire ancien nouvel actuel temporaire provvisoria provvisorio vecchia nuova attuale temporanea vieja nueva antigua provisional temporal antiga nova atual provisoria oud oude nieuw nieuwe tijdelijk tijdelijke "
            + "huidige always immer siempre sempre toujours altijd then with mit avec con com met question wort word firma api recu recue secret secreta segreto segreta confidentiel d dell della del dello tarjeta carte karte "
            + "ricevuto recibido recebido erhalten gekregen received via sms per by text key primary secondary signing access security network login d'acces verifica acces acesso ordine chiave immeuble batiment interphone citofono passe porte portail sblocco portone portao portal inicial acceso answer phrase "
            + "temporaneo texto sms mail today tonight heute hoy hoje oggi vandaag ftp sftp ssh smtp imap vpn sql rdp generic generica generico generique generisches generisch generieke common comun comum comune commun shared compartida compartilhada condivisa partage gemeinsames gedeelde "
            + "standard estandar padrao comercio commerce merchant terminal fritzbox livebox freebox parking parkplatz tiefgarage aparcamiento parcheggio estacionamento parkeergarage "
            + "jeweils each chacun chacune ciascuno ciascuna cada elk yo creo think guess glaub glaube crois credo acho denk ich je io eu ik "
            + "we wir wij nous nosotros noi use used using benutzen verwenden nutzen utilisons utilise usamos uso usiamo gebruiken gebruik "
            + "recupero recuperacion recuperacao recuperation recogida retrait ritiro laut gemass lt zettel aufkleber brief schreiben afhaal afhalen abholung pickup collection levantamento recolha retirada retiro regalo cadeau cadeaubon porta puerta gate door deur poort cancello"
    );

    /// <summary>"changed to", "auf … geändert": what follows is the new one.</summary>
    private static readonly WordSet Arrows = Cues.Set(
        "to auf a op en naar para pra pro in as als comme como come with mit pongo metto inserisco digito ponho coloco escribo introduzco gebe tippe saisis tape"
    );

    /// <summary>"our PIN was changed to 4471".</summary>
    private static readonly WordSet PinArrows = Cues.Set("to auf op a para su");

    /// <summary>Adds what the word that ends at <paramref name="at"/> announces; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, CueKind kind, List<Finding> findings)
    {
        Work.Add(Reach);
        if (kind is CueKind.Code && (OtherCode.Is(text, start, at) || ResultCode.Is(text, start, at)))
        {
            return at;
        }

        if (kind is CueKind.Code && (Opens(NameContext.SpanBefore(text, start, out _)) || LeadsToDoor(text, at)))
        {
            kind = CueKind.Pin;
        }

        if (kind == CueKind.Password)
        {
            PasswordList.Add(text, at, findings);
        }

        var (from, end) = Behind(text, start, at, kind);
        if (end == 0)
        {
            (from, end) = SecretsAround.Before(text, start, kind);
            (from, end) = end > 0 ? (from, end) : RenewedSecret.Behind(text, at, kind);
            (from, end) = end > 0 ? (from, end) : SaidCode.Behind(text, at, kind);
            (from, end) = end > 0 || kind != CueKind.Password ? (from, end) : AnsweredSecret.Behind(text, at);
            (from, end) = end > 0 || kind != CueKind.Pin ? (from, end) : PurposePin.Behind(text, at);
            (from, end) = end > 0 || kind != CueKind.Password ? (from, end) : TemporarySecret.Behind(text, at);
            if (end > 0)
            {
                Add(findings, from, end);
            }

            return at;
        }

        if (kind == CueKind.Password)
        {
            SecretsAround.Changed(text, at, from, findings);
        }

        Add(findings, from, end);
        var done = SecretsAround.More(text, from, end, kind, findings);
        if (done == end && SaidCode.Again(text, from, end, kind) is { End: > 0 } again)
        {
            Add(findings, again.Start, again.End);
        }

        return done;
    }

    private static bool Opens(ReadOnlySpan<char> before) => Entrances.Doors.Contains(before) || Entrances.Logins.Contains(before);

    /// <summary>"code porte", "code de l'immeuble", "Code für die Tür".</summary>
    private static bool LeadsToDoor(ReadOnlySpan<char> text, int at)
    {
        for (var words = 0; words < 3 && at < text.Length && text[at] is ' ' or '\'' or '’'; words++)
        {
            var last = ValueToken.WordEnd(text, at + 1);
            if (Entrances.Doors.Contains(text[(at + 1)..last]))
            {
                return true;
            }

            if (last - at > 4)
            {
                return false;
            }

            at = last;
        }

        return false;
    }

    public static void Add(List<Finding> findings, int start, int end) =>
        findings.Add(new Finding(start, end, PiiType.Secret, "cue", 0.87, "cue"));

    /// <summary>The value behind the cue; its end is 0 when there is none.</summary>
    private static (int Start, int End) Behind(ReadOnlySpan<char> text, int cue, int at, CueKind kind)
    {
        // The quote or bracket that closes around the cue opens no value.
        var closes = cue > 0 && at < text.Length && (ValueToken.IsQuote(text[cue - 1]) || text[cue - 1] is '[' or '*');
        at += closes ? 1 : 0;
        // "PUK2", "s" of a possessive.
        at += at < text.Length && char.IsAsciiDigit(text[at]) && (at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1])) ? 1 : 0;
        if (at + 1 < text.Length && text[at] == '-' && char.IsLetter(text[at + 1]))
        {
            // "Passwort-Manager", but "PIN-Code", "palavra-passe".
            var joined = ValueToken.WordEnd(text, at + 1);
            var part = text[(at + 1)..joined];
            if ((kind is CueKind.Key && part is "ID" or "Id" or "id") || (!Small.Contains(part) && !CueVocabulary.Fillers.Contains(part)))
            {
                // "Schlüssel-ID 7F3A91C2"
                return default;
            }

            at = joined;
        }

        at = BehindAttributes(text, cue, at);
        var limit = Math.Min(text.Length, at + Reach);
        var direct = true;
        var words = 0;
        var said = false;
        var lineBreaks = 0;
        var marked = cue > 1 && text[cue - 1] == '-' && text[cue - 2] == '-';
        var crossed = at < text.Length && text[at] == '.';
        while (at < limit && words <= MostWords)
        {
            var gap = ReadGap(text, at, limit, new Gap(at, marked, '\0', false, lineBreaks), direct, words == 0);
            if (gap.End >= limit)
            {
                return default;
            }

            at = gap.End;
            lineBreaks = gap.LineBreaks;
            at = BehindKey(text, at, cue, words);
            var place = new SecretPlace.Place(direct, gap.Sign, said, gap.Opened, gap.Comma);
            var end = SecretPlace.Accept(text, at, kind, place);
            end = end == 0 && kind is CueKind.Pin && direct ? CodeDigits.ApartEnd(text, at) : end;
            if (end > 0)
            {
                return (at, end);
            }

            var last = ValueToken.WordEnd(text, at);
            if (last == at)
            {
                // A figure that is no value.
                return default;
            }

            var word = text[at..last];
            if (kind is CueKind.Key && IsKeyId(text, at, word))
            {
                return default;
            }

            if (crossed && OtherNumber.IsSaid(word))
            {
                // "No recibí el código. Mi pedido es 881203"
                return default;
            }

            said =
                CueVocabulary.Says.Contains(word)
                || (said && CueVocabulary.Fillers.Contains(word))
                || (kind is CueKind.Password && (words > 0 ? Arrows : PinArrows).Contains(word))
                || (words > 0 && kind is CueKind.Pin && PinArrows.Contains(word));
            direct &= said || CueVocabulary.Fillers.Contains(word) || Small.Contains(word);
            if (gap.Sign && !direct && kind is not (CueKind.Pin or CueKind.Code or CueKind.Password))
            {
                return default;
            }

            marked = false;
            words++;
            // No value begins inside a token: "E1042", "E-7710".
            at = last;
            at += at + 1 < limit && text[at] == '-' && char.IsAsciiDigit(text[at + 1]) && last - gap.End <= 2 ? 1 : 0;
            while (at < limit && char.IsAsciiDigit(text[at]))
            {
                at++;
            }
        }

        return default;
    }

    /// <summary><c>&lt;Password Type="PasswordText"&gt;</c>: the value stands behind the tag.</summary>
    private static int BehindAttributes(ReadOnlySpan<char> text, int cue, int at)
    {
        var open = cue;
        while (open > 0 && cue - open < 12 && (char.IsAsciiLetterOrDigit(text[open - 1]) || text[open - 1] == ':'))
        {
            open--;
        }

        if (open == 0 || text[open - 1] != '<' || at >= text.Length || text[at] != ' ')
        {
            return at;
        }

        var near = text.Slice(at, Math.Min(Reach, text.Length - at));
        var close = near.IndexOfAny('<', '>');
        return close > 0 && near[close] == '>' ? at + close + 1 : at;
    }

    /// <summary>"AWS_SECRET_ACCESS_KEY=…", "KEY_ID=…": the rest of the key's name is no part of its value.</summary>
    private static int BehindKey(ReadOnlySpan<char> text, int at, int cue, int words)
    {
        if (words > 0 || !char.IsAsciiLetterUpper(text[cue]))
        {
            return at;
        }

        var end = at;
        while (end < text.Length && end - at < 32 && (char.IsAsciiLetterUpper(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return end > at && end + 1 < text.Length && text[end] == '=' ? end + 1 : at;
    }

    /// <summary>"the recovery key for key ID 7F3A91C2": which key it is, which is no secret.</summary>
    private static bool IsKeyId(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> word) =>
        word is "ID" or "Id" or "id" && text[..at] is [.., 'k' or 'K', 'e' or 'E', 'y' or 'Y', ' '];

    /// <summary>What stands between two words.</summary>
    /// <param name="Sign">A colon or an equals sign, or the "--" before the word.</param>
    /// <param name="Opened">The quote or bracket that opens the value.</param>
    /// <param name="LineBreaks">With those of the gaps before.</param>
    private readonly record struct Gap(int End, bool Sign, char Opened, bool Comma, int LineBreaks);

    /// <summary>Reads the signs between two words; ends at the limit where no value can stand behind them.</summary>
    private static Gap ReadGap(ReadOnlySpan<char> text, int at, int limit, Gap gap, bool direct, bool first)
    {
        var start = at;
        for (; at < limit && !char.IsLetterOrDigit(text[at]) && !IsStart(text, at, start); at++)
        {
            switch (text[at])
            {
                case ':' or '=':
                    gap = gap with { Sign = true, Opened = '\0' };
                    break;
                case ',':
                    gap = gap with { Comma = true };
                    break;
                case '\n' when gap.LineBreaks < MostLineBreaks && (gap.Sign || (direct && first)):
                    gap = gap with { LineBreaks = gap.LineBreaks + 1 };
                    break;
                case '\n' or ';' or '?' or '!' or '{' or '}' or '…' or '[':
                case '.' when at + 1 < text.Length && char.IsWhiteSpace(text[at + 1]) && !(direct && at == start) && !IsInitial(text, at):
                    return gap with { End = limit };
                case '"' when at - start > 1 && text[at - 1] is ',' or ' ' && text[start..at].Contains(',') && text[start] == '"':
                    // The next field of JSON: {"code":"DENIED","trace":"…"}
                    return gap with { End = limit };
                case '(':
                    gap = gap with { Opened = '(' };
                    break;
                case var c when ValueToken.IsQuote(c):
                    gap = c == '\'' && at > 0 && char.IsLetter(text[at - 1]) ? gap : gap with { Opened = c };
                    break;
            }
        }

        return gap with
        {
            End = at,
        };
    }

    /// <summary>"Mot de passe pour M. Le Goff : …": the dot ends no sentence.</summary>
    private static bool IsInitial(ReadOnlySpan<char> text, int dot) => dot > 1 && char.IsUpper(text[dot - 1]) && text[dot - 2] == ' ';

    /// <summary>A sign that begins a password, right behind a space: "#Winter24".</summary>
    public static bool IsStart(ReadOnlySpan<char> text, int at, int gap) =>
        text[at] is '#' or '!' or '$' or '%' or '&' or '@' or '_' or '~' or '+'
        && at > gap
        && at + 1 < text.Length
        && char.IsLetterOrDigit(text[at + 1]);
}
