namespace Raum.Redaction;

/// <summary>A text that detectors read, with its words, and what the models said about them.</summary>
internal sealed class TextReading : IDisposable
{
    private WordList? _words;

    private TextReading(NormalizedText view, WordList? words, TextReading? before, MaskedText? masked)
    {
        View = view;
        _words = words;
        Before = before;
        Masked = masked;
    }

    public NormalizedText View { get; }

    /// <summary>The words, with nothing in them that was found. Read when they are first asked for: patterns alone need none.</summary>
    public WordList Words => _words ??= WordReader.Plain(View.Text);

    /// <summary>The reading of the text that was masked, where this is the masked one and the words can be found in it.</summary>
    public TextReading? Before { get; }

    public MaskedText? Masked { get; }

    /// <summary>Set by <see cref="NameTagger.Detect"/>.</summary>
    public ScoredWords? Names { get; set; }

    /// <summary>Set by <see cref="AddressTagger.Detect"/> where an address may be.</summary>
    public ScoredWords? Addresses { get; set; }

    public static TextReading Of(string text)
    {
        var view = NormalizedText.Of(text);
        return new TextReading(view, null, null, null);
    }

    /// <summary>The reading of the text after masking: the words that stayed are taken over.</summary>
    public TextReading After(MaskedText masked)
    {
        var view = NormalizedText.Of(masked.Text);
        return InViews(masked, view) is { } plain
            ? new TextReading(view, WordReader.Masked(plain, Words), this, plain)
            : new TextReading(view, null, null, null);
    }

    /// <summary>What was masked, in places of the plain forms of both texts; null where more than the values differs between these.</summary>
    private MaskedText? InViews(MaskedText masked, NormalizedText view)
    {
        if (ReferenceEquals(View.Text, View.Original))
        {
            return ReferenceEquals(view.Text, view.Original) ? masked : null;
        }

        var spans = new MaskedSpan[masked.Spans.Count];
        var occurrences = new Occurrence[spans.Length];
        var (before, after) = (0, 0);
        for (var i = 0; i <= spans.Length; i++)
        {
            var isLast = i == spans.Length;
            var start = isLast ? View.Text.Length : View.IndexOf(masked.Spans[i].Start);
            var place = isLast ? view.Text.Length : view.IndexOf(masked.Occurrences[i].Start);
            if (place < after || start < before || !View.Text.AsSpan(before..start).SequenceEqual(view.Text.AsSpan(after..place)))
            {
                return null;
            }

            if (!isLast)
            {
                before = View.IndexOf(masked.Spans[i].End);
                after = place + masked.Spans[i].Placeholder.Length;
                spans[i] = masked.Spans[i] with { Start = start, End = before };
                occurrences[i] = masked.Occurrences[i] with { Start = place };
            }
        }

        return new MaskedText(view.Text, spans, occurrences);
    }

    public EarlierScores EarlierNames(float lean) => Earlier(Before?.Names, lean);

    public EarlierScores EarlierAddresses(float lean) => Earlier(Before?.Addresses, lean);

    public void Dispose()
    {
        _words?.Dispose();
        Names?.Dispose();
        Addresses?.Dispose();
    }

    private EarlierScores Earlier(ScoredWords? words, float lean) =>
        words is null || words.Lean != lean ? default : new EarlierScores(words, Masked!);
}
