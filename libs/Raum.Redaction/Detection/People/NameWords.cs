using System.Buffers.Binary;

namespace Raum.Redaction;

/// <summary>What the shipped lists know about a word.</summary>
[Flags]
internal enum WordFacts : uint
{
    None = 0,

    /// <summary>A given name.</summary>
    Given = 1,

    /// <summary>A family name.</summary>
    Surname = 2,

    /// <summary>A name of unknown kind, from a long and less careful list.</summary>
    Listed = 4,

    /// <summary>A frequent word of one of the seven languages.</summary>
    Word = 8,

    /// <summary>A city, country, month, brand or product.</summary>
    Proper = 16,

    /// <summary>A form of address or an academic title.</summary>
    Title = 32,
    Greeting = 64,
    SignOff = 128,

    /// <summary>Says that a name follows: "name", "heiße".</summary>
    Announcing = 256,

    /// <summary>A kind of organization, street or institution.</summary>
    Organization = 512,

    /// <summary>A small word inside names: "van", "da".</summary>
    Particle = 1024,

    /// <summary>A relative or companion: "sister", "Kollege".</summary>
    Kin = 2048,

    /// <summary>A small word that German texts are full of.</summary>
    German = 4096,

    /// <summary>The first word of a brand or place of several words.</summary>
    PhraseStart = 8192,

    Month = 16384,

    /// <summary>A word of a large dictionary of the text's language (<see cref="DictionaryWords"/>).</summary>
    Dictionary = 32768,

    /// <summary>A shop or product of a long list (<see cref="Brands"/>), or a city as another language calls it.</summary>
    Brand = 65536,

    /// <summary>What somebody does: "technician", "Hebamme". A name often stands behind it.</summary>
    Occupation = 131072,

    /// <summary>What the cue words say.</summary>
    CueWords = Title | Greeting | SignOff | Announcing | Organization | Particle | Kin | Occupation,

    AnyName = Given | Surname | Listed,

    /// <summary>What the lists say, without the cue words.</summary>
    Lists = AnyName | Word | Proper | Dictionary,
}

/// <summary>The shipped lists of names, words and proper nouns, and the cue words (<c>Data/names.table</c>, sources in <c>Data/SOURCES.md</c>).</summary>
/// <remarks>
/// A <see cref="WordTable"/> of 2 MB: 23 bits of the word's hash and the number of a combination of facts. With the place that makes 42 bits: one foreign word in some million is taken for a listed one.
/// </remarks>
internal static class NameWords
{
    private const uint Magic = 0x33544E52; // "RNT3"
    private const int FactsBits = 9;
    private const int Combinations = 1 << FactsBits;
    private const int HeaderLength = 8 + (Combinations * 4);

    private static readonly WordFacts[] Facts = new WordFacts[Combinations];
    private static readonly WordTable Table = Load();

    /// <summary>What is known about a word, in any case and accent; several words count together, with one space between.</summary>
    public static WordFacts Of(ReadOnlySpan<char> word) => OfHash(Lexicon.Hash(word)) & WordFacts.Lists;

    /// <summary>What the cue words say about a word.</summary>
    public static WordFacts Cues(ReadOnlySpan<char> word) => OfHash(Lexicon.Hash(word)) & ~WordFacts.Lists;

    /// <summary>The same for a hash of <see cref="Lexicon.Hash"/>, and what the cue words say.</summary>
    public static WordFacts OfHash(ulong hash) => Facts[Table.Of(hash)];

    /// <summary>The file for some words. The same words give the same bytes, in any order.</summary>
    /// <exception cref="InvalidDataException">The words have more than 511 combinations of facts.</exception>
    public static byte[] Write(IReadOnlyDictionary<ulong, WordFacts> words)
    {
        WordFacts[] combinations = [.. words.Values.Distinct().Order()];
        if (combinations.Length >= Combinations)
        {
            throw new InvalidDataException("More combinations of facts than a slot can number.");
        }

        var slots = WordTable.Write(
            words.OrderBy(word => word.Key).Select(word => (word.Key, (uint)(Array.BinarySearch(combinations, word.Value) + 1))),
            (words.Count * 3 / 2) + 1,
            FactsBits
        );
        var bytes = new byte[HeaderLength + slots.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), slots.Length / sizeof(uint));
        for (var i = 0; i < combinations.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8 + ((i + 1) * 4)), (uint)combinations[i]);
        }

        slots.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    private static WordTable Load()
    {
        using var stream = typeof(NameWords).Assembly.GetManifestResourceStream("names.table")!;
        Span<byte> header = stackalloc byte[HeaderLength];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
        {
            throw new InvalidDataException("Not a table of names of this build.");
        }

        for (var i = 0; i < Combinations; i++)
        {
            Facts[i] = (WordFacts)BinaryPrimitives.ReadUInt32LittleEndian(header[(8 + (i * 4))..]);
        }

        return WordTable.Read(stream, BinaryPrimitives.ReadInt32LittleEndian(header[4..]), FactsBits);
    }
}
