namespace Raum.Organizations.Settings;

/// <summary>A version of the settings as it came to be.</summary>
/// <param name="By">Id of the actor.</param>
/// <param name="Changes">What differs from the version before, by the names of the document.</param>
public sealed record SettingsVersion(long Version, DateTimeOffset At, string By, IReadOnlyList<SettingsChange> Changes);

/// <summary>One setting's change.</summary>
/// <param name="Before">As JSON; null when the version before did not know the setting.</param>
/// <param name="After">As JSON.</param>
public sealed record SettingsChange(string Setting, string? Before, string After);
