namespace Raum.Redaction;

/// <summary>Tells when a part of a known name belongs to somebody else: "my brother John Doe", with Jane Doe as the requester.</summary>
/// <remarks>What is taken for the known person comes back as theirs, so in doubt it is somebody else, with a placeholder of their own (PII-6).</remarks>
internal static class OtherPerson
{
    private const int MostWords = 3;

    /// <summary>Before "M." they make a title of it.</summary>
    private static readonly WordSet French = Cues.Set(
        "de a par pour avec chez que et mme cher sur est selon ou bonjour monsieur votre notre"
    );

    /// <summary>True for a word that makes "M." behind it a title.</summary>
    public static bool IsFrench(ReadOnlySpan<char> word) => French.Contains(word);

    /// <summary>The whole name around a part of a known name, when a foreign name stands next to it; otherwise null.</summary>
    public static (int Start, int End)? Around(ReadOnlySpan<char> text, LexiconHit hit)
    {
        var role = hit.Entry.Role;
        var glued = hit.End - hit.Start > hit.Entry.Words.Sum(word => word.Length) + hit.Entry.Words.Length - 1;
        if (role == NameRole.None || glued)
        {
            return null;
        }

        var capital = char.IsUpper(text[hit.Start]);
        var inDoubt = hit.Entry.Rule == LexiconRule.ByContext || hit.IsInDoubt(text);
        var start = hit.Start;
        var end = hit.End;
        var identity = hit.Entry.Identity;
        if (role.HasFlag(NameRole.Given) || Joins(text, end))
        {
            end = Right(text, end, capital, inDoubt, identity);
        }

        if (role.HasFlag(NameRole.Family) || end > hit.End)
        {
            start = Left(text, start, capital, inDoubt, identity);
        }

        return start == hit.Start && end == hit.End ? null : (start, Right(text, end, capital, inDoubt, identity));
    }

    private static int Right(ReadOnlySpan<char> text, int end, bool capital, bool inDoubt, Identity identity)
    {
        for (var words = 0; words < MostWords; words++)
        {
            if (end + 1 >= text.Length || !(text[end] is ' ' || Joins(text, end)))
            {
                return end;
            }

            var hyphen = text[end] != ' ';
            var from = end + 1;
            var to = WordEnd(text, from);
            if (to == from)
            {
                return end;
            }

            if (to - from == 1 && char.IsUpper(text[from]) && to < text.Length && text[to] == '.')
            {
                // An initial: "Jane S."; the dot belongs to it only where the name goes on.
                end = to + 2 < text.Length && text[to + 1] == ' ' && char.IsUpper(text[to + 2]) ? to + 1 : to;
                continue;
            }

            if (!hyphen && capital && !char.IsUpper(text[from]) && CommonWords.IsParticle(text[from..to]))
            {
                // "van der Berg": one particle or more, then a capital.
                var last = to;
                while (last + 1 < text.Length && text[last] == ' ' && char.IsLower(text[last + 1]) && last - to < 12)
                {
                    var next = WordEnd(text, last + 1);
                    if (!CommonWords.IsParticle(text[(last + 1)..next]))
                    {
                        // "Pilar y no tengo cobertura Movistar"
                        return end;
                    }

                    last = next;
                }

                if (last + 1 >= text.Length || text[last] != ' ' || !char.IsUpper(text[last + 1]))
                {
                    return end;
                }

                var family = last + 1;
                last = WordEnd(text, family);
                if (
                    DeskName.IsOne(text[family..last])
                    || (NameWords.Of(text[family..last]) & (WordFacts.Word | WordFacts.Given | WordFacts.Surname)) == WordFacts.Word
                    || (to - from == 1 && IsTwo(text, to, text[family..last]))
                )
                {
                    // "Ömer vom Team", "Carsten den Code", "Ana e Maria".
                    return end;
                }

                end = last;
                continue;
            }

            if (!hyphen && !IsName(text[from..to], capital, sentenceStart: false, inDoubt, identity))
            {
                return end;
            }

            end = to;
        }

        return end;
    }

    /// <summary>Behind "and": a family name goes on only right behind it, and none that is a given name or a word ("Ortega y Gasset").</summary>
    private static bool IsTwo(ReadOnlySpan<char> text, int and, ReadOnlySpan<char> name) =>
        !text[(and + 1)..].StartsWith(name) || (NameWords.Of(name) & (WordFacts.Given | WordFacts.Word | WordFacts.Proper)) != 0;

    private static int Left(ReadOnlySpan<char> text, int start, bool capital, bool inDoubt, Identity identity)
    {
        for (var words = 0; words < MostWords; words++)
        {
            if (start < 2 || !(text[start - 1] is ' ' || Joins(text, start - 1)))
            {
                return start;
            }

            var to = start - 1;
            var dotted = text[to] == ' ' && text[to - 1] == '.';
            to -= dotted ? 1 : 0;
            var from = to;
            while (from > 0 && char.IsLetter(text[from - 1]))
            {
                from--;
            }

            if (to - from == 1 && dotted && text[from] == 'M' && French.Contains(NameContext.SpanBefore(text, from, out _)))
            {
                // "La ligne de M. Aubertin": a title, where it is no initial of the known person.
                return start;
            }

            if (
                to - from == 1
                && dotted
                && text[from] == 'A'
                && from > 2
                && text[from - 1] is ' ' or '.'
                && text[(from - 3)..from].Contains("i.", StringComparison.Ordinal)
            )
            {
                // "i. A. Nowak": by order.
                return start;
            }

            if (to - from == 1 && capital && char.IsUpper(text[from]) && (dotted || text[from] is not ('I' or 'A' or 'Y' or 'E' or 'O')))
            {
                start = from;
                continue;
            }

            if (
                dotted
                || from == to
                || (
                    text[to] == ' '
                    && !IsName(
                        text[from..to],
                        capital,
                        from == 0 || text[from - 1] is '\n' || NameContext.StartsSentence(text, from),
                        inDoubt,
                        identity
                    )
                )
            )
            {
                return start;
            }

            start = from;
        }

        return start;
    }

    /// <summary>True for a word that can be somebody's name and is none of the known person's.</summary>
    /// <param name="inDoubt">True where the known part is a word itself: "Mark Unread" is a button, "Mark Okafor" a person.</param>
    private static bool IsName(ReadOnlySpan<char> word, bool capital, bool sentenceStart, bool inDoubt, Identity identity)
    {
        if (word.Length < 2 || (capital && !char.IsUpper(word[0])))
        {
            return false;
        }

        var facts = NameWords.Of(word);
        var key = ValueKey.Of(word);
        if (NameContext.IsGreetingOrTitle(key) || (NameWords.Cues(word) & (WordFacts.Kin | WordFacts.Title)) != 0)
        {
            return false;
        }

        if (identity.HasPart(key))
        {
            return true;
        }

        if (!capital || sentenceStart || inDoubt || IsCapitals(word))
        {
            return (facts & (WordFacts.Given | WordFacts.Surname)) != 0 && (facts & WordFacts.Word) == 0
                || (capital && (facts & WordFacts.AnyName) != 0 && (facts & (WordFacts.Word | WordFacts.Proper)) == 0);
        }

        return (facts & WordFacts.AnyName) != 0 || (facts & (WordFacts.Word | WordFacts.Proper)) == 0;
    }

    private static bool IsCapitals(ReadOnlySpan<char> word) => word.Length > 1 && char.IsUpper(word[1]);

    private static bool Joins(ReadOnlySpan<char> text, int at) =>
        at > 0 && at + 1 < text.Length && text[at] == '-' && char.IsLetter(text[at - 1]) && char.IsUpper(text[at + 1]);

    private static int WordEnd(ReadOnlySpan<char> text, int at)
    {
        while (
            at < text.Length && (char.IsLetter(text[at]) || (text[at] is '\'' or '’' && at + 1 < text.Length && char.IsUpper(text[at + 1])))
        )
        {
            at++;
        }

        return at;
    }
}
