using System.Buffers.Binary;

namespace Raum.Redaction;

/// <summary>The classes of some 200,000 words, learned from their surroundings in large English texts (<c>Data/classes.table</c>, source in <c>Data/SOURCES.md</c>).</summary>
/// <remarks>
/// They tell the model that a name which training never saw is like others. With 16 bits of a word's hash and its place hardly ever is one word taken for another.
/// </remarks>
internal static class WordClasses
{
    private const uint Magic = 0x31435752; // "RWC1"
    private const int HeaderLength = 8;
    private const int NumberBits = 10;
    private const int ClassBits = 16;

    private static readonly WordTable Table = Load();

    /// <summary>The class of a word, by its <see cref="Lexicon.Hash"/>.</summary>
    public static WordClass Of(ulong hash) => ClassOf(Table.Of(hash));

    /// <summary>The file for some words. The same words in the same order give the same bytes.</summary>
    /// <param name="words">The more frequent ones first; of two that the table cannot tell apart the first counts.</param>
    public static byte[] Write(IReadOnlyList<(ulong Hash, WordClass Class)> words)
    {
        var slots = WordTable.Write(
            words.Select(word => (word.Hash, ((uint)word.Class.Group << NumberBits) | word.Class.Number)),
            (words.Count * 5 / 4) + 1,
            ClassBits
        );
        var bytes = new byte[HeaderLength + slots.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), slots.Length / sizeof(uint));
        slots.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    private static WordClass ClassOf(uint number) =>
        new((ushort)(number & WordClass.Most), (byte)((number >> NumberBits) & WordClass.MostGroups));

    private static WordTable Load()
    {
        using var stream = typeof(WordClasses).Assembly.GetManifestResourceStream("classes.table")!;
        Span<byte> header = stackalloc byte[HeaderLength];
        stream.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic
            ? WordTable.Read(stream, BinaryPrimitives.ReadInt32LittleEndian(header[4..]), ClassBits)
            : throw new InvalidDataException("Not a table of word classes of this build.");
    }
}
