namespace Raum.Redaction;

/// <summary>
/// What people log in with, told by the names that the ticket has: "awojcik" and "jpichon77" beside Agnieszka Wojcik and Mme Pichon; and by listed given names
/// with a figure or an underscore: "sanjay_m88", "carla.domingues92".
/// </summary>
/// <remarks>Linear: each word in lower case is looked at once, in a bounded number of cuts.</remarks>
internal static class NamedAccounts
{
    private const string Name = "account";
    private const int MostParts = 256;

    /// <summary>A word of this length that happens to be made of names is no word: the dictionaries take one foreign word in ten for one of theirs.</summary>
    private const int ShortestNoWord = 9;
    private const int LongestToken = 40;

    /// <summary>Two names that are written as one word have no fewer letters.</summary>
    private const int ShortestJoined = 7;
    private const WordFacts Words = WordFacts.Word | WordFacts.Proper | WordFacts.AnyName;

    /// <param name="words">The words of the text, nothing found in them.</param>
    /// <param name="found">What was found before: names among it count as the ticket's.</param>
    /// <param name="people">People of the ticket among it, with those whose names are mistyped.</param>
    /// <param name="findings">Takes the accounts, and sites and pages that are called like these people.</param>
    public static void Detect(
        ReadOnlySpan<char> text,
        ReadOnlySpan<Word> words,
        KnownPeople known,
        List<Finding> found,
        List<Finding> people,
        List<Finding> findings
    )
    {
        var parts = PartsOf(text, known, found, people);
        var names = new PersonParts(parts, known.GluedNames, stackalloc uint[PersonParts.Lengths]);
        Work.Add(words.Length);
        if (parts.Count > 1)
        {
            NamedSites.Detect(text, names, findings);
            NamedPages.Detect(text, names, findings);
        }

        AccountVariants.Detect(text, words, found, findings);
        BracketedAccounts.Detect(text, found, findings);

        var behind = 0;
        foreach (ref readonly var word in words)
        {
            if (word.Shape is WordShape.Title or WordShape.Mixed or WordShape.Capitals && parts.Count > 1)
            {
                Joined(text, word, names, findings);
                continue;
            }

            if (word.Shape != WordShape.Lower || word.Start < behind || word.End - word.Start < PersonParts.Shortest)
            {
                continue;
            }

            var isJoined =
                IsJoint(text, word.Start - 1)
                || ((uint)word.End < (uint)text.Length && (text[word.End] is '_' or '.' or '-' || char.IsAsciiDigit(text[word.End])));
            var isListed = (word.Facts & Words) != 0;
            if (
                isListed
                    ? !isJoined || !IsPartOfMore(text, word)
                    : !isJoined && (parts.Count == 0 || word.End - word.Start <= PersonParts.ShortestAlone)
            )
            {
                continue;
            }

            var (start, end) = Token(text, word.Start, word.End);
            behind = end;
            Work.Add(end - start);
            if (
                end - start <= LongestToken
                && IsFree(text, start, end)
                && (IsAccount(text[start..end], names) || (isJoined && IsListed(text[start..end])))
            )
            {
                findings.Add(new Finding(start, end, PiiType.Username, Name, 0.8, "named"));
            }
        }
    }

    /// <summary>False for a word at the end of a sentence, and before a dash.</summary>
    private static bool IsPartOfMore(ReadOnlySpan<char> text, in Word word) =>
        (word.Start > 1 && IsJoint(text, word.Start - 1) && IsInside(text[word.Start - 2]))
        || char.IsAsciiDigit(text[Math.Min(word.End, text.Length - 1)])
        || (word.End + 1 < text.Length && IsJoint(text, word.End) && IsInside(text[word.End + 1]));

    /// <summary>"DanaOkafor88".</summary>
    private static void Joined(ReadOnlySpan<char> text, in Word word, in PersonParts names, List<Finding> findings)
    {
        var length = word.End - word.Start;
        if (length is < ShortestJoined or > LongestToken || (word.Facts & Words) != 0)
        {
            return;
        }

        Span<char> folded = stackalloc char[length];
        for (var i = 0; i < length; i++)
        {
            folded[i] = Folding.Fold(text[word.Start + i]);
        }

        if (names.AreTwo(folded))
        {
            var end = word.End;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            findings.Add(new Finding(word.Start, end, PiiType.Username, Name, 0.8, "named"));
        }
    }

    private static HashSet<string> PartsOf(ReadOnlySpan<char> text, KnownPeople known, List<Finding> findings, List<Finding> people)
    {
        HashSet<string> parts =
            known.GluedNames.Count == 0 && known.NameParts.Count == 0
                ? []
                : known.GluedNames.Concat(known.NameParts).Take(MostParts).ToHashSet();
        AddParts(text, findings, parts);
        AddParts(text, people, parts);
        return parts;
    }

    private static void AddParts(ReadOnlySpan<char> text, List<Finding> findings, HashSet<string> parts)
    {
        foreach (var finding in findings)
        {
            if (finding.Type == PiiType.Name && parts.Count < MostParts)
            {
                NameParts.AddTo(parts, text[finding.Start..finding.End], PersonParts.Shortest);
            }
        }
    }

    /// <summary>
    /// A given name that is no word, with a second name or initial behind a dot or underscore, or with figures: "kevin_miller", "carla.d92". A word beside it makes it the name
    /// of a thing: "maria_backup".
    /// </summary>
    private static bool IsListed(ReadOnlySpan<char> token)
    {
        var given = 0;
        var others = 0;
        var digits = 0;
        for (var at = 0; at < token.Length; )
        {
            var start = at;
            while (at < token.Length && char.IsLetter(token[at]))
            {
                at++;
            }

            if (at == start)
            {
                digits += char.IsAsciiDigit(token[at]) ? 1 : 0;
                if (token[at] == '-')
                {
                    return false;
                }

                at++;
                continue;
            }

            var facts = NameWords.Of(token[start..at]);
            var isName = (facts & (WordFacts.Given | WordFacts.Surname)) != 0 && (facts & (WordFacts.Word | WordFacts.Proper)) == 0;
            if (!isName && at - start > 1)
            {
                return false;
            }

            given += isName && (facts & WordFacts.Given) != 0 && at - start >= PersonParts.ShortestAlone ? 1 : 0;
            others++;
        }

        return given > 0 && (digits is >= 2 and <= 4 || (others > 1 && digits == 0));
    }

    private static bool IsAccount(ReadOnlySpan<char> token, in PersonParts names)
    {
        Span<char> folded = stackalloc char[token.Length];
        var hasOthers = false;
        var hasName = false;
        for (var at = 0; at < token.Length; )
        {
            var start = at;
            while (at < token.Length && char.IsLetter(token[at]))
            {
                folded[at] = Folding.Fold(token[at]);
                at++;
            }

            if (at == start)
            {
                hasOthers |= char.IsAsciiDigit(token[at]);
                at++;
                continue;
            }

            var segment = folded[start..at];
            var isWord = segment.Length == token.Length && (segment.Length < ShortestNoWord ? IsWord(segment) : IsListedWord(segment));
            if (!isWord && (names.IsGlued(segment) || names.AreTwo(segment)))
            {
                return true;
            }

            if (names.Contains(segment))
            {
                hasName |= segment.Length >= PersonParts.ShortestAlone;
            }
            else if (!isWord && !IsPlural(segment) && names.IsWithInitials(segment))
            {
                return true;
            }
            else
            {
                hasOthers = true;
            }
        }

        return hasName && hasOthers && (token.Contains('_') || !HasWord(token, names));
    }

    /// <summary>True when a word of the language stands beside the names.</summary>
    private static bool HasWord(ReadOnlySpan<char> token, in PersonParts names)
    {
        Span<char> folded = stackalloc char[token.Length];
        for (var at = 0; at < token.Length; at++)
        {
            var start = at;
            while (at < token.Length && char.IsLetter(token[at]))
            {
                folded[at] = Folding.Fold(token[at]);
                at++;
            }

            if (at - start > 2 && folded[start..at] is var segment && !names.Contains(segment) && IsWord(segment))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"hortensias": flowers that somebody is called like.</summary>
    private static bool IsPlural(ReadOnlySpan<char> segment) => segment[^1] == 's' && IsWord(segment);

    private static bool IsListedWord(ReadOnlySpan<char> segment) => (NameWords.Of(segment) & Words) != 0;

    private static bool IsWord(ReadOnlySpan<char> segment) => IsListedWord(segment) || DictionaryWords.Of(Lexicon.Hash(segment)) != 0;

    /// <summary>The letters in lower case, digits, dots, hyphens and underscores around a word.</summary>
    private static (int Start, int End) Token(ReadOnlySpan<char> text, int start, int end)
    {
        var (first, last) = (start, end);
        while (first > 0 && start - first <= LongestToken && IsInside(text[first - 1]))
        {
            first--;
        }

        while (last < text.Length && last - end <= LongestToken && IsInside(text[last]))
        {
            last++;
        }

        // "deniz.whitfield2K"
        last += last < text.Length && last > end && char.IsAsciiLetterUpper(text[last]) && char.IsAsciiDigit(text[last - 1]) ? 1 : 0;
        while (first < start && !char.IsAsciiLetterOrDigit(text[first]))
        {
            first++;
        }

        while (last > end && !char.IsAsciiLetterOrDigit(text[last - 1]))
        {
            last--;
        }

        return (first, last);
    }

    private static bool IsInside(char c) => char.IsAsciiDigit(c) || c is '.' or '-' or '_' || char.IsLower(c);

    private static bool IsJoint(ReadOnlySpan<char> text, int at) => (uint)at < (uint)text.Length && text[at] is '_' or '.' or '-';

    /// <summary>No part of an address, a domain or a longer word.</summary>
    private static bool IsFree(ReadOnlySpan<char> text, int start, int end)
    {
        var dot = text[start..end].LastIndexOf('.');
        return (start == 0 || !(char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '@' or '/'))
            && (end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] is '@' or '/'))
            && !(end + 1 < text.Length && text[end] == '.' && char.IsUpper(text[end + 1]) && text[start..end].Contains('.'))
            && (dot < 0 || !NamedSites.Domains.Contains(text[(start + dot + 1)..end]));
    }
}
