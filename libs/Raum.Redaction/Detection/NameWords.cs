using System.Text;

namespace Raum.Redaction;

/// <summary>What the shipped lists know about a word.</summary>
[Flags]
internal enum WordFacts : byte
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

    AnyName = Given | Surname | Listed,
}

/// <summary>The shipped lists of names, words and proper nouns (<c>Data/names.txt</c>, sources in <c>Data/SOURCES.md</c>).</summary>
/// <remarks>An open-addressing table of 64-bit hashes of the folded words: about 5 MB, no strings, loaded once; a look-up allocates nothing.</remarks>
internal static class NameWords
{
    private const int Slots = 1 << 19;
    private static readonly ulong[] Keys = new ulong[Slots];
    private static readonly WordFacts[] Facts = new WordFacts[Slots];

    static NameWords() => Load();

    /// <summary>What is known about a word, in any case and accent; several words count together, with one space between.</summary>
    public static WordFacts Of(ReadOnlySpan<char> word) => OfHash(Lexicon.Hash(word));

    /// <summary>The same for a hash of <see cref="Lexicon.Hash"/>.</summary>
    public static WordFacts OfHash(ulong hash)
    {
        for (var slot = (int)(Mix(hash) & (Slots - 1)); Facts[slot] != WordFacts.None; slot = (slot + 1) & (Slots - 1))
        {
            if (Keys[slot] == hash)
            {
                return Facts[slot];
            }
        }

        return WordFacts.None;
    }

    private static void Load()
    {
        using var stream = typeof(NameWords).Assembly.GetManifestResourceStream("names.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 16);
        var text = reader.ReadToEnd().AsSpan();
        var section = WordFacts.None;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range];
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '=')
            {
                section = Section(line[1..]);
                continue;
            }

            Add(Lexicon.Hash(line), section);
        }
    }

    private static void Add(ulong hash, WordFacts facts)
    {
        var slot = (int)(Mix(hash) & (Slots - 1));
        while (Facts[slot] != WordFacts.None && Keys[slot] != hash)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        Keys[slot] = hash;
        Facts[slot] |= facts;
    }

    private static ulong Mix(ulong hash) => hash ^ (hash >> 32);

    private static WordFacts Section(ReadOnlySpan<char> marks)
    {
        var facts = WordFacts.None;
        foreach (var mark in marks)
        {
            facts |= mark switch
            {
                'G' => WordFacts.Given,
                'S' => WordFacts.Surname,
                'H' => WordFacts.Listed,
                'W' => WordFacts.Word,
                _ => WordFacts.Proper,
            };
        }

        return facts;
    }
}
