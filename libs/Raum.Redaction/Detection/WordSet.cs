namespace Raum.Redaction;

/// <summary>A set of folded words that is asked with any spelling and allocates nothing: it holds hashes of <see cref="Lexicon.Hash"/>.</summary>
internal sealed class WordSet(IEnumerable<string> words)
{
    private readonly HashSet<ulong> _hashes = [.. words.Select(word => Lexicon.Hash(word))];

    /// <summary>True for one of the words, in any case and accent.</summary>
    public bool Contains(ReadOnlySpan<char> word) => _hashes.Contains(Lexicon.Hash(word));
}
