using System.Buffers;
using System.Numerics;

namespace Raum.Redaction;

/// <summary>What was noted about words of a text, up to eight facts a word. A rented table: dispose it.</summary>
/// <remarks>
/// Words are told apart by 24 bits of their hash and their place. A word whose neighbourhood is full is forgotten, so that words chosen to fall
/// together cost no more than others.
/// </remarks>
internal readonly struct SeenWords : IDisposable
{
    private const int Neighbourhood = 8;
    private const uint KeyBits = ~0xFFu;

    private readonly uint[] _table;
    private readonly int _mask;

    /// <param name="words">How many words there are at most.</param>
    public SeenWords(int words)
    {
        var size = Math.Max(64, (int)BitOperations.RoundUpToPowerOf2((uint)words * 2));
        _mask = size - 1;
        _table = ArrayPool<uint>.Shared.Rent(size);
        _table.AsSpan(0, size).Clear();
    }

    /// <summary>Adds what is said about a word to what was.</summary>
    public void Add(uint key, byte facts)
    {
        var word = Spread(key);
        for (var step = 0; step < Neighbourhood; step++)
        {
            ref var entry = ref _table[((int)(word >> 8) + step) & _mask];
            if (entry == 0 || ((entry ^ word) & KeyBits) == 0)
            {
                entry |= (word & KeyBits) | facts;
                return;
            }
        }
    }

    /// <summary>Adds to what was said about a word, where something was. Gives what was said before; 0 for a word that is not there.</summary>
    public byte AddTo(uint key, byte facts)
    {
        var word = Spread(key);
        for (var step = 0; step < Neighbourhood; step++)
        {
            ref var entry = ref _table[((int)(word >> 8) + step) & _mask];
            if (entry == 0)
            {
                return 0;
            }

            if (((entry ^ word) & KeyBits) == 0)
            {
                var before = (byte)entry;
                entry |= facts;
                return before;
            }
        }

        return 0;
    }

    /// <summary>What was said about a word; 0 for none.</summary>
    public byte Of(uint key)
    {
        var word = Spread(key);
        for (var step = 0; step < Neighbourhood; step++)
        {
            var entry = _table[((int)(word >> 8) + step) & _mask];
            if (entry == 0 || ((entry ^ word) & KeyBits) == 0)
            {
                return (byte)entry;
            }
        }

        return 0;
    }

    public void Dispose() => ArrayPool<uint>.Shared.Return(_table);

    // Keys of words end in the same bit; an entry is never empty.
    private static uint Spread(uint key) => (key * 0x9E3779B1u) | 0x100;
}
