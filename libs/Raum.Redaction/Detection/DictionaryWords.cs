using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Raum.Redaction;

/// <summary>Which dictionaries have a word.</summary>
[Flags]
internal enum Dictionaries : byte
{
    None = 0,

    /// <summary>English, French, Spanish, Dutch.</summary>
    Western = 1,

    /// <summary>Nouns, which a German text writes with a capital as it does names.</summary>
    German = 2,

    /// <summary>Italian, Portuguese.</summary>
    Romance = 4,
}

/// <summary>Words of large dictionaries, most of them rare: a capital on one of them says little, on a word of none of them much.</summary>
/// <remarks>
/// Bloom filters whose four bits for a word lie in one 64-bit block, so that a look-up reads one cache line each; about one foreign word in thirty is taken for one of a dictionary.
/// One file for each kind of licence (<c>Data/SOURCES.md</c>). Any of them may be missing.
/// </remarks>
internal static class DictionaryWords
{
    private const int BitsAWord = 12;

    private static readonly ulong[] Western = Load("dictionary.filter");
    private static readonly ulong[] German = Load("dictionary-german.filter");
    private static readonly ulong[] Romance = Load("dictionary-romance.filter");

    /// <summary>The dictionaries that have a word, by its <see cref="Lexicon.Hash"/>; now and then one that has not.</summary>
    public static Dictionaries Of(ulong hash)
    {
        var mixed = Mix(hash);
        return (Has(Western, mixed) ? Dictionaries.Western : 0)
            | (Has(German, mixed) ? Dictionaries.German : 0)
            | (Has(Romance, mixed) ? Dictionaries.Romance : 0);
    }

    /// <summary>True when one of these is a dictionary of the language that is read: German has its own.</summary>
    public static bool Has(bool german, Dictionaries found) =>
        (found & (german ? Dictionaries.German : Dictionaries.Western | Dictionaries.Romance)) != 0;

    /// <summary>The file for some words: as many blocks as a power of two allows for <see cref="BitsAWord"/> or more bits a word.</summary>
    public static byte[] Write(IReadOnlyCollection<ulong> words)
    {
        var filter = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, words.Count * BitsAWord / 64))];
        foreach (var hash in words)
        {
            var mixed = Mix(hash);
            filter[Block(filter, mixed)] |= Bits(mixed);
        }

        var bytes = new byte[filter.Length * 8];
        for (var i = 0; i < filter.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), filter[i]);
        }

        return bytes;
    }

    private static bool Has(ulong[] filter, ulong mixed) => (~filter[Block(filter, mixed)] & Bits(mixed)) == 0;

    private static int Block(ulong[] filter, ulong mixed) => (int)(mixed >> 40) & (filter.Length - 1);

    private static ulong Bits(ulong mixed) =>
        (1UL << (int)(mixed & 63))
        | (1UL << (int)((mixed >> 6) & 63))
        | (1UL << (int)((mixed >> 12) & 63))
        | (1UL << (int)((mixed >> 18) & 63));

    private static ulong Mix(ulong hash)
    {
        var mixed = (hash ^ (hash >> 31)) * 0x9E3779B97F4A7C15UL;
        return (mixed ^ BitOperations.RotateRight(mixed, 29)) * 0xBF58476D1CE4E5B9UL;
    }

    private static ulong[] Load(string name)
    {
        using var stream = typeof(DictionaryWords).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return [0];
        }

        var filter = new ulong[stream.Length / 8];
        stream.ReadExactly(MemoryMarshal.AsBytes(filter.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(filter, filter);
        }

        return filter;
    }
}
