using System.Buffers;

namespace Raum.Redaction;

/// <summary>The words of a text, in an array of the shared pool that <see cref="Dispose"/> gives back.</summary>
internal sealed class WordList(int capacity) : IDisposable
{
    private Word[] _words = ArrayPool<Word>.Shared.Rent(capacity);

    public int Count { get; private set; }

    public Span<Word> Span => _words.AsSpan(0, Count);

    /// <summary>One more word, empty.</summary>
    public ref Word Add()
    {
        if (Count == _words.Length)
        {
            Grow(Count + 1);
        }

        ref var word = ref _words[Count++];
        word = default;
        return ref word;
    }

    /// <summary>More words, so many places further on.</summary>
    public void Add(ReadOnlySpan<Word> words, int shift)
    {
        if (Count + words.Length > _words.Length)
        {
            Grow(Count + words.Length);
        }

        var added = _words.AsSpan(Count, words.Length);
        words.CopyTo(added);
        Count += words.Length;
        for (var i = 0; shift != 0 && i < added.Length; i++)
        {
            added[i].Start += shift;
            added[i].End += shift;
        }
    }

    /// <summary>The same words once more.</summary>
    public WordList Copy()
    {
        var copy = new WordList(Count);
        copy.Add(Span, 0);
        return copy;
    }

    public void Dispose()
    {
        ArrayPool<Word>.Shared.Return(_words);
        _words = [];
        Count = 0;
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<Word>.Shared.Rent(Math.Max(least, _words.Length * 2));
        Span.CopyTo(larger);
        ArrayPool<Word>.Shared.Return(_words);
        _words = larger;
    }
}
