using System.Buffers;

namespace Raum.Redaction;

/// <summary>Mail addresses with spaces in them, as phones and hurried people write them: "anna @ gmail.com", "a.berg@firma .de", "anna at gmail.com".</summary>
/// <remarks>
/// More than a space must tell, for an at sign between spaces stands for "at": what stands before it has a dot, a figure or is a name, or the host is one where people have their mail.
/// Linear: a bounded stretch around each sign is read.
/// </remarks>
internal sealed class SpacedEmail : IDetector
{
    private const int Longest = 80;
    private const int LongestLabel = 40;
    private const int MostLabels = 4;
    private static readonly SearchValues<string> Ats = SearchValues.Create([" at ", " ät "], StringComparison.OrdinalIgnoreCase);
    private const int LengthOfAt = 4;

    private static readonly WordSet Providers = Cues.Set(
        "gmail googlemail outlook hotmail yahoo icloud gmx web live aol proton protonmail freenet orange wanadoo free laposte sfr libero virgilio tiscali alice uol bol terra sapo ziggo kpn telenet skynet bluewin btinternet msn ymail bigpond optusnet iinet sky virginmedia ntlworld talktalk blueyonder rogers shaw bell telus videotron sympatico comcast verizon att xtra eircom btconnect hotmal gmai yandex posteo mailbox zoho fastmail"
    );

    /// <summary>Behind a dot with a space before it; other ends are words of a sentence.</summary>
    private static readonly WordSet Ends = Cues.Set("com net org de fr es it pt nl be at ch uk eu io br mx ar ie au ca in example info");

    /// <summary>Those of them that stay sure behind a dot with a space behind it only.</summary>
    private static readonly WordSet SureEnds = Cues.Set("com net org");

    private static readonly WordSet Mails = Cues.Set(
        "mail email mails emails correo correio courriel adresse address mailadresse emailadresse posta mailadres"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (units.Has('@'))
        {
            for (var from = 0; from < text.Length && text[from..].IndexOf('@') is >= 0 and var found; from += found + 1)
            {
                Read(text, from + found, from + found + 1, isWord: false, findings);
            }
        }

        for (var from = 0; from < text.Length && text[from..].IndexOfAny(Ats) is >= 0 and var found; from += found + 1)
        {
            Read(text, from + found, from + found + LengthOfAt, isWord: true, findings);
        }
    }

    /// <param name="sign">Where the sign stands, or the space before the word for it.</param>
    /// <param name="behind">Behind the sign, or behind the space that follows the word.</param>
    private static void Read(ReadOnlySpan<char> text, int sign, int behind, bool isWord, List<Finding> findings)
    {
        Work.Add(Longest);
        var before = !isWord && sign > 0 && text[sign - 1] == ' ' ? sign - 1 : sign;
        var start = EmailDetector.LocalStart(text, before);
        var host = !isWord && behind < text.Length && text[behind] == ' ' ? behind + 1 : behind;
        var (end, hasGap) = HostEnd(text, host);
        if (
            start == before
            || end == 0
            || !(isWord || hasGap || before < sign || host > behind)
            || (start > 0 && text[start - 1] is '@' or '/')
        )
        {
            return;
        }

        var provider = Providers.Contains(text[host..ValueToken.WordEnd(text, host)]);
        if (
            isWord
                ? (provider && IsOfPerson(text[start..before])) || PersonLogin.Is(text[start..before])
                : hasGap || provider || IsOfPerson(text[start..before]) || Mails.Contains(NameContext.SpanBefore(text, start, out _))
        )
        {
            findings.Add(new Finding(start, end, PiiType.Email, "email", 0.9, "spaced"));
        }
    }

    /// <summary>"a.berg", "anna81", "anna".</summary>
    private static bool IsOfPerson(ReadOnlySpan<char> local) =>
        local.Length > 1
        && (
            local[1..].ContainsAny("._")
            || local.ContainsAnyInRange('0', '9')
            || (NameWords.Of(local) & (WordFacts.Given | WordFacts.Word)) == WordFacts.Given
        );

    /// <summary>The end of a host, and whether a space stands in it; 0 where there is none.</summary>
    private static (int End, bool HasGap) HostEnd(ReadOnlySpan<char> text, int start)
    {
        var (end, hasGap, at) = (0, false, start);
        for (var labels = 0; labels <= MostLabels; labels++)
        {
            var last = at;
            while (last < text.Length && last - at < LongestLabel && (char.IsAsciiLetterOrDigit(text[last]) || text[last] == '-'))
            {
                last++;
            }

            var label = text[at..last];
            var (gapBefore, gapBehind) = labels == 0 ? default : Gaps(text, at);
            if (
                label.Length < 2
                || char.IsLetter(label[0]) && char.IsUpper(label[0]) && (gapBefore || gapBehind)
                || ((gapBefore || gapBehind) && !(gapBefore ? Ends : SureEnds).Contains(label))
            )
            {
                break;
            }

            hasGap |= gapBefore || gapBehind;
            end = labels > 0 && !label.ContainsAnyInRange('0', '9') ? last : end;
            var dot = last < text.Length && text[last] == ' ' ? last + 1 : last;
            if (dot >= text.Length || text[dot] != '.')
            {
                break;
            }

            at = dot + 1 < text.Length && text[dot + 1] == ' ' ? dot + 2 : dot + 1;
        }

        return (end, hasGap);
    }

    /// <summary>The spaces around the dot before a label.</summary>
    private static (bool Before, bool Behind) Gaps(ReadOnlySpan<char> text, int label)
    {
        var dot = text[label - 1] == ' ' ? label - 2 : label - 1;
        return (text[dot - 1] == ' ', text[label - 1] == ' ');
    }
}
