using System.Collections.Frozen;

namespace Raum.Providers;

/// <summary>What a model costs, in US dollars for a million tokens.</summary>
public sealed class ModelPrice
{
    /// <summary>US dollars for a million input tokens, from 0 to 10,000.</summary>
    public decimal Input { get; set; }

    /// <summary>US dollars for a million output tokens, reasoning included, from 0 to 10,000.</summary>
    public decimal Output { get; set; }
}

/// <summary>What calls cost by list price: an estimate for dashboards and spend caps, not an invoice.</summary>
/// <remarks>
/// Standard (not batch, not cached) text prices. Collected on 2026-11-21 from public transcriptions of the providers' own price pages
/// (platform.claude.com/docs/en/about-claude/pricing, ai.google.dev/gemini-api/docs/pricing, openai.com/api/pricing) made between
/// December 2025 and September 2026, not from the pages themselves.
/// A model that is not in the table has no price; <see cref="ProviderOptions.Prices"/> adds and overrides.
/// </remarks>
public static class Cost
{
    private const decimal Million = 1_000_000m;

    // Longer prompts have another price with some models.
    private const long LongPrompt = 200_000;
    private const decimal LongPromptFactor = 2;
    private const int LettersOfToken = 2;

    private static readonly FrozenDictionary<string, ModelPrice> _list = new Dictionary<string, ModelPrice>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["claude-opus-4-7"] = Of(5.00m, 25.00m),
        ["claude-opus-4-6"] = Of(5.00m, 25.00m),
        ["claude-opus-4-5"] = Of(5.00m, 25.00m),
        ["claude-opus-4-1"] = Of(15.00m, 75.00m),
        ["claude-sonnet-4-6"] = Of(3.00m, 15.00m),
        ["claude-sonnet-4-5"] = Of(3.00m, 15.00m),
        ["claude-haiku-4-5"] = Of(1.00m, 5.00m),
        ["gpt-5.2"] = Of(1.75m, 14.00m),
        ["gpt-5.1"] = Of(1.25m, 10.00m),
        ["gpt-5"] = Of(1.25m, 10.00m),
        ["gpt-5-mini"] = Of(0.25m, 2.00m),
        ["gpt-4.1"] = Of(2.00m, 8.00m),
        ["gpt-4.1-mini"] = Of(0.40m, 1.60m),
        ["gpt-4.1-nano"] = Of(0.10m, 0.40m),
        ["gpt-4o"] = Of(2.50m, 10.00m),
        ["gpt-4o-mini"] = Of(0.15m, 0.60m),
        ["gemini-3.5-flash"] = Of(1.50m, 9.00m),
        ["gemini-3.1-pro-preview"] = Of(2.00m, 12.00m),
        ["gemini-2.5-pro"] = Of(1.25m, 10.00m),
        ["gemini-2.5-flash"] = Of(0.30m, 2.50m),
        ["gemini-2.5-flash-lite"] = Of(0.10m, 0.40m),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Estimates what one call cost.</summary>
    /// <param name="model">The provider's name; a date at its end (<c>-20250929</c>, <c>-2025-08-07</c>) does not matter.</param>
    /// <param name="overrides">Prices that come before the table.</param>
    /// <returns>US dollars; null when the model has no known price, the tokens are unknown, or the prompt is longer than the price holds for.</returns>
    public static decimal? Of(string model, long? inputTokens, long? outputTokens, IReadOnlyDictionary<string, ModelPrice> overrides)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(overrides);

        if (inputTokens is not { } input || outputTokens is not { } output)
        {
            return null;
        }

        if (overrides.TryGetValue(model, out var own))
        {
            return Sum(own, input, output);
        }

        return input <= LongPrompt && Listed(model) is { } price ? Sum(price, input, output) : null;
    }

    /// <summary>At most what one call cost, where something about it is unknown: what a cap counts must not be less than what is paid.</summary>
    /// <param name="model">The model that answered; <see cref="ProviderEndpoint.Model"/> where nobody did.</param>
    /// <param name="inputTokens">Of a prompt that is longer than the list price holds for, each token counts as much as two.</param>
    /// <returns>US dollars; null when neither the model that answered nor the one that was asked has a known price.</returns>
    /// <remarks>None of the listed models asks more than twice its price for a long prompt (the same sources as for the list).</remarks>
    public static decimal? AtMost(
        ProviderEndpoint endpoint,
        string model,
        long inputTokens,
        long outputTokens,
        IReadOnlyDictionary<string, ModelPrice> overrides
    )
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(overrides);

        return endpoint.Name switch
        {
            ProviderName.Offline => 0,
            ProviderName.Compatible when !overrides.ContainsKey(endpoint.Model) => null,
            ProviderName.Compatible => Of(endpoint.Model, inputTokens, outputTokens, overrides),
            _ => AtMost(model, inputTokens, outputTokens, overrides) ?? AtMost(endpoint.Model, inputTokens, outputTokens, overrides),
        };
    }

    /// <summary>More tokens than a text of that length has: one for two letters.</summary>
    public static long TokensAtMost(long letters) => (letters + LettersOfToken - 1) / LettersOfToken;

    /// <summary>True when a call of this endpoint has a known price, which may be nothing.</summary>
    public static bool IsKnown(ProviderEndpoint endpoint, IReadOnlyDictionary<string, ModelPrice> overrides)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(overrides);

        return endpoint.Name switch
        {
            ProviderName.Offline => true,
            ProviderName.Compatible => overrides.ContainsKey(endpoint.Model),
            _ => Of(endpoint.Model, 0, 0, overrides) is not null,
        };
    }

    private static decimal? AtMost(string model, long input, long output, IReadOnlyDictionary<string, ModelPrice> overrides) =>
        Of(model, input, output, overrides) ?? (Listed(model) is { } price ? LongPromptFactor * Sum(price, input, output) : null);

    private static ModelPrice? Listed(string model) =>
        _list.TryGetValue(model, out var price) || _list.TryGetValue(WithoutDate(model), out price) ? price : null;

    private static decimal Sum(ModelPrice price, long input, long output) => ((price.Input * input) + (price.Output * output)) / Million;

    private static ModelPrice Of(decimal input, decimal output) => new() { Input = input, Output = output };

    // -20250929 or -2025-08-07
    private static string WithoutDate(string model)
    {
        var end = model.Length;
        while (end > 0 && (char.IsAsciiDigit(model[end - 1]) || model[end - 1] == '-'))
        {
            end--;
        }

        var tail = model.AsSpan(end);
        foreach (var length in (ReadOnlySpan<int>)[9, 11])
        {
            if (tail.Length >= length && IsDate(tail[^length..]))
            {
                return model[..^length];
            }
        }

        return model;
    }

    private static bool IsDate(ReadOnlySpan<char> tail) =>
        tail[0] == '-'
        && tail[1] == '2'
        && tail[2] == '0'
        && (tail.Length == 11 ? tail[5] == '-' && tail[8] == '-' : !tail[1..].Contains('-'));
}
