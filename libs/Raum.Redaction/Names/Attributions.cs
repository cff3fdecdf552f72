namespace Raum.Redaction;

/// <summary>Who wrote what is quoted, in a line that help desks and mail programs put above it: "Ivy Wood, Mar 3, 2025, 09:12", "Am 03.03.2025 schrieb Ivy Wood:".</summary>
/// <remarks>Linear: the beginning and the end of each line are read once. Both names may be words elsewhere.</remarks>
internal static class Attributions
{
    private const int MostWords = 4;
    private const int LongestMoment = 16;

    private const WordFacts NoName =
        WordFacts.Title
        | WordFacts.Greeting
        | WordFacts.SignOff
        | WordFacts.Organization
        | WordFacts.Month
        | WordFacts.Announcing
        | WordFacts.Kin;

    private static readonly WordSet Wrote = Cues.Set("schrieb wrote ecrit escribio scritto escreveu schreef");
    private static readonly WordSet Auxiliaries = Cues.Set("a ha");

    /// <summary>Words of dates and times.</summary>
    private static readonly WordSet OfMoments = Cues.Set(
        "at um a las alle ore as om am pm uhr de le el il on op den dem of h utc gmt cet cest est pst bst "
            + "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonntag"
    );

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> rules)
    {
        Work.Add(words.Length);
        var lines = map.LineEnds;
        for (var first = 0; first < words.Length; )
        {
            var end = Math.Min(lines.First(first), words.Length);
            if (end > first + 1)
            {
                var (from, to) = AboveQuote(text, words, first, end) ?? Writer(text, words, first, end) ?? (-1, -1);
                if (from >= 0)
                {
                    rules.Add(new Finding(words[from].Start, words[to].End, PiiType.Name, "name", 0.85, ToldNames.Reason));
                }
            }

            first = end + 1;
        }
    }

    /// <summary>A name at the beginning of the line, and nothing but a moment behind it or in the line below.</summary>
    private static (int From, int To)? AboveQuote(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int end)
    {
        while (first < end && words[first] is { Shape: WordShape.Sign, Key: '>' or '-' or '*' })
        {
            first++;
        }

        if (NameEnd(words, first, end) is not { } last || IsThing(text, words, first, last))
        {
            return null;
        }

        var isPlain = (words[last].Facts & WordFacts.Word) != 0 || words[last].Dictionaries != 0;
        var behind = last + 1;
        if (behind == end)
        {
            return IsMoment(text, words, end + 1, isPlain) ? (first, last) : null;
        }

        var divides = words[behind] is { Shape: WordShape.Sign, Key: ',' or '|' or '-' or '–' or '•' };
        return (divides || words[behind].Start > words[last].End + 1) && IsMoment(text, words, divides ? behind + 1 : behind, isPlain)
            ? (first, last)
            : null;
    }

    /// <summary>"Thomas Cook, 12 May 2025".</summary>
    private static bool IsThing(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last) =>
        (NameWords.Of(text[words[first].Start..words[last].End]) & (WordFacts.Proper | WordFacts.Brand)) != 0;

    /// <summary>"… schrieb Ivy Wood:", "…, Ivy Wood wrote:", "…, Ivy Wood a écrit :".</summary>
    private static (int From, int To)? Writer(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int end)
    {
        if (words[end - 1] is not { Shape: WordShape.Sign, Key: ':' } || end - first < 4)
        {
            return null;
        }

        var last = end - 2;
        if (Wrote.Contains(text, words[last]))
        {
            last -= Auxiliaries.Contains(text, words[last - 1]) ? 2 : 1;
            if (last > first + 2 && words[last] is { Shape: WordShape.Sign, Key: ')' })
            {
                // "On 5 Nov Sanjeet (Payments) wrote:"
                last--;
                while (last > first + 1 && words[last] is not { Shape: WordShape.Sign, Key: '(' })
                {
                    last--;
                }

                last--;
                if (words[last].Shape == WordShape.Title && (words[last].Facts & (WordFacts.Word | WordFacts.Proper | NoName)) == 0)
                {
                    return (First(words, first, last) ?? last, last);
                }
            }

            return First(words, first, last) is { } from ? (from, last) : null;
        }

        return First(words, first, last) is { } name && name > first && Wrote.Contains(text, words[name - 1]) ? (name, last) : null;
    }

    /// <summary>The first word of the name that ends here.</summary>
    private static int? First(ReadOnlySpan<Word> words, int least, int last)
    {
        for (var first = last - 1; first >= least && first > last - MostWords; first--)
        {
            if (NameEnd(words, first, last + 1) == last)
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>The last word of a given name and more words with a capital.</summary>
    private static int? NameEnd(ReadOnlySpan<Word> words, int first, int end)
    {
        if (
            first >= end
            || words[first].Shape != WordShape.Title
            || (words[first].Facts & WordFacts.Given) == 0
            || (words[first].Facts & NoName) != 0
        )
        {
            return null;
        }

        var last = first;
        for (var i = first + 1; i < end && i < first + MostWords && words[i].Start <= words[i - 1].End + 1; i++)
        {
            if (words[i].Shape is WordShape.Title or WordShape.Mixed && (words[i].Facts & NoName) == 0)
            {
                last = i;
            }
            else if (
                !(words[i].Shape == WordShape.Lower && (words[i].Facts & WordFacts.Particle) != 0)
                && words[i].Shape != WordShape.Initial
                && words[i] is not { Shape: WordShape.Sign, Key: '.' or '-' or '\'' or '’' }
            )
            {
                break;
            }
        }

        return last > first && (words[last].Facts & WordFacts.Surname) != 0 ? last : null;
    }

    /// <summary>A date or time fills the rest of the line: "Mar 3, 2025, 9:12 AM", "03.03.2025 um 09:12 Uhr".</summary>
    /// <param name="withTime">A time has to be there: "Rose Garden, 12 May 2025" is nobody.</param>
    private static bool IsMoment(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at, bool withTime)
    {
        var hasTime = !withTime;
        var numbers = 0;
        for (var i = at; i < words.Length && i < at + LongestMoment && words[i].Shape != WordShape.LineEnd; i++)
        {
            if (words[i].Shape == WordShape.Digits)
            {
                numbers++;
                hasTime |= i + 1 < words.Length && words[i + 1] is { Shape: WordShape.Sign, Key: ':' };
            }
            else if (words[i].IsWord && (words[i].Facts & WordFacts.Month) == 0 && !OfMoments.Contains(text, words[i]))
            {
                return false;
            }
        }

        return hasTime && numbers > 1;
    }
}
