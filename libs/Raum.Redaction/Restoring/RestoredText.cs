using Raum.Core;

namespace Raum.Redaction;

/// <summary>An answer with the values back in it, and what happened to its placeholders.</summary>
public sealed record RestoredText(PersonalText Text, RestoreCounts Counts);

/// <summary>What happened to the placeholders of one answer.</summary>
/// <param name="Used">Put back, repaired ones included.</param>
/// <param name="Repaired">Put back although the model had changed its form (case, spaces, brackets, escapes).</param>
/// <param name="Unknown">Well formed, but never issued in this job. It stays as it is.</param>
/// <param name="Mangled">Too damaged to tell which one it was. It stays as it is.</param>
/// <param name="Withheld">Issued, but its value may not be shown here (PII-6) or stands in a link, link target or attribute. It stays as it is.</param>
public readonly record struct RestoreCounts(int Used, int Repaired, int Unknown, int Mangled, int Withheld)
{
    /// <summary>True when placeholders are left that a person must look at before the answer goes out (FLOW-5).</summary>
    public bool HasLeftovers => Unknown + Mangled > 0;

    /// <summary>The sum of two answers.</summary>
    public RestoreCounts Add(RestoreCounts other) =>
        new(Used + other.Used, Repaired + other.Repaired, Unknown + other.Unknown, Mangled + other.Mangled, Withheld + other.Withheld);
}
