using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Raum.Redaction;

/// <summary>The classes of some 200,000 words, learned from their surroundings in large English texts (<c>Data/classes.table</c>, source in <c>Data/SOURCES.md</c>).</summary>
/// <remarks>
/// They tell the model that a name which training never saw is like others: "Okonkwo" like "Adeyemi". An open-addressing table as it lies in the file: 1 MB, no strings.
/// A slot is 16 bits of the word's hash, the group and the number of the class. With the place that makes 34 bits: hardly ever is one word taken for another.
/// </remarks>
internal static class WordClasses
{
    private const uint Magic = 0x31435752; // "RWC1"
    private const int HeaderLength = 8;
    private const int NumberBits = 10;
    private const int ClassBits = 16;

    private static readonly uint[] Slots = Load();
    private static readonly int Shift = ShiftOf(Slots.Length);

    /// <summary>The class of a word, by its <see cref="Lexicon.Hash"/>.</summary>
    public static WordClass Of(ulong hash)
    {
        var mixed = Mix(hash);
        var slots = Slots;
        var tag = Tag(mixed);
        for (var slot = (int)(mixed >> Shift); (uint)slot < (uint)slots.Length; slot = (slot + 1) & (slots.Length - 1))
        {
            var found = slots[slot];
            if (found == 0)
            {
                break;
            }

            if (found >> ClassBits == tag)
            {
                return new WordClass((ushort)(found & WordClass.Most), (byte)((found >> NumberBits) & WordClass.MostGroups));
            }
        }

        return default;
    }

    /// <summary>The file for some words. The same words in the same order give the same bytes.</summary>
    /// <param name="words">The more frequent ones first; of two that the table cannot tell apart the first counts.</param>
    public static byte[] Write(IReadOnlyList<(ulong Hash, WordClass Class)> words)
    {
        var slots = new uint[BitOperations.RoundUpToPowerOf2((uint)words.Count * 5 / 4)];
        var shift = ShiftOf(slots.Length);
        foreach (var (hash, own) in words)
        {
            var mixed = Mix(hash);
            var slot = (int)(mixed >> shift);
            while (slots[slot] != 0 && slots[slot] >> ClassBits != Tag(mixed))
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            if (slots[slot] == 0)
            {
                slots[slot] = (Tag(mixed) << ClassBits) | ((uint)own.Group << NumberBits) | own.Number;
            }
        }

        var bytes = new byte[HeaderLength + (slots.Length * 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), slots.Length);
        for (var i = 0; i < slots.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeaderLength + (i * 4)), slots[i]);
        }

        return bytes;
    }

    private static uint[] Load()
    {
        using var stream = typeof(WordClasses).Assembly.GetManifestResourceStream("classes.table")!;
        Span<byte> header = stackalloc byte[HeaderLength];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
        {
            throw new InvalidDataException("Not a table of word classes of this build.");
        }

        var slots = new uint[BinaryPrimitives.ReadInt32LittleEndian(header[4..])];
        stream.ReadExactly(MemoryMarshal.AsBytes(slots.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(slots, slots);
        }

        return slots;
    }

    private static ulong Mix(ulong hash) => (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15UL;

    private static int ShiftOf(int slots) => 64 - BitOperations.Log2((uint)slots);

    private static uint Tag(ulong mixed) => (uint)(mixed >> 12) & 0xFFFF;
}
