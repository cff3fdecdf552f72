namespace Raum.Redaction;

/// <summary>How an entry of a <see cref="Lexicon"/> may match.</summary>
internal enum LexiconRule
{
    /// <summary>In any case and accent.</summary>
    Always,

    /// <summary>Only where it is written with a capital.</summary>
    Capitalized,

    /// <summary>In any case, but not where the model sees a word, a place or a brand.</summary>
    Unless,

    /// <summary>With a capital always; in lower case not where the model sees a word.</summary>
    UnlessLower,

    /// <summary>Only where the words around it say that a person is meant.</summary>
    ByContext,
}

/// <param name="Words">Folded words; between two of them may stand up to three signs or spaces.</param>
/// <param name="Role">For a part of a name: which part.</param>
internal sealed record LexiconEntry(string[] Words, Identity Identity, LexiconRule Rule, string Reason, NameRole Role = NameRole.None);

internal readonly record struct LexiconHit(int Start, int End, LexiconEntry Entry)
{
    /// <summary>Initials and the beginnings of given names: a person only where somebody is spoken to or signs.</summary>
    public bool IsShort => Entry.Reason is NameForms.Initials or NameForms.PetName;

    /// <summary>True where the hit is a person only if the model, or the words around it, say so.</summary>
    public bool IsInDoubt(ReadOnlySpan<char> text) =>
        Entry.Rule == LexiconRule.Unless || (Entry.Rule == LexiconRule.UnlessLower && !char.IsUpper(text[Start]));
}
