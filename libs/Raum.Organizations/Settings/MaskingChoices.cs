using System.Runtime.CompilerServices;
using Raum.Redaction;

namespace Raum.Organizations.Settings;

/// <summary>What an organization chose for masking, as the engine takes it (PII-7).</summary>
public static class MaskingChoices
{
    /// <summary>Patterns are compiled once for the settings in force.</summary>
    private static readonly ConditionalWeakTable<OrganizationSettings, RedactionOptions> Compiled = [];

    /// <summary>The options for settings that <see cref="SettingsRules"/> let through.</summary>
    /// <exception cref="InvalidOperationException">A pattern that was let through does not compile: nothing may be sent without it.</exception>
    public static RedactionOptions Masking(this OrganizationSettings settings) => Compiled.GetValue(settings, Compile);

    private static RedactionOptions Compile(OrganizationSettings settings) =>
        RedactionOptions.Default with
        {
            AllowList = settings.AllowedWords,
            Types = RedactionOptions.Default.Types.Except(settings.VisibleTypes.Select(TypeOf).OfType<PiiType>()).ToHashSet(),
            MinimumScore = settings.MinimumScore,
            CustomPatterns =
            [
                .. settings.Patterns.Select(pattern =>
                    PatternOf(pattern) ?? throw new InvalidOperationException("A masking pattern of the settings does not compile.")
                ),
            ],
        };

    /// <summary>Null for a word that is no type's, and for text that only looks like a placeholder.</summary>
    internal static PiiType? TypeOf(string label) => PiiTypes.TryParseLabel(label, out var type) && type != PiiType.Lookalike ? type : null;

    /// <summary>Null for a pattern that is refused.</summary>
    internal static CustomPattern? PatternOf(MaskingPattern pattern) =>
        TypeOf(pattern.Type) is { } type && CustomPattern.Create(pattern.Name, type, pattern.Pattern) is { Succeeded: true } made
            ? made.Value
            : null;
}
