using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Raum.Redaction;

/// <summary>What a shipped list says about words, a number for each: an open-addressing table as it lies in its file. No strings, nothing to parse.</summary>
/// <remarks>A slot is some bits of the word's hash above the number; a look-up allocates nothing and reads one cache line as a rule.</remarks>
internal sealed class WordTable
{
    private readonly uint[] _slots;
    private readonly int _shift;
    private readonly int _numberBits;

    private WordTable(uint[] slots, int numberBits)
    {
        _slots = slots;
        _shift = ShiftOf(slots.Length);
        _numberBits = numberBits;
    }

    /// <summary>The number of a word, by its <see cref="Lexicon.Hash"/>; 0 for a word that is not listed.</summary>
    public uint Of(ulong hash)
    {
        var mixed = Mix(hash);
        var slots = _slots;
        var slot = (int)(mixed >> _shift);
        for (
            var tag = Tag(mixed, _numberBits);
            (uint)slot < (uint)slots.Length && slots[slot] is not 0 and var found;
            slot = (slot + 1) & (slots.Length - 1)
        )
        {
            if (found >> _numberBits == tag)
            {
                return found & ((1u << _numberBits) - 1);
            }
        }

        return 0;
    }

    /// <summary>The slots for some words. Of two words that the table cannot tell apart the first counts.</summary>
    /// <param name="words">No number is 0.</param>
    /// <param name="least">How many slots there are at least; more than there are words.</param>
    public static byte[] Write(IEnumerable<(ulong Hash, uint Number)> words, int least, int numberBits)
    {
        var slots = new uint[BitOperations.RoundUpToPowerOf2((uint)least)];
        var shift = ShiftOf(slots.Length);
        foreach (var (hash, number) in words)
        {
            var mixed = Mix(hash);
            var tag = Tag(mixed, numberBits);
            var slot = (int)(mixed >> shift);
            while (slots[slot] != 0 && slots[slot] >> numberBits != tag)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            slots[slot] = slots[slot] == 0 ? (tag << numberBits) | number : slots[slot];
        }

        var bytes = new byte[slots.Length * sizeof(uint)];
        for (var i = 0; i < slots.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), slots[i]);
        }

        return bytes;
    }

    /// <summary>Reads so many slots.</summary>
    public static WordTable Read(Stream stream, int slots, int numberBits)
    {
        var table = new uint[slots];
        stream.ReadExactly(MemoryMarshal.AsBytes(table.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(table, table);
        }

        return new WordTable(table, numberBits);
    }

    private static ulong Mix(ulong hash) => (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15UL;

    private static int ShiftOf(int slots) => 64 - BitOperations.Log2((uint)slots);

    private static uint Tag(ulong mixed, int numberBits) => (uint)(mixed >> 12) & (uint.MaxValue >> numberBits);
}
