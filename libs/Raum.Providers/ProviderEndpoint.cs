using Raum.Core;

namespace Raum.Providers;

/// <summary>One provider that an organization approved: where it is, which model, and the organization's own key.</summary>
/// <param name="Model">The provider's name of the model; ignored by <see cref="ProviderName.Offline"/>.</param>
/// <param name="ApiKey">The organization's key, in memory only. Null is allowed for <see cref="ProviderName.Offline"/> and for servers without keys (<see cref="ProviderName.Compatible"/>).</param>
/// <param name="BaseUrl">Required for <see cref="ProviderName.Compatible"/> (up to and including <c>/v1</c>); null elsewhere means the provider's own address. Reached through the guarded client only.</param>
/// <param name="Region">Where the provider processes the text, as the organization recorded it; for telemetry.</param>
public sealed record ProviderEndpoint(
    ProviderName Name,
    string Model,
    PersonalText? ApiKey = null,
    Uri? BaseUrl = null,
    string? Region = null
)
{
    /// <summary>The offline provider, which needs nothing.</summary>
    public static ProviderEndpoint Offline { get; } = new(ProviderName.Offline, "raum-offline");
}
