using System.Buffers;

namespace Raum.Redaction;

/// <summary>Who writes in a copied chat: "[18:11] Thiel, Viva" on a line of its own, and names that begin lines again and again, "Ali: it still fails".</summary>
/// <remarks>Linear: the beginning of each line is read.</remarks>
internal sealed class ChatHead : IDetector
{
    private const string Name = "chat";
    private const string Reason = "speaker";
    private const int Longest = 40;
    private const int LongestTime = 24;
    private const int LongestSpeaker = 20;
    private const int MostWords = 4;

    private static readonly SearchValues<char> OfTime = SearchValues.Create("0123456789:./-, APMapm");

    /// <summary>Who writes where no name is shown, and is a family name elsewhere.</summary>
    private static readonly WordSet Roles = Cues.Set("gast kunde bot agent host");

    /// <summary>A chat with more people is read in part.</summary>
    private const int MostSpeakers = 8;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (!units.Has(':'))
        {
            return;
        }

        Span<(ulong Hash, int Start, int End)> speakers = stackalloc (ulong, int, int)[MostSpeakers];
        var count = 0;
        for (var line = 0; line < text.Length; line = TableDetector.LineEnd(text, line) + 1)
        {
            Work.Add(1);
            if (text[line] == '[')
            {
                Alone(text, line, findings);
            }
            else if (char.IsUpper(text[line]) && SpeakerEnd(text, line) is > 0 and var end)
            {
                var hash = Lexicon.Hash(text[line..end]);
                var known = 0;
                while (known < count && speakers[known].Hash != hash)
                {
                    known++;
                }

                if (known < count)
                {
                    // The first one, too.
                    var (_, start, last) = speakers[known];
                    if (last > start)
                    {
                        findings.Add(new Finding(start, last, PiiType.Name, Name, 0.85, Reason));
                        speakers[known] = (hash, 0, 0);
                    }

                    findings.Add(new Finding(line, end, PiiType.Name, Name, 0.85, Reason));
                }
                else if (count < MostSpeakers)
                {
                    speakers[count++] = (hash, line, end);
                }
            }
        }
    }

    /// <summary>"[18:11] Thiel, Viva".</summary>
    private static void Alone(ReadOnlySpan<char> text, int line, List<Finding> findings)
    {
        var near = text.Slice(line, Math.Min(text.Length - line, LongestTime + Longest));
        Work.Add(near.Length);
        var last = near.IndexOf('\n');
        near = (last < 0 ? near : near[..last]).TrimEnd(" \r");
        var close = near.IndexOf("] ");
        if ((last < 0 && near.Length >= LongestTime + Longest) || close is < 5 or > LongestTime || !IsTime(near[1..close]))
        {
            return;
        }

        var who = near[(close + 2)..];
        if (who.Count(' ') is > 0 and < MostWords && !who.ContainsAny(".!?()") && TableValue.IsListedName(who))
        {
            findings.Add(new Finding(line + close + 2, line + close + 2 + who.Length, PiiType.Name, Name, 0.9, Reason));
        }
    }

    /// <summary>Figures and their signs, a colon among them.</summary>
    private static bool IsTime(ReadOnlySpan<char> stamp) =>
        stamp.Contains(':') && stamp.ContainsAnyInRange('0', '9') && !stamp.ContainsAnyExcept(OfTime);

    /// <summary>The end of one word, a name and no other, before a colon and more words; 0 otherwise.</summary>
    private static int SpeakerEnd(ReadOnlySpan<char> text, int line)
    {
        var near = text.Slice(line, Math.Min(text.Length - line, LongestSpeaker + 3));
        var end = ValueToken.WordEnd(near, 0);
        if (end < 2 || end + 2 >= near.Length || near[end] != ':' || near[end + 1] != ' ' || !char.IsLetter(near[end + 2]))
        {
            return 0;
        }

        var facts = NameWords.Of(near[..end]);
        return
            (facts & WordFacts.Word) == 0
            && ((facts & WordFacts.Given) != 0 || (facts & (WordFacts.Surname | WordFacts.Proper)) == WordFacts.Surname)
            && (NameWords.Cues(near[..end]) & WordFacts.CueWords) == 0
            && !Roles.Contains(near[..end])
            ? line + end
            : 0;
    }
}
