namespace Raum.Redaction;

/// <summary>What the lists know about the words of a text that was read before: asked in the order of the text, it needs no look-up.</summary>
internal ref struct KnownFacts(ReadOnlySpan<Word> words)
{
    private readonly ReadOnlySpan<Word> _words = words;
    private int _next;

    /// <summary>The same as <see cref="NameWords.Of"/> of this stretch of the text.</summary>
    public WordFacts Of(ReadOnlySpan<char> text, int start, int end) => WithStart(text, start, end) & WordFacts.Lists;

    /// <summary>The same, with <see cref="WordFacts.PhraseStart"/>.</summary>
    public WordFacts WithStart(ReadOnlySpan<char> text, int start, int end)
    {
        while (_next < _words.Length && _words[_next].Start < start)
        {
            _next++;
        }

        // A word with an apostrophe in it is several here.
        return _next < _words.Length && _words[_next] is { IsWord: true } word && word.Start == start && word.End == end
            ? word.Facts & (WordFacts.Lists | WordFacts.PhraseStart)
            : NameWords.OfHash(Lexicon.Hash(text[start..end])) & (WordFacts.Lists | WordFacts.PhraseStart);
    }
}
