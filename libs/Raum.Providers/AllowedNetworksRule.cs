using System.Net;
using Microsoft.Extensions.Options;
using Raum.Core.Http;

namespace Raum.Providers;

/// <summary>Stops the start when an allowed network is not in CIDR form.</summary>
internal sealed class AllowedNetworksRule : IValidateOptions<GuardedHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, GuardedHttpOptions options) =>
        options.AllowedNetworks.All(network => IPNetwork.TryParse(network, out _))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{GuardedHttpOptions.Section}:{nameof(GuardedHttpOptions.AllowedNetworks)} must be networks in CIDR form, such as 10.20.0.0/16."
            );
}
