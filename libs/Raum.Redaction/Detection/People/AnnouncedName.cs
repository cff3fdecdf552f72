namespace Raum.Redaction;

/// <summary>How far a name goes that something announced.</summary>
internal static class AnnouncedName
{
    public const int MostWords = 4;

    /// <summary>Titles that are hardly anything else in lower case, too.</summary>
    private static readonly WordSet LowerTitles = Cues.Set(
        "mr mrs herr herrn frau mme mlle madame monsieur sra srta senor senora sig signor signora mevrouw meneer mevr dhr senhor senhora"
    );

    /// <summary>Of two letters with a dot behind them, inside names.</summary>
    private static readonly WordSet Shortened = Cues.Set("st th ch ph wm ed jr sr dr mr ms ma jo ge al ed va ad");

    /// <summary>Before "frau" they make a noun of it.</summary>
    private static readonly WordSet Articles = Cues.Set(
        "die eine einer der meine meiner ihre ihrer seine seiner deine deiner keine alte junge andere"
    );

    private static readonly WordSet NoNames = Cues.Set(
        "said says will does called calls from with that this hatte haben wird soll kann sagt sagte meinte möchte wollte nicht noch schon auch oder eine einen dans avec pour veut "
            + "dijo dice tiene quiere para pero como della dello alla dice disse quer para mais heeft wordt niet maar ook"
    );

    /// <summary>The end of one to four capitalized words, with particles and initials between; <paramref name="start"/> when there is none.</summary>
    public static int End(ReadOnlySpan<char> text, int start, int end)
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

            if (words == 0 && NameDetector.SignOffs.Contains(text[from..at]) && (NameWords.Of(text[from..at]) & WordFacts.AnyName) == 0)
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

            // "J.", "St.", but not "Frau Ey. Die Rechnung".
            if (at < end && text[at] == '.' && (at - from == 1 || (at - from == 2 && Shortened.Contains(text[from..at]))))
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

    /// <summary>True for a title that counts in lower case, too: "frau sommer", "mr rivers".</summary>
    public static bool IsTitleInLowerCase(ReadOnlySpan<char> word) => LowerTitles.Contains(word);

    /// <summary>The end of a name of the lists in lower case behind such a title; <paramref name="start"/> when there is none.</summary>
    /// <param name="title">Where the title begins.</param>
    public static int EndInLowerCase(ReadOnlySpan<char> text, int title, int start, int end)
    {
        var at = AddressWords.NameEnd(text[..end], start);
        Work.Add(at - start);
        var word = text[start..at];
        return
            word.Length > 3
            && LowerTitles.Contains(text[title..ValueToken.WordEnd(text, title)])
            && (NameWords.Of(word) & (WordFacts.Given | WordFacts.Surname)) != 0
            && !NoNames.Contains(word)
            && !Articles.Contains(NameContext.SpanBefore(text, title, out _))
            ? at
            : start;
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
}
