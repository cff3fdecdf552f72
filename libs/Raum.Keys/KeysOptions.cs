using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Keys;

/// <summary>Who wraps data keys, and how long they stay in memory. Section <c>Keys</c>. Exactly one of <see cref="Local"/> and <see cref="Kms"/> is set.</summary>
public sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>The keyring of one machine.</summary>
    [ValidateObjectMembers]
    public LocalKeyringOptions? Local { get; set; }

    /// <summary>AWS KMS.</summary>
    [ValidateObjectMembers]
    public KmsOptions? Kms { get; set; }

    /// <summary>How long an unwrapped data key may stay in memory (KEY-5). Default and most: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many unwrapped data keys one process holds at most. Default 10,000, from 10 to 100,000.</summary>
    [Range(10, 100_000)]
    public int CacheSize { get; set; } = 10_000;
}

public sealed class LocalKeyringOptions
{
    /// <summary>The master secret, at least 32 characters from a random source. Losing it loses everything that was sealed.</summary>
    [Required]
    [MinLength(32)]
    public string MasterSecret { get; set; } = "";

    /// <summary>Iterations of PBKDF2-HMAC-SHA256 for a new installation (KEY-2). Default and least 600,000.</summary>
    [Range(600_000, 10_000_000)]
    public int Iterations { get; set; } = 600_000;
}

public sealed class KmsOptions
{
    /// <summary>ARN or id of the symmetric KMS key. Pinned: a blob wrapped by another key is refused.</summary>
    [Required]
    public string KeyId { get; set; } = "";

    /// <summary>AWS region, such as <c>eu-central-1</c>.</summary>
    [Required]
    public string Region { get; set; } = "";

    /// <summary>Another endpoint, for emulators and private links; null: the region's own.</summary>
    public Uri? Endpoint { get; set; }
}

[OptionsValidator]
internal sealed partial class KeysOptionsRanges : IValidateOptions<KeysOptions>;

/// <summary>One keyring, not two and not none: a silent default would seal under a key that nobody chose.</summary>
internal sealed class KeysOptionsRules : IValidateOptions<KeysOptions>
{
    public ValidateOptionsResult Validate(string? name, KeysOptions options) =>
        (options.Local, options.Kms) switch
        {
            (null, null) => ValidateOptionsResult.Fail(
                "Set Keys:Local:MasterSecret or Keys:Kms:KeyId: without a keyring nothing can be sealed."
            ),
            (null, { Endpoint: { } endpoint }) when endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback =>
                ValidateOptionsResult.Fail("Keys:Kms:Endpoint must be https: data keys pass through it."),
            (not null, not null) => ValidateOptionsResult.Fail("Set Keys:Local or Keys:Kms, not both."),
            _ => ValidateOptionsResult.Success,
        };
}
