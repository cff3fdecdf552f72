namespace Raum.Redaction;

/// <summary>What stands at a position of a text.</summary>
internal enum ReadingKind
{
    /// <summary>Ordinary text.</summary>
    None,

    /// <summary>The text ends before this can be decided, and more may come.</summary>
    NeedMore,

    /// <summary>A placeholder: type and number are certain.</summary>
    Placeholder,

    /// <summary>It was one, but its type or number cannot be told.</summary>
    Mangled,

    /// <summary>The text ends inside a placeholder.</summary>
    CutOff,
}

/// <param name="Length">UTF-16 units from where reading began.</param>
/// <param name="Exact">True when it is written exactly as it was issued.</param>
internal readonly record struct Reading(ReadingKind Kind, int Length = 0, PiiType Type = default, int Number = 0, bool Exact = false);
