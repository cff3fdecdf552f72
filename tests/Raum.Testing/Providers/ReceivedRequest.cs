using System.Text.Json;

namespace Raum.Testing.Providers;

/// <summary>A request as a pretend provider got it.</summary>
/// <param name="Headers">Names in lower case.</param>
/// <param name="Body">The exact text.</param>
/// <param name="Violation">What was wrong with it by the provider's reference; null when nothing was.</param>
public sealed record ReceivedRequest(string Path, IReadOnlyDictionary<string, string> Headers, string Body, string? Violation)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
