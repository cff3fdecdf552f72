using System.Numerics;

namespace Raum.Redaction;

/// <summary>A set of folded words that is asked with any spelling and allocates nothing: it holds hashes of <see cref="Lexicon.Hash"/>.</summary>
internal sealed class WordSet
{
    private const int Lengths = 32;
    private const int KeyBits = 13;

    /// <summary>For each length the first letters of the words that have it, a bit a letter; most words of a text need no hash.</summary>
    private readonly uint[] _firsts = new uint[Lengths];

    /// <summary>A bit for the key of each word, of as many as <see cref="KeyBits"/> tell apart.</summary>
    private readonly uint[] _keys = new uint[1 << (KeyBits - 5)];

    // Open addressing, a quarter full at most; 0 is an empty slot.
    private readonly ulong[] _slots;

    public WordSet(IEnumerable<string> words)
    {
        var all = words.Distinct(StringComparer.Ordinal).ToList();
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, all.Count * 4))];
        foreach (var word in all)
        {
            _firsts[Math.Min(word.Length, Lengths - 1)] |= First(Folding.Fold(word[0]));
            var hash = Lexicon.Hash(word);
            var key = KeyPlace(WordReader.KeyOf(word));
            _keys[key >> 5] |= 1u << (int)(key & 31);
            var slot = Slot(hash);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = hash;
        }
    }

    /// <summary>True for one of the words, in any case and accent.</summary>
    public bool Contains(ReadOnlySpan<char> word) => MayContain(word) && Contains(Lexicon.Hash(word));

    /// <summary>The same for the letters and digits of a value, without what stands between them.</summary>
    public bool ContainsValue(ReadOnlySpan<char> value) => Contains(ValueKey.Hash(value));

    /// <summary>False for most words that are none of them, without a look at their letters.</summary>
    public bool MayContain(in Word word) =>
        word.IsWord && (word.HasSigns || (_keys[KeyPlace(word.Key) >> 5] & (1u << (int)(KeyPlace(word.Key) & 31))) != 0);

    /// <summary>True for one of the words, where it stands in a text; most others cost no look at their letters.</summary>
    public bool Contains(ReadOnlySpan<char> text, in Word word) => MayContain(word) && Contains(text[word.Start..word.End]);

    // The lowest bits of a key are not all free.
    private static uint KeyPlace(uint key) => key >> (32 - KeyBits);

    private bool MayContain(ReadOnlySpan<char> word) =>
        word.Length > 0 && (_firsts[Math.Min(word.Length, Lengths - 1)] & First(Folding.Fold(word[0]))) != 0;

    /// <summary>The same for a hash of <see cref="Lexicon.Hash"/>.</summary>
    public bool Contains(ulong hash)
    {
        for (var slot = Slot(hash); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_slots[slot] == hash)
            {
                return true;
            }
        }

        return false;
    }

    private static uint First(char folded) => 1u << (folded & 31);

    private int Slot(ulong hash) => (int)(hash ^ (hash >> 32)) & (_slots.Length - 1);
}
