using System.Text;

namespace Raum.Redaction;

/// <summary>What the shipped lists know about a word.</summary>
[Flags]
internal enum WordFacts : ushort
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

    /// <summary>What the cue words say.</summary>
    CueWords = Title | Greeting | SignOff | Announcing | Organization | Particle | Kin,

    AnyName = Given | Surname | Listed,

    /// <summary>What the lists say, without the cue words.</summary>
    Lists = AnyName | Word | Proper,
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
    public static WordFacts Of(ReadOnlySpan<char> word) => OfHash(Lexicon.Hash(word)) & WordFacts.Lists;

    /// <summary>What the cue words say about a word.</summary>
    public static WordFacts Cues(ReadOnlySpan<char> word) => OfHash(Lexicon.Hash(word)) & ~WordFacts.Lists;

    /// <summary>The same for a hash of <see cref="Lexicon.Hash"/>, and what the cue words say.</summary>
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
            if ((section & WordFacts.Proper) != 0 && line.IndexOf(' ') is > 0 and var first)
            {
                Add(Lexicon.Hash(line[..first]), WordFacts.PhraseStart);
            }
        }

        foreach (var (facts, words) in CueWords.All)
        {
            foreach (var word in words)
            {
                Add(Lexicon.Hash(word), facts);
            }
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
