using Microsoft.Extensions.Options;

namespace Raum.Providers;

/// <summary>Stops the start when a configured price is out of range.</summary>
internal sealed class PricesRule : IValidateOptions<ProviderOptions>
{
    private const decimal Highest = 10_000m;

    public ValidateOptionsResult Validate(string? name, ProviderOptions options) =>
        options.Prices.Values.All(price => price is { Input: >= 0 and <= Highest, Output: >= 0 and <= Highest })
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{ProviderOptions.Section}:{nameof(ProviderOptions.Prices)} must be from 0 to {Highest} US dollars for a million tokens."
            );
}
