namespace Raum.Redaction;

/// <summary>
/// Codes that are told a sentence or a turn behind the word for them: "wanted a TAN. I told him 417 906", "I've texted you a code, can you read it back? / 804 417", "the
/// code never worked. I generated another one, 117725".
/// </summary>
/// <remarks>Linear: a bounded stretch behind each cue is read, and only where it has digits.</remarks>
internal static class SaidCode
{
    private const int Reach = 220;
    private const int ReachAgain = 120;
    private const int MostNumbers = 8;
    private const int MostTurns = 2;
    private const int MostSmall = 3;
    private const int SixDigits = 6;

    /// <summary>The word was for this one, where a masked text is masked again.</summary>
    private const string Masked = "REDACTED_SECRET";

    /// <summary>Say that somebody tells, gets or types what follows.</summary>
    private static readonly WordSet Tells = Cues.Set(
        "said says read reads gave give given giving tell told telling sent send typed type entered enter put used use got came shows showed showing generate generated tried "
            + "sagte sagt gesagt gab gebe gegeben nannte nenne kam lautete eingegeben angezeigt stand steht "
            + "dit donne donnee dicte envoye recu tape saisi entre lu etait "
            + "dije dijo dice decia di dicte puse meti llego salio recibi escribi era "
            + "disse dei falei passei ditei chegou veio recebi digitei coloquei "
            + "detto dato arrivato arrivata diceva inserito digitato messo dettato comunicato "
            + "zei zegt gezegd gaf gegeven kreeg kwam ingevuld ingetypt stond"
    );

    /// <summary>Of these a shorter or longer number is said to be the code as well.</summary>
    private static readonly WordSet Hands = Cues.Set(
        "gave give giving told tell said say gesagt sagte gab gebe nannte nenne donne dicte dit dije di dicte disse dei passei falei detto dato dettato zei gaf"
    );

    private static readonly WordSet Persons = Cues.Set(
        "him her them you me us it ihm ihr ihnen dir euch ihn mir ich es lui leur te vous nous le la les lo nos lhe lhes os gli ci mi hem haar hun ze jou u ik wir sie er out back again"
    );

    /// <summary>German and Dutch say it behind the value: "Ich habe ihm 417 906 gesagt".</summary>
    private static readonly WordSet Told = Cues.Set(
        "gesagt gegeben genannt durchgegeben durchgesagt vorgelesen diktiert mitgeteilt eingegeben verraten geschickt weitergegeben eingetippt gezegd gegeven doorgegeven voorgelezen ingevuld ingetypt gestuurd verteld kam came arrived llego chegou arrivato arrive kwam"
    );

    /// <summary>Go on behind a code; any other word is what a number counts: "100000 points".</summary>
    private static readonly WordSet GoesOn = Cues.Set(
        "and but or then when which because before after over on by via to so now also too as it from und aber ab von desde dal vanaf oder dann wenn weil als am bei auch et mais ou puis quand lorsque par au a y pero o luego cuando por en al tambien "
            + "e mas depois quando pelo no ja ma poi per via al anche en maar of toen via aan ook"
    );

    private static readonly WordSet Anew = Cues.Set(
        "again another new second one newest erneut nochmal neue neuen neuer zweite nouveau nouvelle encore autre nuevo nueva otro otra novo nova outro outra nuovo nuova altro altra opnieuw nieuwe andere with mit avec con com met"
    );

    /// <summary>The code that a word for one announces from afar; its end is 0 when there is none.</summary>
    /// <param name="at">Where the word ends.</param>
    public static (int Start, int End) Behind(ReadOnlySpan<char> text, int at, CueKind kind) =>
        kind is CueKind.Pin or CueKind.Code or CueKind.Password ? Find(text, at, Math.Min(text.Length, at + Reach), kind, 0) : default;

    /// <summary>A further code of the same length behind the one that was found.</summary>
    public static (int Start, int End) Again(ReadOnlySpan<char> text, int start, int end, CueKind kind) =>
        kind is CueKind.Pin or CueKind.Code && new SecretShape(text[start..end]) is { IsDigits: true } shape
            ? Find(text, end, Math.Min(text.Length, end + ReachAgain), kind, shape.Digits)
            : default;

    private static (int Start, int End) Find(ReadOnlySpan<char> text, int from, int limit, CueKind kind, int length)
    {
        var (turns, line) = (0, from);
        Work.Add(1);
        for (
            int at = from, numbers = 0;
            numbers < MostNumbers && text[at..limit].IndexOfAnyInRange('0', '9') is >= 0 and var found;
            numbers++
        )
        {
            var start = at + found;
            Work.Add(found);
            turns += Turns(text, ref line, start);
            if (turns > MostTurns)
            {
                return default;
            }

            var end = CodeDigits.End(text, start);
            if (
                end > 0
                && IsFree(text, start, end)
                && new SecretShape(text[start..end]) is { IsDigits: true, IsYear: false } shape
                && (length == 0 || shape.Digits == length)
                && !Counts(text, end)
                && (
                    IsTold(text, start, end, shape.Digits, length > 0)
                    || (length == 0 && kind != CueKind.Password && turns == 1 && IsAnswer(text, from, start, end))
                )
                && !OtherNumber.IsIn(text[from..start])
                && !text[from..start].Contains(Masked, StringComparison.Ordinal)
            )
            {
                return (start, end);
            }

            at = Math.Max(end, CodeDigits.Run(text, start));
            if (at >= limit)
            {
                break;
            }
        }

        return default;
    }

    /// <summary>How many times a line ends between two places, counting lines without text as one.</summary>
    private static int Turns(ReadOnlySpan<char> text, ref int from, int to)
    {
        var turns = 0;
        for (; from < to; from++)
        {
            turns += text[from] == '\n' && text[..from].TrimEnd('\r') is not [.., '\n'] ? 1 : 0;
        }

        return turns;
    }

    /// <summary>No part of a longer number, of a price or of a token.</summary>
    private static bool IsFree(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0 && !(char.IsWhiteSpace(text[start - 1]) || ValueToken.IsQuote(text[start - 1]) || text[start - 1] is '(' or ':'))
        {
            return false;
        }

        return !(start > 1 && (char.IsAsciiDigit(text[start - 2]) || text[start - 2] is '€' or '$' or '£' or '+' or '#'))
            && !(end + 1 < text.Length && text[end] is ' ' or '-' && char.IsAsciiDigit(text[end + 1]));
    }

    /// <summary>True where a number counts the word behind it.</summary>
    private static bool Counts(ReadOnlySpan<char> text, int end)
    {
        var next = ValueToken.Spaces(text, end);
        if (next == end || SecretPlace.IsCounted(text, end))
        {
            return next < text.Length && SecretPlace.IsCounted(text, end);
        }

        var word = text[next..ValueToken.WordEnd(text, next)];
        return word.Length > 0 && !GoesOn.Contains(word) && !Told.Contains(word);
    }

    /// <summary>"it said 882417", "gave him 4471", "417 906 gesagt"; "generate again 117725" where another code was told before.</summary>
    private static bool IsTold(ReadOnlySpan<char> text, int start, int end, int digits, bool again)
    {
        var next = ValueToken.Spaces(text, end);
        if (next > end && Told.Contains(text[next..ValueToken.WordEnd(text, next)]))
        {
            return true;
        }

        if (start > 1 && text[start - 2] is '.' or '!' or '?')
        {
            return false;
        }

        var at = start;
        for (var words = 0; words <= MostSmall; words++)
        {
            var word = NameContext.SpanBefore(text, at, out var sameLine);
            if (word.IsEmpty || !sameLine)
            {
                return false;
            }

            if (Tells.Contains(word) || (again && Anew.Contains(word)))
            {
                return digits == SixDigits || again || Hands.Contains(word);
            }

            if (!Persons.Contains(word))
            {
                return false;
            }

            at = text[..at].LastIndexOf(word);
        }

        return false;
    }

    /// <summary>A line of its own behind one that speaks of the code.</summary>
    private static bool IsAnswer(ReadOnlySpan<char> text, int cue, int start, int end)
    {
        var above = text[cue..start];
        var lineEnd = above.IndexOf('\n');
        return lineEnd >= 0 && NextTurn.EndsLine(text, end) && NextTurn.Start(text, cue + lineEnd) == start;
    }
}
