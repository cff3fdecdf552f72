namespace Raum.Redaction;

/// <summary>What the model takes for a name and is none as a whole: titles and occupations alone, labels, streets, parts of codes and names of products.</summary>
internal static class NoName
{
    /// <summary>Titles that the lists do not have, from Nigeria, the Philippines, Malaysia, Indonesia, India and Thailand.</summary>
    private static readonly WordSet ForeignTitles = Cues.Set(
        "alhaja alhaji mallam chief engr barr oga aling mang kuya ate tita tito lola lolo datuk dato datin encik cik puan tuan pak bapak ibu mbak mas khun shri smt shrimati thiru"
    );

    /// <summary>The same, and nobody is called so: "Sh. Balwinder", "DJ (Sbu Cele)".</summary>
    private static readonly WordSet ShortTitles = Cues.Set("dj sh");

    /// <summary>No person alone; behind a title somebody may be called so: "Frau Gott".</summary>
    private static readonly WordSet Gods = Cues.Set("god gott dieu dios deus allah");

    /// <summary>Never a person alone: occupations behind "Sr.", a possessive, who helps.</summary>
    private static readonly WordSet Never = Cues.Set(
        "manager director engineer developer analyst consultant advisor specialist officer executive associate accountant architect designer coordinator supervisor technician administrator president chairman chairwoman chairperson secretary buyer vendor lecturer "
            + "gentili egregi estimados estimadas prezados prezadas chers cheres geachte janner feber cust acct abbo assunto asunto oggetto onderwerp betreff objet grato grata gratos dela dele delas deles nela nele nelas neles"
    );

    /// <summary>What children and couples call each other: "Love, Mum", "Maman, ne leur donne rien".</summary>
    private static readonly WordSet Family = Cues.Set(
        "mama mum mummy mom mommy dad daddy papa maman mamie mamma babbo mae pai oma opa granny grandma grandpa auntie uncle tante onkel nonna nonno abuela abuelo mutti mutter vater schatz liebling sweetie cheri cherie lieverd"
    );

    /// <summary>What somebody clicks to mark things as.</summary>
    private static readonly WordSet Marked = Cues.Set(
        "read unread paid unpaid done complete completed sent resolved closed spam junk delivered shipped received seen new important urgent favourite favorite default"
    );

    /// <summary>"Chief Adebayo", but not "Lola Fernández".</summary>
    public static bool IsForeignTitle(ReadOnlySpan<char> text, in Word word) =>
        text[word.Start..word.End] is var letters
        && (ShortTitles.Contains(letters) || ((word.Facts & WordFacts.Given) == 0 && ForeignTitles.Contains(letters)));

    /// <inheritdoc cref="Family"/>
    public static bool IsFamily(ReadOnlySpan<char> word) => Family.Contains(word);

    /// <inheritdoc cref="Never"/>
    public static bool IsNever(ReadOnlySpan<char> word) => Never.Contains(word);

    /// <summary>"Frau Müller-Hof", "Dr. Vogel-Markt".</summary>
    private static bool IsTitled(ReadOnlySpan<Word> words, int first)
    {
        var title = first - 1;
        title -= title > 0 && words[title] is { Shape: WordShape.Sign, Key: '.' } ? 1 : 0;
        return title >= 0
            && words[first].Start > words[first - 1].End
            && (words[title].Facts & WordFacts.Title) != 0
            && (words[title].Facts & WordFacts.Given) == 0;
    }

    private static bool IsNobody(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        text[words[at].Start..words[at].End] is var word
        && (Never.Contains(word) || Family.Contains(word) || (Gods.Contains(word) && !IsTitled(words, at)));

    /// <summary>A title, greeting or sign-off alone, and a part of a code: "ERR_PAYMENT", "WAN28K40".</summary>
    public static bool IsNone(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        ref readonly var only = ref words[first];
        var cue =
            first == last
            && (only.Facts & (WordFacts.Title | WordFacts.Greeting | WordFacts.SignOff)) != 0
            && (only.Facts & (WordFacts.Given | WordFacts.Surname)) == 0
            && only.Known == 0;
        var end = words[last].End;
        var start = words[first].Start;
        return cue
            || (first == last && only.Known == 0 && only.Shape is WordShape.Title or WordShape.Lower && IsNobody(text, words, first))
            || (
                first == last
                && only.Known == 0
                && last + 1 < words.Length
                && (
                    words[last + 1].IsCapital
                        ? IsForeignTitle(text, only)
                        : words[last + 1] is { Shape: WordShape.Sign, Key: '.' or '(' } && ShortTitles.Contains(text[start..end])
                )
            )
            || text[start..end] is "S. L" or "S. A" or "S. L." or "S. A."
            || IsSaint(text, words, first)
            || (first < last && Offices.IsAlone(text, only, words[first + 1]))
            || (first == last && text[start..end] is "Mark" && IsMarkedAs(text, end))
            || (
                first == last
                && (NameLabels.IsLabel(text, words, first) || NameLabels.IsHeading(text, only) || NameLabels.IsDay(text, only))
            )
            || (first == last && NameLabels.IsPlainLower(only) && !NameContext.SaysKnown(text, start, end))
            || (first == last && only.Shape == WordShape.Lower && last + 1 < words.Length && NameLabels.IsLabel(text, words, last + 1))
            || (first == last && IsCueOfValue(text, words, first))
            || (NameLabels.IsStreet(text[start..end]) && !IsTitled(words, first))
            || HasProductCase(text, words, first, last)
            || IsInCode(text, start, end);
    }

    /// <summary>"NINO AB 12 34 56 C", before an id alone: "PAN +44 7700 900233" may be a person.</summary>
    private static bool IsCueOfValue(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        words[at].Shape == WordShape.Capitals
        && words[at].Known == 0
        && at + 1 < words.Length
        && words[at + 1] is { Shape: WordShape.Value, Key: (uint)PiiType.Id + 1 }
        && CueVocabulary.Of(text[words[at].Start..words[at].End]) is CueKind.Id or CueKind.WeakId;

    /// <summary>"Mark as read", "Mark as Won", but not "I know Mark as an honest man".</summary>
    private static bool IsMarkedAs(ReadOnlySpan<char> text, int end) =>
        text[end..].StartsWith(" as ")
        && end + 4 < text.Length
        && (char.IsUpper(text[end + 4]) || Marked.Contains(text[(end + 4)..ValueToken.WordEnd(text, end + 4)]));

    private static bool HasProductCase(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        var found = false;
        for (var i = first; i <= last; i++)
        {
            // "FernándezCorreo" behind a given name is a name that lost its space.
            if ((words[i].Facts & (WordFacts.Given | WordFacts.Surname)) != 0)
            {
                return false;
            }

            found |= NameLabels.IsProductCase(text, words[i]);
        }

        return found;
    }

    /// <summary>"ERR_PAYMENT", "WAN28K40", "lisa_resume.doc".</summary>
    public static bool IsInCode(ReadOnlySpan<char> text, int start, int end) =>
        (end < text.Length && (text[end] == '_' || char.IsAsciiDigit(text[end])))
        || (start > 0 && text[start - 1] == '_')
        || IsJoined(text, start, end);

    /// <summary>"python-requests", but not "priya okafor-finch", "okafor-finch" and "anna-lena".</summary>
    private static bool IsJoined(ReadOnlySpan<char> text, int start, int end) =>
        end + 1 < text.Length
        && text[end] == '-'
        && char.IsAsciiLetterLower(text[end + 1])
        && char.IsAsciiLetterLower(text[start])
        && !text[start..end].Contains(' ')
        && !GoesTogether(NameWords.Of(text[start..end]), NameWords.Of(text[(end + 1)..ValueToken.WordEnd(text, end + 1)]));

    /// <summary>Two given names, or a name and one that is no word or stands behind one that is none.</summary>
    private static bool GoesTogether(WordFacts first, WordFacts second) =>
        (second & WordFacts.AnyName) != 0
        && (
            (second & WordFacts.Word) == 0
            || (first & second & WordFacts.Given) != 0
            || ((first & WordFacts.Word) == 0 && (first & second & WordFacts.Surname) != 0)
        );

    /// <summary>"at St Andrew's Church", but not "Emma St Clair" or "Mr St John".</summary>
    private static bool IsSaint(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first)
    {
        var saint = first - 1;
        saint -= saint > 0 && words[saint] is { Shape: WordShape.Sign, Key: '.' } ? 1 : 0;
        return saint >= 0
            && words[saint].End - words[saint].Start == 2
            && text[words[saint].Start..words[saint].End] is "St"
            && !(saint > 0 && words[saint - 1].IsCapital);
    }
}
