namespace Raum.Redaction;

/// <summary>Names that the text itself announces: "my name is", titles, greetings, sign-offs (PII-3).</summary>
/// <remarks>Linear: each line is read once; a name is at most <see cref="MostWords"/> capitalized words.</remarks>
internal sealed class NameDetector : IDetector
{
    private const int MostWords = 4;

    private const string AnnouncingWords =
        "name heisse heise llamo chiamo chamo appelle heet nombre nome nom naam mname vorname nachname apellidos apelido cognome surname "
        + "appeler appelait llama llamaba chama chamava chamado chamada chiama chiamava chiamato chiamata heisst hiess namens genaamd heette nomme nommee";

    private static readonly WordSet Announcing = Cues.Set(AnnouncingWords);

    /// <summary>The reason of what follows one of these: hardly anything else than a name does.</summary>
    public const string Called = "called";

    private static readonly WordSet Calling = Cues.Set(
        "heisse heise llamo chiamo chamo appelle heet appeler appelait llama llamaba chama chamava chiama chiamava heisst hiess heette"
    );

    private const string TitleWords =
        "mr mrs ms miss dr prof herr herrn frau mme mlle madame monsieur sr sra srta senor senora don dona dra sig signor signora mevrouw meneer mevr dhr "
        + "doctor docteur doktor dokter dottor dottore dottoressa dott dre dra doutor doutora maitre mister madam mademoiselle senhor senhora senorita avv avvocato ingegnere lic licenciado licenciada "
        + "rechtsanwalt rechtsanwaltin familie fam famiglia professor professeur professora profesor profesora reverend sheikh exmo exma";

    private static readonly WordSet Titles = Cues.Set(TitleWords);

    private const string GreetingWords =
        "hi hello hey dear hallo liebe lieber bonjour salut cher chere hola estimado estimada querido querida ola caro cara prezado prezada ciao gentile beste geachte hoi";

    private static readonly WordSet Greetings = Cues.Set(GreetingWords);

    /// <summary>All that may stand before a name: nearly no word is one.</summary>
    private static readonly WordSet Openings = Cues.Set($"{AnnouncingWords} {TitleWords} {GreetingWords}");

    private static readonly WordSet SignOffs = Cues.Set(
        "regards sincerely cheers thanks thank best wishes yours grusse grussen gruss gruesse gruessen cordialement salutations saludos saludo abraco cumprimentos atentamente atenciosamente saluti groet groeten "
            + "merci danke gracias obrigado obrigada grazie bedankt cordiali cordialmente amicalement bien lg vg mfg"
    );

    private static readonly WordSet Fillers = Cues.Set("is ist es e est me mi je ich eh se si lautet completo complet full first last");

    public void Detect(ReadOnlySpan<char> text, List<Finding> findings)
    {
        var signOff = 0;
        for (var line = 0; line < text.Length; )
        {
            var length = text[line..].IndexOf('\n');
            var end = length < 0 ? text.Length : line + length;
            var content = text[line..end].Trim();
            if (content.Length > 0)
            {
                if (signOff > 0 && Signature(text, line, end, findings))
                {
                    signOff = 0;
                }
                else
                {
                    Announced(text, line, end, findings);
                    signOff = IsSignOff(content) ? 3 : Math.Max(0, signOff - 1);
                }
            }

            line = end + 1;
        }
    }

    /// <summary>A short line of one to six words, one of which says goodbye.</summary>
    private static bool IsSignOff(ReadOnlySpan<char> line)
    {
        if (line.Length > 60 || line[^1] is not (',' or '!' or '.' or >= 'a'))
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

    /// <summary>A line of one to four capitalized words under a sign-off.</summary>
    private static bool Signature(ReadOnlySpan<char> text, int line, int end, List<Finding> findings)
    {
        var start = line;
        while (start < end && !char.IsLetter(text[start]))
        {
            start++;
        }

        var last = NameEnd(text, start, end);
        if (last == start)
        {
            return false;
        }

        var rest = text[last..end].Trim();
        if ((rest.Length > 0 && rest[0] is not (',' or '|' or '(' or '.' or '-' or '–')) || IsWordsOnly(text[start..last]))
        {
            return false;
        }

        findings.Add(new Finding(start, last, PiiType.Name, "name", 0.8, "signature"));
        return true;
    }

    private static void Announced(ReadOnlySpan<char> text, int line, int end, List<Finding> findings)
    {
        var first = true;
        for (var at = line; at < end; )
        {
            if (!char.IsLetter(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < end && char.IsLetter(text[at]))
            {
                at++;
            }

            var word = text[start..at];
            if (word.Length > 14 || !Openings.Contains(word))
            {
                first = false;
                continue;
            }

            var reason =
                Titles.Contains(word) && (char.IsUpper(text[start]) || word.Length > 4 || (word.Length > 2 && at < end && text[at] == '.'))
                    ? "title"
                : Calling.Contains(word) ? Called
                : Announcing.Contains(word) ? "announced"
                : first && Greetings.Contains(word) ? "greeting"
                : null;
            first = false;
            if (reason is null)
            {
                continue;
            }

            var name = SkipFillers(text, at, end);
            var last = NameEnd(text, name, end);
            if (
                last > name
                && (reason == "title" ? (NameWords.Of(text[start..last]) & WordFacts.Proper) == 0 : !IsWordsOnly(text[name..last]))
                && !(reason == "greeting" && last < end && text[last] is not (',' or '!' or '.' or ' ' or '-' or '–' or ':'))
            )
            {
                findings.Add(new Finding(name, last, PiiType.Name, "name", reason == "greeting" ? 0.75 : 0.85, reason));
                at = last;
            }
        }
    }

    private static int SkipFillers(ReadOnlySpan<char> text, int at, int end)
    {
        for (var words = 0; words < 3; words++)
        {
            while (at < end && text[at] is ' ' or '.' or ':' or '\t' or '*' or '"' or '-' or '«' or '“' or '„')
            {
                at++;
            }

            var start = at;
            while (at < end && char.IsLetter(text[at]))
            {
                at++;
            }

            var word = at - start is > 0 and < 12 ? text[start..at] : default;
            if (!Fillers.Contains(word) && !Titles.Contains(word))
            {
                return start;
            }
        }

        return at;
    }

    /// <summary>The end of one to four capitalized words, with particles and initials between; <paramref name="start"/> when there is none.</summary>
    private static int NameEnd(ReadOnlySpan<char> text, int start, int end)
    {
        var last = start;
        var beforeParticle = 0;
        var isParticle = false;
        var words = 0;
        for (var at = start; at < end && words < MostWords; )
        {
            var from = at;
            while (at < end && (char.IsLetter(text[at]) || (text[at] is '\'' or '’' or '-' && at + 1 < end && char.IsUpper(text[at + 1]))))
            {
                at++;
            }

            if (at == from && Apostrophe(text, at, end) is > 0 and var small)
            {
                // "Van 't Hek"
                at = small;
                beforeParticle = last;
                continue;
            }

            if (at == from)
            {
                break;
            }

            const WordFacts Other = WordFacts.Word | WordFacts.Proper;
            if (
                words > 0
                && NameWords.Of(text[from..at]) is var facts
                && (facts & Other) != 0
                && (facts & WordFacts.AnyName) == 0
                && char.IsUpper(text[from])
                && !isParticle
            )
            {
                // "Dr. Pablo Rodríguez Centro": a word that is no name ends it.
                break;
            }

            if (words == 0 && SignOffs.Contains(text[from..at]) && (NameWords.Of(text[from..at]) & WordFacts.AnyName) == 0)
            {
                // "Liebe Grüße".
                break;
            }

            // "Familie De Boer": what follows a small word with a capital belongs to it.
            isParticle = CommonWords.IsParticle(text[from..at]);
            if (char.IsUpper(text[from]) || text[from] >= '\u2E80')
            {
                words++;
                last = at;
            }
            else if (!isParticle)
            {
                break;
            }
            else
            {
                beforeParticle = last;
            }

            if (at < end && text[at] == '.' && at - from <= 2)
            {
                at++;
            }

            if (at + 1 >= end || text[at] != ' ')
            {
                break;
            }

            at++;
        }

        return beforeParticle > start && IsFirm(text[last..end]) ? beforeParticle : last;
    }

    /// <summary>The place behind "'t " and "'s " before a capital; 0 where nothing of that stands.</summary>
    private static int Apostrophe(ReadOnlySpan<char> text, int at, int end) =>
        at + 3 < end && text[at] is '\'' or '’' && text[at + 1] is 't' or 's' && text[at + 2] == ' ' && char.IsUpper(text[at + 3])
            ? at + 3
            : 0;

    /// <summary>"Herr Koch von Thermotec GmbH".</summary>
    private static bool IsFirm(ReadOnlySpan<char> rest)
    {
        var length = 1;
        while (length < rest.Length && length < 14 && char.IsLetter(rest[length]))
        {
            length++;
        }

        return rest.Length > 2 && rest[0] == ' ' && (NameWords.Cues(rest[1..length]) & WordFacts.Organization) != 0;
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
