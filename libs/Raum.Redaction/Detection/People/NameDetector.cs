namespace Raum.Redaction;

/// <summary>Names that the text itself announces: "my name is", titles, greetings, sign-offs (PII-3).</summary>
/// <remarks>Linear: each line is read once; a name is at most <see cref="AnnouncedName.MostWords"/> capitalized words.</remarks>
internal sealed class NameDetector : IDetector
{
    private const string AnnouncingWords =
        "name heisse heiße heise llamo chiamo chamo appelle heet nombre nome nom naam mname vorname nachname apellidos apelido cognome surname "
        + "appeler appelait llama llamaba chama chamava chamado chamada chiama chiamava chiamato chiamata heisst heißt hiess hieß namens genaamd heette nomme nommee";

    private static readonly WordSet Announcing = Cues.Set(AnnouncingWords);

    /// <summary>The reason of what follows one of these: hardly anything else than a name does.</summary>
    public const string Called = "called";

    private static readonly WordSet Calling = Cues.Set(
        "heisse heiße heise llamo chiamo chamo appelle heet appeler appelait llama llamaba chama chamava chiama chiamava heisst heißt hiess hieß heette"
    );

    private const string TitleWords =
        "mr mrs ms miss dr prof herr herrn hr hrn frau mme mlle madame monsieur sr sra srta senor senora don dona dra sig signor signora mevrouw meneer mevr mw dhr "
        + "doctor docteur doktor dokter dottor dottore dottoressa dott dre dra doutor doutora maitre mister madam mademoiselle senhor senhora senorita avv avvocato ingegnere alhaja alhaji aling datuk dato datin encik puan tuan khun smt engr mallam geom rag lic licenciado licenciada "
        + "rechtsanwalt rechtsanwaltin familie fam famiglia professor professeur professora profesor profesora reverend sheikh exmo exma";

    private static readonly WordSet Titles = Cues.Set(TitleWords);

    /// <summary>Titles in lower case before a capital: "va don Segundo Mamani".</summary>
    private static readonly WordSet Dons = Cues.Set("don dona");

    /// <summary>Begin no name behind "heißt".</summary>
    private static readonly WordSet Articles = Cues.Set(
        "der die das ein eine el la los las un una il lo le les o os as um uma het een the"
    );

    private const string GreetingWords =
        "hi hello hey dear hallo liebe lieber bonjour salut cher chere hola estimado estimada querido querida ola caro cara prezado prezada ciao gentile beste geachte hoi";

    private static readonly WordSet Greetings = Cues.Set(GreetingWords);

    /// <summary>All that may stand before a name: nearly no word is one.</summary>
    private static readonly WordSet Openings = Cues.Set($"{AnnouncingWords} {TitleWords} {GreetingWords} {NameField.Words}");

    public static readonly WordSet SignOffs = Cues.Set(
        "regards sincerely cheers thanks thank best wishes yours grusse grussen gruss grüße grüßen gruß gruesse gruessen cordialement salutations saludos saludo abraco cumprimentos atentamente atenciosamente saluti groet groeten "
            + "merci danke gracias obrigado obrigada grazie bedankt cordiali cordialmente amicalement bien lg vg mfg"
    );

    /// <summary>With a dot, between a title and a name: "Frau Mag. Katzenschlager".</summary>
    private static readonly WordSet Degrees = Cues.Set("mag mmag ing dipl di dkfm drs ir dott avv geom arch eng lic");

    private static readonly WordSet Fillers = Cues.Set("is ist es e est me mi je ich eh se si lautet completo complet full first last");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        using var words = WordReader.Plain(text);
        Detect(text, words.Span, findings);
    }

    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, List<Finding> findings)
    {
        var signOff = 0;
        var next = 0;
        for (var line = 0; line < text.Length; )
        {
            var length = text[line..].IndexOf('\n');
            var end = length < 0 ? text.Length : line + length;
            var content = text[line..end].Trim();
            var from = next;
            while (next < words.Length && words[next].Start < end)
            {
                next++;
            }

            if (content.Length > 0)
            {
                if (signOff > 0 && (IsMasked(content) || Signature(text, line, end, findings)))
                {
                    signOff = 0;
                }
                else
                {
                    Announced(text, words[from..next], end, findings);
                    signOff = IsSignOff(content, words[from..next]) ? 3 : Math.Max(0, signOff - 1);
                }
            }

            line = end + 1;
        }
    }

    /// <summary>A short line of one to six words, one of which says goodbye.</summary>
    private static bool IsSignOff(ReadOnlySpan<char> line, ReadOnlySpan<Word> own)
    {
        if (line.Length > 60 || line[^1] is not (',' or '!' or '.' or >= 'a') || !MaySignOff(own))
        {
            return false;
        }

        var words = 0;
        var found = false;
        for (var at = 0; words <= 6 && Lexicon.NextWord(line, ref at, out var start); words++)
        {
            found |= SignOffs.Contains(line[start..at]);
        }

        return found && words <= 6;
    }

    private static bool MaySignOff(ReadOnlySpan<Word> words)
    {
        foreach (ref readonly var word in words)
        {
            if (SignOffs.MayContain(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Who signs was masked before; what stands below is the desk: "[REDACTED_AGENT]".</summary>
    private static bool IsMasked(ReadOnlySpan<char> line) => line[0] == '[' && line.StartsWith("[REDACTED_", StringComparison.Ordinal);

    /// <summary>A line of one to four capitalized words under a sign-off.</summary>
    private static bool Signature(ReadOnlySpan<char> text, int line, int end, List<Finding> findings)
    {
        var start = line;
        while (start < end && !char.IsLetter(text[start]))
        {
            start++;
        }

        var last = AnnouncedName.End(text, start, end);
        if (last == start)
        {
            return false;
        }

        var rest = text[last..end].Trim();
        if (
            (rest.Length > 0 && rest[0] is not (',' or '|' or '(' or '.' or '-' or '–'))
            || IsWordsOnly(text[start..last])
            || NoName.IsFamily(text[start..last])
        )
        {
            return false;
        }

        findings.Add(new Finding(start, last, PiiType.Name, "name", 0.8, "signature"));
        return true;
    }

    /// <param name="words">The words of the line.</param>
    private static void Announced(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int end, List<Finding> findings)
    {
        var first = true;
        var behind = 0;
        foreach (ref readonly var own in words)
        {
            if (!own.IsWord || own.End <= behind)
            {
                continue;
            }

            var isFirst = first;
            first = false;
            if (!Openings.MayContain(own))
            {
                continue;
            }

            for (var at = Math.Max(own.Start, behind); at < own.End; isFirst = false)
            {
                behind = at = Opening(text, at, end, isFirst, findings);
            }
        }
    }

    /// <summary>Reads one word and the name that it may announce; gives the place to go on.</summary>
    private static int Opening(ReadOnlySpan<char> text, int start, int end, bool first, List<Finding> findings)
    {
        var at = start;
        while (at < end && char.IsLetter(text[at]))
        {
            at++;
        }

        var word = text[start..at];
        if (word.Length is 0 or > 14 || !Openings.Contains(word))
        {
            return Math.Max(at, start + 1);
        }

        if (NameField.Value(text, start, at, end) is var (from, to, isSure))
        {
            findings.Add(new Finding(from, to, PiiType.Name, "name", 0.85, isSure ? ToldNames.Reason : NameField.Reason));
            return to;
        }

        var reason =
            Titles.Contains(word)
            && (
                char.IsUpper(text[start])
                || word.Length > 4
                || (word.Length > 2 && at < end && text[at] == '.')
                || AnnouncedName.IsTitleInLowerCase(word)
                || (Dons.Contains(word) && at + 1 < end && text[at] == ' ' && char.IsUpper(text[at + 1]))
            )
                ? "title"
            : Calling.Contains(word) ? (IsTelephoning(text, start, word) ? null : Called)
            : Announcing.Contains(word) ? "announced"
            : first && Greetings.Contains(word) ? "greeting"
            : null;
        if (reason is null)
        {
            return at;
        }

        var name = SkipFillers(text, at, end, reason == "title");
        var last = Articles.Contains(text[name..ValueToken.WordEnd(text, name)]) ? name : AnnouncedName.End(text, name, end);
        if (last == name && reason == "title" && AnnouncedName.EndInLowerCase(text, start, name, end) is var lower && lower > name)
        {
            findings.Add(new Finding(name, lower, PiiType.Name, "name", 0.75, reason));
            return lower;
        }

        if (
            last > name
            && !NameField.IsNoValue(text[name..last])
            && !NoName.IsNever(text[name..last])
            && (
                reason == "title"
                    ? (NameWords.Of(text[start..last]) & WordFacts.Proper) == 0
                    : !IsWordsOnly(text[name..last]) || (reason == "greeting" && IsPair(text[name..last]))
            )
            && !(reason == "title" && IsOfPassenger(text, start))
            && !(reason == "title" && word is "HR" && char.IsLower(text[last - 1]))
            && !(reason == "greeting" && last < end && text[last] is not (',' or '!' or '.' or ' ' or '-' or '–' or ':'))
        )
        {
            var isPair = reason == "greeting" && (last == end || text[last] == ',') && IsPair(text[name..last]);
            findings.Add(
                new Finding(name, last, PiiType.Name, "name", reason == "greeting" ? 0.75 : 0.85, isPair ? ToldNames.Reason : reason)
            );
            return last;
        }

        return at;
    }

    /// <summary>No placeholder of a name is longer.</summary>
    private const int LongestMasked = 28;

    /// <summary>"OKONKWO/CHIDERA MRS. Please …": a title in capitals that stands behind its name.</summary>
    private static bool IsOfPassenger(ReadOnlySpan<char> text, int start)
    {
        if (start < 2 || text[start - 1] != ' ' || !char.IsUpper(text[start]) || !char.IsUpper(text[start + 1]))
        {
            return false;
        }

        if (text[Math.Max(0, start - LongestMasked)..start].LastIndexOf("[REDACTED_") >= 0 && text[start - 2] == ']')
        {
            return true;
        }

        var from = start - 1;
        var slash = false;
        while (from > 0 && start - from < 48 && (char.IsUpper(text[from - 1]) || text[from - 1] is '/' or ' ' or '-'))
        {
            from--;
            slash |= text[from] == '/';
        }

        return slash;
    }

    /// <summary>"llamo al 900 …": without "me" somebody telephones.</summary>
    private static bool IsTelephoning(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> word) =>
        word.Equals("llamo", StringComparison.OrdinalIgnoreCase)
        && !NameContext.SpanBefore(text, start, out _).Equals("me", StringComparison.OrdinalIgnoreCase);

    /// <param name="title">Behind a title only another one stands: "Meine Frau ist Kundin".</param>
    private static int SkipFillers(ReadOnlySpan<char> text, int at, int end, bool title)
    {
        for (var words = 0; words < 3; words++)
        {
            while (at < end && text[at] is ' ' or '.' or ':' or '\t' or '*' or '"' or '-' or '>' or '«' or '“' or '„')
            {
                at++;
            }

            var start = at;
            while (at < end && char.IsLetter(text[at]))
            {
                at++;
            }

            var word = at - start is > 0 and < 12 ? text[start..at] : default;
            if ((title || !Fillers.Contains(word)) && !Titles.Contains(word) && !(at < end && text[at] == '.' && Degrees.Contains(word)))
            {
                return start;
            }
        }

        return at;
    }

    /// <summary>"Hello Ivy Wood": a given and a family name that are words.</summary>
    private static bool IsPair(ReadOnlySpan<char> name)
    {
        var space = name.IndexOf(' ');
        return space > 0
            && (NameWords.Of(name[..space]) & WordFacts.Given) != 0
            && (NameWords.Of(name[(space + 1)..]) & (WordFacts.Surname | WordFacts.Proper)) == WordFacts.Surname;
    }

    private static bool IsWordsOnly(ReadOnlySpan<char> name)
    {
        for (var at = 0; Lexicon.NextWord(name, ref at, out var start); )
        {
            if (!CommonWords.Contains(name[start..at]))
            {
                return false;
            }
        }

        return true;
    }
}
