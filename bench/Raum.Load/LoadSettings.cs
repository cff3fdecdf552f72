namespace Raum.Load;

/// <summary>Settings of the stack under load.</summary>
internal static class LoadSettings
{
    /// <summary>The limits that protect an installation from one organization are lifted: they are not what is measured.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string>
        {
            ["Http__RequestsPerSecondPerKey"] = "100000",
            ["Http__RequestsPerSecondPerOrganization"] = "100000",
            ["Http__WebhooksPerSecondPerOrganization"] = "100000",
            ["Http__MaxStreamsPerOrganization"] = "10000",
            ["Queue__MaxInFlight"] = "16",
        };
}
