namespace Raum.Redaction;

/// <summary>What an organization chose for masking (PII-7). The default masks everything that the engine knows.</summary>
public sealed record RedactionOptions
{
    public static RedactionOptions Default { get; } = new();

    /// <summary>Types that are masked. Default: all. Look-alikes of placeholders are put aside whatever this says.</summary>
    public IReadOnlySet<PiiType> Types { get; init; } = new HashSet<PiiType>(Enum.GetValues<PiiType>());

    /// <summary>Texts that stay visible when they are exactly what a detector found, in any case: an own brand, a public hotline. Default: none.</summary>
    /// <remarks>Values of known people are masked all the same.</remarks>
    public IReadOnlyCollection<string> AllowList { get; init; } = [];

    /// <summary>Finds that are less sure than this stay visible. From 0 (mask every suspicion) to 1. Default: 0.5.</summary>
    /// <remarks>Values of known people are masked whatever the score.</remarks>
    public double MinimumScore { get; init; } = 0.5;

    /// <summary>False: only known people and patterns with a structure are masked, no names that nothing announced (PII-10). Default: true.</summary>
    public bool FindUnannouncedNames { get; init; } = true;

    /// <summary>The organization's own patterns. Default: none.</summary>
    public IReadOnlyList<CustomPattern> CustomPatterns { get; init; } = [];
}
