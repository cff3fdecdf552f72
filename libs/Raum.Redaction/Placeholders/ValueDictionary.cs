namespace Raum.Redaction;

/// <summary>Every value that the job has masked so far, to be found again where no detector would see it.</summary>
internal sealed class ValueDictionary
{
    private const int ShortestValue = 5;
    private const string Detector = "job-values";
    private readonly Lexicon _lexicon = new();
    private readonly DigitLexicon _digits = new();

    public ValueDictionary(Vault vault)
    {
        foreach (var identity in vault.Issued)
        {
            for (var i = 0; i < identity.FormCount; i++)
            {
                Add(identity, identity.FormAt(i));
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
        added.Sort(static (a, b) => a.Start.CompareTo(b.Start));
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
            found.Add(Place(view, hit.Start, hit.End, hit.Entry.Identity));
        }

        _digits.Find(view.Text, view.Units, (start, end, identity) => found.Add(Place(view, start, end, identity)));
        return found;
    }

    private static Finding Place(NormalizedText view, int start, int end, Identity identity) =>
        new(view.StartOf(start), view.EndOf(end), identity.Type, Detector, 0.9, "seen-before", identity);

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
            case PiiType.Name when words.Length == 1:
                // A known person's parts have their own rules; a common word alone is found by context or not at all.
                if (
                    identity.ProfileValue is null
                    && length >= 3
                    && !CommonWords.Contains(words[0])
                    && (NameWords.Of(words[0]) & (WordFacts.Word | WordFacts.Proper)) == 0
                )
                {
                    _lexicon.Add(new LexiconEntry(words, identity, LexiconRule.Capitalized, "seen-before"));
                }

                return;
            case PiiType.Name when words.Length > 1 && length >= ShortestValue:
                _lexicon.Add(new LexiconEntry(words, identity, LexiconRule.Always, "seen-before"));
                return;
            case PiiType.Phone or PiiType.Card:
                _digits.Add(PhoneKey.Of(form), identity);
                return;
            default:
                if (length >= ShortestValue)
                {
                    _lexicon.Add(new LexiconEntry(words, identity, LexiconRule.Always, "seen-before"));
                }

                return;
        }
    }
}
