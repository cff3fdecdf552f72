using System.Buffers;

namespace Raum.Redaction;

/// <summary>The display name before a mail address that says the same: "Post, Vince &lt;vince_post54@mail.example&gt;" (RFC 5322, 3.4).</summary>
/// <remarks>Linear: a bounded stretch before and behind each bracket is read.</remarks>
internal sealed class MailName : IDetector
{
    private const int Longest = 60;
    private const int LongestMail = 90;
    private const int MostWords = 5;

    private static readonly SearchValues<char> Edges = SearchValues.Create("\n:;<>()[]|\t\"");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (!units.Has('<') || !units.Has('@'))
        {
            return;
        }

        Span<char> letters = stackalloc char[MailLocalPart.Longest];
        for (var at = 0; text[at..].IndexOf('<') is >= 0 and var found; )
        {
            var open = at + found;
            at = open + 1;
            var behind = text.Slice(at, Math.Min(LongestMail, text.Length - at));
            var close = behind.IndexOf('>');
            Work.Add(behind.Length);
            if (close < 0 || !behind[..close].Contains('@') || behind[..close].Contains(' '))
            {
                continue;
            }

            var local = MailLocalPart.Letters(behind[..close], letters);
            if (!local.IsEmpty && Before(text, open, local) is var (start, end) && end > start)
            {
                findings.Add(new Finding(start, end, PiiType.Name, "mail-name", 0.92, "mail"));
            }
        }
    }

    private static (int Start, int End) Before(ReadOnlySpan<char> text, int open, ReadOnlySpan<char> local)
    {
        var floor = Math.Max(0, open - Longest);
        Work.Add(open - floor);
        var end = open;
        while (end > floor && text[end - 1] is ' ' or '"' or '\'')
        {
            end--;
        }

        floor += text[floor..end].LastIndexOfAny(Edges) + 1;
        var start = end;
        var (words, isHeld, hasComma) = (0, false, false);
        for (var last = end; last > floor && words < MostWords; words++)
        {
            var from = last;
            while (from > floor && (char.IsLetter(text[from - 1]) || text[from - 1] is '-' or '\'' or '’'))
            {
                from--;
            }

            var word = text[from..last];
            if (word.IsEmpty || !(char.IsUpper(word[0]) || CommonWords.IsParticle(word) || MailLocalPart.Holds(local, word)))
            {
                break;
            }

            var held = MailLocalPart.Holds(local, word);
            if (hasComma && !isHeld && !held)
            {
                break;
            }

            isHeld |= held;
            start = from;
            last = from;
            while (last > floor && text[last - 1] == ' ')
            {
                last--;
            }

            if (last > floor && text[last - 1] == ',')
            {
                // "Am Montag, Anna Berg <": only what the address says, too.
                if (hasComma || !IsHeldBefore(text[floor..(last - 1)], local))
                {
                    break;
                }

                hasComma = true;
                last--;
            }
        }

        start = SkipOffice(text, start, end);
        var name = text[start..end];
        return words > 1 && isHeld && !name.StartsWith("The ", StringComparison.Ordinal) && TableValue.IsListedName(name)
            ? (start, end)
            : default;
    }

    /// <summary>"Coach Rafferty".</summary>
    private static int SkipOffice(ReadOnlySpan<char> text, int start, int end)
    {
        var last = ValueToken.WordEnd(text, start);
        const WordFacts Office = WordFacts.Occupation | WordFacts.Title;
        return last + 1 < end && text[last] == ' ' && (NameWords.Cues(text[start..last]) & Office) != 0 ? last + 1 : start;
    }

    /// <summary>The word before a comma.</summary>
    private static bool IsHeldBefore(ReadOnlySpan<char> before, ReadOnlySpan<char> local) =>
        MailLocalPart.Holds(local, before[(before.LastIndexOfAny(" ,-") + 1)..]);
}
