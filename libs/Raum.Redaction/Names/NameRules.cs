namespace Raum.Redaction;

/// <summary>What the rules found where the model found nothing: it stays unless the model holds it for wrong.</summary>
internal static class NameRules
{
    /// <summary>A find of a rule that a word announces is dropped when the model holds it for less likely than this.</summary>
    private const float Veto = 0.12f;

    /// <summary>The same behind a title and in a field for names: hardly anything else stands there.</summary>
    private const float TitleVeto = 0.02f;

    /// <summary>The same for finds of the lists alone: most of those that the model does not share are none.</summary>
    private const float ListVeto = 0.3f;

    /// <summary>Adds such finds to those of the model, and widens one of the model where a rule knows more of it.</summary>
    /// <param name="named">How likely each word is part of a name.</param>
    /// <param name="next">The first find of the model.</param>
    public static void Add(
        ReadOnlySpan<char> text,
        ReadOnlySpan<Word> words,
        ReadOnlySpan<float> named,
        List<Finding> rules,
        List<Finding> findings,
        int next
    )
    {
        var model = findings.Count;
        var at = 0;
        foreach (var rule in rules)
        {
            while (next < model && findings[next].End <= rule.Start)
            {
                next++;
            }

            if (next < model && findings[next].Start < rule.End)
            {
                if (
                    rule.Start <= findings[next].Start
                    && findings[next].End <= rule.End
                    && (
                        rule.Reason is NameField.Reason or ToldNames.Reason
                        || (rule.Reason == SwappedNames.Reason && findings[next].Start == rule.Start)
                        || (rule.Reason == CuedNames.Related && HasUnknown(text, findings[next].End, rule.End))
                    )
                )
                {
                    // The model took a part of it: "Idris+Okonjo".
                    findings[next] = findings[next] with
                    {
                        Start = rule.Start,
                        End = rule.End,
                    };
                }

                continue;
            }

            if (
                NoName.IsInCode(text, rule.Start, rule.End)
                || NameLabels.BeginsStreet(text, rule.Start, rule.End)
                || ThingKey.IsBefore(text, rule.Start)
                || (!(rule.Reason == "title" && text[rule.Start - 1] == ' ') && NameLabels.IsStreet(text[rule.Start..rule.End]))
            )
            {
                continue;
            }

            at = NameEvidence.Seek(words, at, rule.Start);
            var sure = 0f;
            var last = at;
            for (var i = at; i < words.Length && words[i].Start < rule.End; i++)
            {
                sure = Math.Max(sure, named[i]);
                last = i;
            }

            if (
                rule.Detector == ListedNameDetector.Name
                && at < words.Length
                && (
                    NoName.IsNone(text, words, at, last)
                    || NameTagger.IsUnsureBrand(text, words, at, last, sure)
                    || NamedThings.Are(text, words, at, last)
                    || NoPerson.Is(text, words, at, last)
                )
            )
            {
                continue;
            }

            if (
                sure
                >= (
                    rule.Reason == ToldNames.Reason ? 0
                    : rule.Detector == ListedNameDetector.Name ? ListVeto
                    : rule.Reason is "title" or NameDetector.Called or NameField.Reason ? TitleVeto
                    : rule.Reason is CuedNames.Occupied or SwappedNames.Reason ? ListVeto
                    : Veto
                )
            )
            {
                var start = rule.Detector == ListedNameDetector.Name ? NameEdges.BehindArticle(text, words, at, last) : rule.Start;
                findings.Add(rule with { Start = Monsieur.Behind(text, start, rule.End) });
            }
        }
    }

    /// <summary>"MEINER MUTTER IRMGARD STÖCKLEIN": what the model left out behind the given name is no word of a language.</summary>
    private static bool HasUnknown(ReadOnlySpan<char> text, int start, int end)
    {
        if (end <= start + 2 || text[start] != ' ')
        {
            return false;
        }

        var hash = Lexicon.Hash(text[(start + 1)..end]);
        return (NameWords.OfHash(hash) & (WordFacts.Word | WordFacts.Proper)) == 0 && DictionaryWords.Of(hash) == 0;
    }
}
