namespace Raum.Redaction;

/// <summary>Who a mail comes from or goes to, family name first, before the address in angle brackets (RFC 5322, 3.4): <c>"Fuchs, Heike" &lt;h.fuchs@firma.example&gt;</c>.</summary>
/// <remarks>
/// So mail programs of firms write it, and families are called by words: without the bracket "Fuchs" is an animal. Linear: a bracket is looked at once, with a bounded stretch on each
/// side. The name model decides about the finds, as about those of the other rules.
/// </remarks>
internal static class MailboxNames
{
    private const int LongestAddress = 100;

    /// <summary>Words with a capital, before the comma and behind it.</summary>
    private const int MostInPart = 2;

    private const WordFacts NoName =
        WordFacts.Organization | WordFacts.Greeting | WordFacts.SignOff | WordFacts.Announcing | WordFacts.Month | WordFacts.Kin;

    /// <summary>Between a date and the sender: "Am 3. März schrieb Fuchs, Heike", "at 8:55 AM, Ivy Wood".</summary>
    private static readonly WordSet Wrote = Cues.Set("schrieb wrote ecrit escribio scritto escreveu schreef am pm");

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, List<Finding> rules)
    {
        var at = 0;
        for (var bracket = text.IndexOf('<'); bracket >= 0; bracket = Next(text, bracket))
        {
            if (!OpensAddress(text[bracket..]))
            {
                continue;
            }

            at = NameEvidence.Seek(words, at, bracket);
            var last = at - 1;
            last -= last >= 0 && words[last] is { Shape: WordShape.Sign, Key: '"' or '\'' } ? 1 : 0;
            if (last >= 0 && words[last].End + 3 > bracket && First(text, words, last) is >= 0 and var first)
            {
                rules.Add(new Finding(words[first].Start, words[last].End, PiiType.Name, "name", 0.85, NameField.Reason));
            }
        }
    }

    private static int Next(ReadOnlySpan<char> text, int bracket)
    {
        var next = text[(bracket + 1)..].IndexOf('<');
        return next < 0 ? -1 : bracket + 1 + next;
    }

    /// <summary>An address stands in the brackets, or stood there before it was masked.</summary>
    private static bool OpensAddress(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, LongestAddress)].IndexOfAny('>', '\n');
        Work.Add(Math.Max(end, 1));
        return end > 3 && text[end] == '>' && text[1..end] is var inside && (inside.Contains('@') || inside.StartsWith("[REDACTED_EMAIL"));
    }

    /// <summary>The first word of the name that ends here; -1 where it is none. Two people with a comma between them are none: "Anna Koch, Bob".</summary>
    private static int First(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int last)
    {
        var comma = Part(text, words, last) - 1;
        if (
            comma < 1
            || words[comma] is not { Shape: WordShape.Sign, Key: ',' }
            || words[comma + 1].Start != words[comma].End + 1
            || words[comma - 1].End != words[comma].Start
        )
        {
            return -1;
        }

        var first = Part(text, words, comma - 1);
        return first >= 0 && BeginsName(text, words, first) && !IsPerson(words, first, comma - 1) ? first : -1;
    }

    /// <summary>The first of the words with a capital that stand together up to here, with small words and hyphens between them; -1 where one of them is no name.</summary>
    private static int Part(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int last)
    {
        var count = 0;
        var first = -1;
        for (var i = last; i >= 0; i--)
        {
            ref readonly var word = ref words[i];
            if (first >= 0 && words[i + 1].Start - word.End > 1)
            {
                break;
            }

            if (word.IsCapital)
            {
                var letters = text[word.Start..word.End];
                if ((word.Facts & NoName) != 0 || DeskName.IsOne(letters) || Wrote.Contains(letters) || ++count > MostInPart)
                {
                    return -1;
                }

                first = i;
            }
            else if (word.Shape == WordShape.Lower && (word.Facts & WordFacts.Particle) != 0 && first >= 0)
            {
                first = i;
            }
            else if (word is not { Shape: WordShape.Sign, Key: '-' or '\'' or '’' or '.' } || word.End - word.Start != 1)
            {
                break;
            }
        }

        return first;
    }

    /// <summary>A line, a field or a quote begins here, or who wrote is told.</summary>
    private static bool BeginsName(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first)
    {
        if (first == 0)
        {
            return true;
        }

        ref readonly var before = ref words[first - 1];
        return before.Shape is WordShape.LineEnd or WordShape.Digits
            || before is { Shape: WordShape.Sign, Key: ':' or ';' or '"' or '\'' or '>' or '(' or ',' or '*' }
            || (before.IsWord && Wrote.Contains(text[before.Start..before.End]));
    }

    private static bool IsPerson(ReadOnlySpan<Word> words, int first, int last) =>
        last > first && (words[first].Facts & (WordFacts.Given | WordFacts.Particle)) == WordFacts.Given;
}
