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
    public TextReading After(MaskedText masked) =>
        ReferenceEquals(View.Text, View.Original)
            ? new TextReading(NormalizedText.Of(masked.Text), WordReader.Masked(masked, Words), this, masked)
            : Of(masked.Text);

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
