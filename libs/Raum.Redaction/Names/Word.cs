using System.Runtime.InteropServices;

namespace Raum.Redaction;

/// <summary>How a word is written.</summary>
internal enum WordShape : byte
{
    Lower,
    Title,
    Capitals,
    Mixed,

    /// <summary>One capital letter.</summary>
    Initial,

    /// <summary>Letters of a script without case.</summary>
    Caseless,
    Digits,

    /// <summary>One sign; its own code is the key of the word.</summary>
    Sign,
    LineEnd,

    /// <summary>A value that another detector has found; its type is the key of the word.</summary>
    Value,
}

/// <summary>What the text around a word says about it.</summary>
[Flags]
internal enum WordMarks : byte
{
    None = 0,
    SpaceBefore = 1,
    SentenceStart = 2,
    LineStart = 4,
    LineEnd = 8,

    /// <summary>The same word stands in lower case somewhere in the text.</summary>
    LowerElsewhere = 16,

    /// <summary>The same word stands with a capital inside a sentence somewhere in the text.</summary>
    CapitalElsewhere = 32,

    /// <summary>The word is a part of a mail address in the text.</summary>
    InAddress = 64,

    /// <summary>The line above is a sign-off.</summary>
    Signed = 128,
}

/// <summary>What the same word is elsewhere in the text.</summary>
[Flags]
internal enum WordEcho : byte
{
    None = 0,

    /// <summary>A name that a word announces: "Dear Ngozi".</summary>
    Announced = 1,

    /// <summary>A name of the lists: "Ngozi Okafor".</summary>
    Listed = 2,

    /// <summary>A person of the ticket.</summary>
    Known = 4,
}

/// <summary>One word, number, sign or line end of a text, with everything that <see cref="NameFeatures"/> asks about it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Word
{
    public int Start;
    public int End;

    /// <summary>Hash of the folded letters; the code of a sign; the type of a value.</summary>
    public uint Key;
    public WordFacts Facts;

    /// <summary>What other words it is like. The key tells it, so that it is not compared.</summary>
    public WordClass Class;
    public WordShape Shape;
    public WordMarks Marks;

    /// <summary>What the rules say: 0 nothing, otherwise the rule, with <see cref="NameEvidence.Inside"/> behind its first word.</summary>
    public byte Rule;

    /// <summary>What the ticket's people say: 0 nothing, otherwise the kind of hit.</summary>
    public byte Known;

    /// <summary>1 for the first word of a brand or place of several words, 2 for the others; 3 and 4 for those of the long list of brands.</summary>
    public byte Phrase;

    /// <summary>Where no rule and no person of the ticket is found at this word: what is found where the same word stands elsewhere in the text.</summary>
    public WordEcho Echo;

    /// <summary>Which dictionaries have it; asked only of words that may be names.</summary>
    public Dictionaries Dictionaries;

    /// <summary>True when something in it is no letter: half of a surrogate pair, or an accent of its own.</summary>
    public bool HasSigns;

    /// <summary>True in a German text, where every noun has a capital.</summary>
    public bool InGerman;

    /// <summary>How many words the line has, at most seven.</summary>
    public byte LineWords;

    /// <summary>For addresses: the last two words in lower case before it. 0 where nobody asks.</summary>
    public uint Anchor;

    /// <summary>For addresses: how many lines and numbers lie between those words and this one.</summary>
    public byte AnchorPlace;

    /// <summary>True when it may be a part of a name, so that the model looks at it.</summary>
    public bool IsOpen;

    /// <summary>First and last index of the run of capitalized words around it; itself where there is none.</summary>
    public int RunFirst;
    public int RunLast;

    /// <summary>What the model sees of the word without its letters: set once its surroundings are known.</summary>
    public uint Kind;

    public readonly uint KindOf() =>
        IsWord
            ? (uint)Shape
                | ((uint)(Facts & WordFacts.Lists) << 4)
                | ((Marks & WordMarks.SentenceStart) != 0 ? 1u << 16 : 0)
                | (InGerman ? 1u << 17 : 0)
            : (1u << 20) | ((uint)Shape << 8) | (Shape == WordShape.Sign ? Key & 0x7F : Key);

    /// <summary>True when the model can tell no difference, apart from the runs.</summary>
    public readonly bool SeemsLike(in Word other) =>
        Key == other.Key
        && Facts == other.Facts
        && Shape == other.Shape
        && Marks == other.Marks
        && Rule == other.Rule
        && Known == other.Known
        && Phrase == other.Phrase
        && Echo == other.Echo
        && InGerman == other.InGerman
        && LineWords == other.LineWords
        && Anchor == other.Anchor
        && AnchorPlace == other.AnchorPlace;

    public readonly bool IsWord => Shape <= WordShape.Caseless;

    public readonly bool IsCapital => Shape is WordShape.Title or WordShape.Capitals or WordShape.Mixed or WordShape.Initial;
}
