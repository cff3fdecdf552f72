using System.Runtime.CompilerServices;
using Raum.Redaction;

namespace Raum.Organizations.Settings;

/// <summary>What an organization chose for masking, as the engine takes it (PII-7).</summary>
public static class MaskingChoices
{
    /// <summary>Patterns are compiled once for the settings in force.</summary>
    private static readonly ConditionalWeakTable<OrganizationSettings, RedactionOptions> Compiled = [];

    /// <summary>The options for settings that <see cref="SettingsRules"/> let through. What an earlier version let through and this one does not is left out, never guessed.</summary>
    public static RedactionOptions Masking(this OrganizationSettings settings) => Compiled.GetValue(settings, Compile);

    private static RedactionOptions Compile(OrganizationSettings settings) =>
        RedactionOptions.Default with
        {
            AllowList = settings.AllowedWords,
            Types = RedactionOptions.Default.Types.Except(settings.VisibleTypes.Select(TypeOf).OfType<PiiType>()).ToHashSet(),
            MinimumScore = settings.MinimumScore,
            CustomPatterns = [.. settings.Patterns.Select(PatternOf).OfType<CustomPattern>()],
        };

    /// <summary>Null for a word that is no type's, and for text that only looks like a placeholder.</summary>
    internal static PiiType? TypeOf(string label) => PiiTypes.TryParseLabel(label, out var type) && type != PiiType.Lookalike ? type : null;

    /// <summary>Null for a pattern that is refused.</summary>
    internal static CustomPattern? PatternOf(MaskingPattern pattern) =>
        TypeOf(pattern.Type) is { } type && CustomPattern.Create(pattern.Name, type, pattern.Pattern) is { Succeeded: true } made
            ? made.Value
            : null;
}
