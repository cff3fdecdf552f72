using System.Buffers;

namespace Raum.Redaction;

/// <summary>Words with what the model said about each, so that a text which is read again after masking is scored only where it changed.</summary>
/// <param name="lean">What was taken from what speaks for outside: scores of another lean are of no use.</param>
internal sealed class ScoredWords(WordList words, float lean) : IDisposable
{
    private float[] _scores = ArrayPool<float>.Shared.Rent((words.Count * NameModel.Tags) + 1);

    public WordList Words { get; } = words;

    public float Lean { get; } = lean;

    public Span<float> Scores => _scores.AsSpan(0, Words.Count * NameModel.Tags);

    public void Dispose()
    {
        Words.Dispose();
        ArrayPool<float>.Shared.Return(_scores);
        _scores = [];
    }
}

/// <summary>Looks words of a masked text up among those of the text that was masked. Asked in the order of the text.</summary>
internal ref struct EarlierScores(ScoredWords earlier, MaskedText masked)
{
    private readonly ReadOnlySpan<Word> _words = earlier.Words.Span;
    private readonly ReadOnlySpan<float> _scores = earlier.Scores;
    private int _span;
    private int _shift;
    private int _next;

    /// <summary>From the first of these words up to the last all are as they were, so many places further on there.</summary>
    private (int From, int To, int Apart) _alike;

    /// <summary>Gives the scores of a word when everything that the model sees of it stands as it stood.</summary>
    public bool TryCopy(ReadOnlySpan<Word> words, int at, Span<float> scores)
    {
        if (_words.IsEmpty)
        {
            return false;
        }

        ref readonly var word = ref words[at];
        while (_span < masked.Spans.Count && masked.Occurrences[_span].Start + masked.Spans[_span].Placeholder.Length <= word.Start)
        {
            var span = masked.Spans[_span];
            _shift = span.End - masked.Occurrences[_span].Start - span.Placeholder.Length;
            _span++;
        }

        while (_next < _words.Length && _words[_next].Start < word.Start + _shift)
        {
            _next++;
        }

        if (_next == _words.Length || _words[_next].Start != word.Start + _shift || !_words[_next].IsOpen || !SeesTheSame(words, at))
        {
            return false;
        }

        _scores.Slice(_next * NameModel.Tags, NameModel.Tags).CopyTo(scores);
        return true;
    }

    /// <summary><see cref="NameFeatures.SeesTheSame"/>, where what was compared for the word before is not compared again.</summary>
    private bool SeesTheSame(ReadOnlySpan<Word> words, int at)
    {
        var apart = _next - at;
        var first = at - NameFeatures.Reach;
        var last = at + NameFeatures.Reach;
        ref readonly var own = ref words[at];
        ref readonly var same = ref _words[_next];
        if (first < 0 || first + apart < 0 || last >= words.Length || last + apart >= _words.Length)
        {
            return NameFeatures.SeesTheSame(words, at, _words, _next);
        }

        if (own.RunFirst - at != same.RunFirst - _next || own.RunLast - at != same.RunLast - _next)
        {
            return false;
        }

        if (_alike.Apart != apart || first < _alike.From || first > _alike.To)
        {
            _alike = (first, first - 1, apart);
        }

        for (var i = _alike.To + 1; i <= last; i++)
        {
            if (!words[i].SeemsLike(_words[i + apart]))
            {
                // The next comparison begins behind it.
                _alike = (i + 1, i, apart);
                return false;
            }

            _alike.To = i;
        }

        return own.RunFirst == at && own.RunLast == at || NameFeatures.SeesTheSameRun(words, at, _words, _next);
    }
}
