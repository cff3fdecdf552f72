using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Providers;

/// <summary>How providers are called. Section <c>Providers</c>. A wrong value stops the host at start.</summary>
public sealed class ProviderOptions
{
    public const string Section = "Providers";

    /// <summary>Longest call of one provider, until the whole answer is there. Default 60 seconds, from 50 milliseconds to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest silence inside a streamed answer, its first piece included. Default 30 seconds, from 50 milliseconds to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest response body that is read, in bytes. Default 4 MiB, from 1 KiB to 64 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxResponseBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Transient failures in a row after which an organization's provider is left alone. Default 5, from 1 to 100.</summary>
    [Range(1, 100)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>How long it is left alone before one call tries again. Default 30 seconds, from 50 milliseconds to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan BreakerOpenFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Prices of models, by the provider's model name; they come before the built-in table. Default empty.</summary>
    public Dictionary<string, ModelPrice> Prices { get; } = new(StringComparer.OrdinalIgnoreCase);
}

[OptionsValidator]
internal sealed partial class ProviderOptionsRanges : IValidateOptions<ProviderOptions>;
