namespace Raum.Redaction;

/// <summary>Writes into the words of a text what the rules and the ticket's people say about each, for the name model to see.</summary>
internal static class NameEvidence
{
    /// <summary>Added to the number of a rule behind the first word of its find.</summary>
    public const byte Inside = 64;

    /// <summary>Rules from 1 to this number: a word before the name, or its place, says that a person follows.</summary>
    public const byte LastIntroduction = 4;

    /// <summary>The kind of a hit that only the words around it make a person.</summary>
    public const byte KnownWord = 2;

    /// <summary>The rule that finds a family name before the given ones.</summary>
    private const byte Swapped = 16;

    /// <summary>Reads the words of a text with what the rules and the ticket's people say about them.</summary>
    /// <param name="marked">The words with these values in them, where somebody has read them; they are taken over.</param>
    public static WordList Mark(
        ReadOnlySpan<char> text,
        WordList plain,
        WordList? marked,
        List<Finding> values,
        List<Finding> rules,
        List<LexiconHit> known
    )
    {
        var words = marked ?? WordReader.Read(text, plain, values);
        var own = words.Span;
        FindingOrder.Sort(rules, FindingOrder.ByStart);
        var at = 0;
        var said = 0;
        foreach (var rule in rules)
        {
            at = Seek(own, at, rule.Start);
            for (var i = at; i < own.Length && own[i].Start < rule.End; i++)
            {
                if ((own[i].Rule & ~Inside) == Swapped)
                {
                    // The whole says more than its parts.
                    continue;
                }

                said++;
                own[i].Rule = (byte)(RuleNumber(rule) + (i == at ? 0 : Inside));
                own[i].IsOpen |= own[i].Shape is not (WordShape.LineEnd or WordShape.Value);
            }
        }

        at = 0;
        foreach (var hit in known)
        {
            if (hit.IsShort)
            {
                continue;
            }

            at = Seek(own, at, hit.Start);
            for (var i = at; i < own.Length && own[i].Start < hit.End; i++)
            {
                said++;
                own[i].Known = (byte)(KnownNumber(hit) + (i == at ? 0 : Inside));
                own[i].IsOpen |= own[i].Shape is not (WordShape.LineEnd or WordShape.Value);
            }
        }

        WordEchoes.Mark(own, said);
        return words;
    }

    /// <summary>The first word from <paramref name="at"/> on that ends behind a place.</summary>
    public static int Seek(ReadOnlySpan<Word> words, int at, int start)
    {
        while (at < words.Length && words[at].End <= start)
        {
            at++;
        }

        return at;
    }

    private static byte RuleNumber(Finding rule) =>
        rule.Reason switch
        {
            "signature" => 1,
            "title" => 2,
            "announced" or NameDetector.Called or NameField.Reason or ToldNames.Reason => 3,
            "greeting" => 4,
            "initial" => 5,
            "given-family" => 6,
            "given-unknown" => 7,
            "listed" => 8,
            "context" => 9,
            "given-name" => 10,
            "family-name" => 11,
            "lower-case" => 12,
            CuedNames.Related => 14,
            CuedNames.Occupied => 15,
            SwappedNames.Reason => Swapped,
            _ => 13,
        };

    private static byte KnownNumber(LexiconHit hit) =>
        (byte)(
            hit.Entry.Identity.Type != PiiType.Name ? 1
            : hit.Entry.Rule == LexiconRule.ByContext ? KnownWord
            : hit.Entry.Rule is LexiconRule.Unless or LexiconRule.UnlessLower ? 6
            : hit.Entry.Words.Length > 1 ? 3
            : (hit.Entry.Role & NameRole.Family) != 0 ? 4
            : 5
        );
}
