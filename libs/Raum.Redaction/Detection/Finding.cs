namespace Raum.Redaction;

/// <summary>A place that a detector found. Offsets are of the text that it was given.</summary>
/// <param name="Known">The person or value of the ticket's metadata that it is, if it is one.</param>
internal readonly record struct Finding(
    int Start,
    int End,
    PiiType Type,
    string Detector,
    double Score,
    string Reason,
    Identity? Known = null
)
{
    public int Length => End - Start;
}

/// <summary>Finds one kind of value. Linear in the text, never throws, never keeps the text.</summary>
internal interface IDetector
{
    /// <summary>Adds what it finds, in any order; overlaps are settled later by <see cref="SpanResolver"/>.</summary>
    /// <param name="units">What the units of this text are.</param>
    void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings);
}
