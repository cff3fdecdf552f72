namespace Raum.Redaction;

/// <summary>Every value that the job has masked so far, to be found again where no detector would see it.</summary>
internal sealed class ValueDictionary
{
    private const int ShortestValue = 5;
    private const int ShortestName = 3;
    private const int ShortestPart = 4;
    private const string Whole = "seen-before";
    private const string Part = "seen-before-part";
    private const string Detector = "job-values";
    private readonly Lexicon _lexicon = new();
    private readonly DigitLexicon _digits = new();

    public ValueDictionary(Vault vault)
    {
        foreach (var identity in vault.Issued)
        {
            for (var i = 0; i < identity.FormCount; i++)
            {
                Add(identity, NormalizedText.Plain(identity.FormAt(i)));
            }
        }
    }

    /// <summary>The findings of a text and what the dictionary adds to them.</summary>
    public List<Finding> Complete(NormalizedText view, List<Finding> findings)
    {
        var added = Find(view);
        if (added.Count == 0)
        {
            return findings;
        }

        // What a detector settled stays as it is; the dictionary fills in around it.
        FindingOrder.Sort(added, FindingOrder.ByStart);
        var next = 0;
        added.RemoveAll(more =>
        {
            while (next < findings.Count && findings[next].End <= more.Start)
            {
                next++;
            }

            return next < findings.Count && findings[next].Start < more.End;
        });
        return added.Count == 0 ? findings : SpanResolver.Resolve([.. findings, .. added], view.Original);
    }

    /// <summary>Every place of a known value, in offsets of the original.</summary>
    public List<Finding> Find(NormalizedText view)
    {
        var found = new List<Finding>();
        var hits = new List<LexiconHit>();
        _lexicon.Find(view.Text, view.Units, hits);
        foreach (var hit in hits)
        {
            // Whose part it is shows when all names are known: somebody else may share it.
            found.Add(Place(view, hit.Start, hit.End, hit.Entry.Identity.Type, hit.Entry.Reason == Part ? null : hit.Entry.Identity));
        }

        _digits.Find(view.Text, view.Units, (start, end, identity) => found.Add(Place(view, start, end, identity.Type, identity)));
        return found;
    }

    private static Finding Place(NormalizedText view, int start, int end, PiiType type, Identity? identity) =>
        new(view.StartOf(start), view.EndOf(end), type, Detector, 0.9, Whole, identity);

    private void Add(Identity identity, string form)
    {
        var words = Lexicon.WordsOf(form);
        var length = 0;
        foreach (var word in words)
        {
            length += word.Length;
        }

        switch (identity.Type)
        {
            case PiiType.Lookalike:
                return;
            case PiiType.Name:
                // A known person's parts have their own rules.
                if (words.Length > 1 && length >= ShortestValue)
                {
                    _lexicon.Add(new LexiconEntry(words, identity, LexiconRule.Always, Whole));
                }

                if (identity.ProfileValue is null)
                {
                    foreach (var word in words)
                    {
                        AddWord(word, identity, isWhole: words.Length == 1);
                    }
                }

                return;
            case PiiType.Phone or PiiType.Card:
                _digits.Add(PhoneKey.Of(form), identity);
                return;
            default:
                if (length >= ShortestValue)
                {
                    _lexicon.Add(new LexiconEntry(words, identity, LexiconRule.Always, Whole));
                }

                return;
        }
    }

    /// <summary>One word of a name that was found; a common word alone is found by context or not at all.</summary>
    private void AddWord(string word, Identity identity, bool isWhole)
    {
        var facts = NameWords.Of(word);
        if (
            word.Length < (isWhole ? ShortestName : ShortestPart)
            || CommonWords.Contains(word)
            || CommonWords.IsParticle(word)
            || (facts & (WordFacts.Word | WordFacts.Proper)) != 0
        )
        {
            return;
        }

        var isInDictionary = DictionaryWords.Of(Lexicon.Hash(word)) != 0;
        if (isWhole || !isInDictionary)
        {
            var isListed = (facts & (WordFacts.Given | WordFacts.Surname)) != 0 && !isInDictionary;
            _lexicon.Add(
                new LexiconEntry([word], identity, isListed ? LexiconRule.Always : LexiconRule.Capitalized, isWhole ? Whole : Part)
            );
        }
    }
}
