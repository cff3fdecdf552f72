namespace Raum.Redaction;

/// <summary>Decides from the words around it whether a word that can be a name is one: "Hi Mark," but not "mark it".</summary>
internal static class NameContext
{
    private const string GreetingWords =
        "hi hello hey dear thanks thank cheers hallo liebe lieber moin servus bonjour salut cher chere hola estimado "
        + "estimada querido querida ola oi caro cara prezado prezada ciao gentile buongiorno beste geachte hoi dag "
        + "bedankt danke merci gracias obrigado obrigada grazie sorry morning afternoon evening ok okay tag morgen best "
        + "regards sincerely gruss gruß gruaß gruass grusse grüße gruesse cordialement saludos abraco saluti groeten groet "
        + "salve valeu thx thnx thanx ty ta lg vg gr bjs abs bises bisous besos beijos groetjes hiya welcome bienvenue";

    private const string TitleWords =
        "mr mrs ms miss dr prof sir herr herrn frau mme mlle madame monsieur sr sra srta senor senora dona don dra sig "
        + "signor signora mevrouw meneer mevr dhr senorita madam mister maitre";

    private static readonly WordSet Greetings = Cues.Set(GreetingWords);

    /// <summary>What stands before whom it speaks to or of.</summary>
    private static readonly WordSet GreetingsAndTitles = Cues.Set($"{GreetingWords} {TitleWords}");

    private static readonly WordSet Announcements = Cues.Set(
        "name named called i'm im am heisse heiße bin nombre llamo nome chiamo chamo heet nom appelle mit with to from "
            + "by and ask told via von an con avec com met soy sou suis habla"
    );

    /// <summary>The words that tell are shorter.</summary>
    public const int LongestWord = 24;

    private const int MostFillers = 5;

    private static readonly WordSet Fillers = Cues.Set(
        "you u very much so again a lot all bien beaucoup encore muito muita mucho mucha muchas muchos mil tanto mille de nuevo novo vielmals sehr schon nochmal lieben herzlichen vielen heel erg hartelijk wel dank infinite"
    );

    /// <summary>True when the capitalized word at this place is meant as a person.</summary>
    public static bool SaysPerson(ReadOnlySpan<char> text, int start, int end)
    {
        if (!char.IsUpper(text[start]))
        {
            return IsAddressed(text, start, end);
        }

        if (IsAlone(text, start, end))
        {
            return true;
        }

        var sentenceStart = StartsSentence(text, start);
        if (sentenceStart && EndsParagraph(text, end) && !(start > 2 && char.IsAsciiDigit(text[start - 3])))
        {
            // "… Buen viaje. Santiago"
            return true;
        }

        var before = SpanBefore(text, start, out var sameLine);
        if (before.Length > 0 && sameLine)
        {
            if (GreetingsAndTitles.Contains(before))
            {
                return true;
            }

            if (
                !sentenceStart
                && ((Announcements.Contains(before) && EndsPhrase(text, end)) || (NameWords.Cues(before) & WordFacts.Kin) != 0)
            )
            {
                return true;
            }
        }

        // "… thanks, Mark." / "Mark, …" at the end of a phrase, and "Mark's".
        return (!sentenceStart && IsPossessive(text, end))
            || (before.Length > 0 && text[start - 1] == ' ' && start > 1 && text[start - 2] == ',' && EndsPhrase(text, end));
    }

    /// <summary>The same for a person of the ticket: also "Mark, the parcel is here" and "Will said so" at the beginning of a sentence.</summary>
    public static bool SaysKnown(ReadOnlySpan<char> text, int start, int end) =>
        SaysPerson(text, start, end)
        || (char.IsUpper(text[start]) && (StartsLineBeforeComma(text, start, end) || IsCalled(text, start, end)))
        || ((char.IsUpper(text[start]) || StartsSentence(text, start)) && PersonVerbs.Follow(text, end))
        || IsThanked(text, start, end)
        || KnownLine.Begins(text, start, end)
        || SmallMention.Is(text, start, end)
        || (
            char.IsUpper(text[start])
            && IsPossessive(text, end)
            && (NameWords.Of(text[start..end]) & (WordFacts.Proper | WordFacts.Month)) == 0
        );

    /// <summary>Where somebody is spoken to or signs: a line of its own, the end of a paragraph, behind a greeting or thanks.</summary>
    public static bool IsSpokenTo(ReadOnlySpan<char> text, int start, int end)
    {
        if (!char.IsUpper(text[start]))
        {
            return IsAddressed(text, start, end) || IsThanked(text, start, end);
        }

        if (IsAlone(text, start, end) || IsThanked(text, start, end))
        {
            return true;
        }

        var dash = start > 1 && text[start - 1] is '-' or '–' or '—' && text[start - 2] is ' ';
        var first = dash ? start - 2 : start;
        if (EndsParagraph(text, end) && (dash || StartsSentence(text, first)) && !(first > 2 && char.IsAsciiDigit(text[first - 3])))
        {
            return true;
        }

        return EndsPhrase(text, end)
            && SpanBefore(text, start, out var sameLine) is { Length: > 0 } before
            && sameLine
            && GreetingsAndTitles.Contains(before);
    }

    /// <summary>"Hank, balance ships Tuesday."</summary>
    private static bool StartsLineBeforeComma(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || text[start - 1] == '\n')
        && end + 2 < text.Length
        && text[end] == ','
        && text[end + 1] == ' '
        && char.IsLetter(text[end + 2]);

    /// <summary>"We ship to Georgia only. Georgia, did you tell her?"</summary>
    private static bool IsCalled(ReadOnlySpan<char> text, int start, int end) =>
        end + 2 < text.Length
        && text[end] == ','
        && text[end + 1] == ' '
        && (char.IsLower(text[end + 2]) || text[end + 2] is '¿' or '¡')
        && !(start > 2 && char.IsAsciiDigit(text[start - 3]))
        && StartsSentence(text, start);

    /// <summary>"omg thank you MAY", "muchas gracias de nuevo Pilar": small words between the thanks and the name.</summary>
    private static bool IsThanked(ReadOnlySpan<char> text, int start, int end)
    {
        if (!EndsPhrase(text, end))
        {
            return false;
        }

        var at = start;
        for (var words = 0; words < MostFillers && at > 1 && text[at - 1] == ' '; words++)
        {
            var to = at - 1;
            var from = to;
            while (from > 0 && to - from < 12 && char.IsLetter(text[from - 1]))
            {
                from--;
            }

            if (from == to)
            {
                return false;
            }

            var word = text[from..to];
            if (words > 0 && Greetings.Contains(word))
            {
                return true;
            }

            if (!Fillers.Contains(word))
            {
                return false;
            }

            at = from;
        }

        return false;
    }

    /// <summary>In lower case: "cheers dean, the driver came", but not "thanks will do".</summary>
    private static bool IsAddressed(ReadOnlySpan<char> text, int start, int end) =>
        EndsPhrase(text, end)
        && start > 0
        && text[start - 1] == ' '
        && SpanBefore(text, start, out var sameLine) is { Length: > 0 } before
        && sameLine
        && GreetingsAndTitles.Contains(before);

    /// <summary>Nothing but a dot or an exclamation mark up to the end of the line.</summary>
    private static bool EndsParagraph(ReadOnlySpan<char> text, int end)
    {
        end += end < text.Length && text[end] is '.' or '!' ? 1 : 0;
        return end >= text.Length || text[end] is '\n' or '\r';
    }

    /// <summary>True for a folded word that stands before names and is none.</summary>
    public static bool IsGreetingOrTitle(ReadOnlySpan<char> word) => GreetingsAndTitles.ContainsValue(word);

    /// <summary>The same for a word of nothing but letters.</summary>
    public static bool IsPlainGreetingOrTitle(ReadOnlySpan<char> word) => GreetingsAndTitles.Contains(word);

    /// <summary>Writes the folded word before a place, of at most <see cref="LongestWord"/> units; gives its length, 0 when there is none within a short gap.</summary>
    public static int WordBefore(ReadOnlySpan<char> text, int start, Span<char> folded)
    {
        var word = SpanBefore(text, start, out _);
        return word.IsEmpty ? 0 : ValueKey.Write(word, folded);
    }

    /// <summary>The word before a place as it stands, empty when there is none within a short gap.</summary>
    public static ReadOnlySpan<char> SpanBefore(ReadOnlySpan<char> text, int start, out bool sameLine)
    {
        sameLine = true;
        var end = start;
        while (end > 0 && start - end < 4 && !char.IsLetterOrDigit(text[end - 1]) && text[end - 1] != ']')
        {
            sameLine &= text[end - 1] != '\n';
            end--;
        }

        var from = end;
        while (from > 0 && end - from < LongestWord && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        return text[from..end];
    }

    /// <summary>A line of its own, as a signature is: "Mark" or "- Mark".</summary>
    private static bool IsAlone(ReadOnlySpan<char> text, int start, int end)
    {
        var left = start;
        while (left > 0 && start - left < 4 && text[left - 1] is ' ' or '-' or '–' or '—' or '~' or '>' or '*')
        {
            left--;
        }

        var right = end;
        while (right < text.Length && right - end < 4 && text[right] is ' ' or '.' or ',' or '!' or '*' or '\r')
        {
            right++;
        }

        return (left == 0 || text[left - 1] == '\n') && (right >= text.Length || text[right] == '\n');
    }

    /// <summary>True where a capital says nothing: at the beginning of a sentence or line.</summary>
    internal static bool StartsSentence(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at > 0 && text[at - 1] is ' ' or '"' or '\'' or '(' or '*' or '¿' or '¡')
        {
            at--;
        }

        return at == 0 || text[at - 1] is '.' or '!' or '?' or '\n' or ':';
    }

    private static bool EndsPhrase(ReadOnlySpan<char> text, int end) =>
        end >= text.Length
        || text[end] is '.' or ',' or '!' or '?' or ';' or ':' or ')' or '\n' or '\r'
        // French has a space before these signs.
        || (text[end] is ' ' && end + 1 < text.Length && text[end + 1] is '!' or '?' or ';');

    private static bool IsPossessive(ReadOnlySpan<char> text, int end) =>
        end + 1 < text.Length
        && text[end] is '\'' or '’'
        && text[end + 1] is 's'
        && (end + 2 >= text.Length || !char.IsLetter(text[end + 2]));
}
