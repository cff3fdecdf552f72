using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Raum.Keys.Local;

namespace Raum.Keys;

/// <summary>Who wraps data keys, and how long they stay in memory. Section <c>Keys</c>. Exactly one of <see cref="Local"/> and <see cref="Kms"/> is set.</summary>
public sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>How long a key that was opened with a data key may stay in memory beside the cache, such as those of the audit log.</summary>
    public static readonly TimeSpan DerivedFor = TimeSpan.FromMinutes(1);

    /// <summary>The keyring of one machine.</summary>
    [ValidateObjectMembers]
    public LocalKeyringOptions? Local { get; set; }

    /// <summary>AWS KMS.</summary>
    [ValidateObjectMembers]
    public KmsOptions? Kms { get; set; }

    /// <summary>The keyring before this one, while organizations move: it opens what it wrapped and wraps nothing. The other one of <see cref="Local"/> and <see cref="Kms"/>.</summary>
    [ValidateObjectMembers]
    public PreviousKeyringOptions? Previous { get; set; }

    /// <summary>How customers' own KMS keys are reached.</summary>
    public CustomerKeysOptions Customer { get; set; } = new();

    /// <summary>How long an unwrapped data key may stay in memory (KEY-5). Default and most: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How old an organization's newest key may get before there is a new one and its fields are sealed anew (KEY-3). Default 90 days, from 1 to 365.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many fields are sealed anew at once. Default 200, from 1 to 5,000.</summary>
    [Range(1, 5_000)]
    public int ResealBatch { get; set; } = 200;

    /// <summary>Pause after each batch, so that the traffic comes first. Default 50 ms, at most 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ResealPause { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many unwrapped data keys one process holds at most. Default 10,000, from 10 to 100,000.</summary>
    [Range(10, 100_000)]
    public int CacheSize { get; set; } = 10_000;
}

/// <summary>How KMS keys that customers hold in their own accounts are reached. Which organization has one is in the database.</summary>
public sealed class CustomerKeysOptions
{
    /// <summary>AWS region whose STS is asked for the customers' roles. Default: that of <c>Keys:Kms</c>; without it, customers cannot hold their keys.</summary>
    public string? StsRegion { get; set; }

    /// <summary>Another endpoint of STS, for emulators and private links; null: the region's own.</summary>
    public Uri? StsEndpoint { get; set; }

    /// <summary>Another endpoint of KMS for customers' keys, for emulators; null: that of the key's region.</summary>
    public Uri? KmsEndpoint { get; set; }
}

/// <summary>The keyring that organizations move away from. One of the two is set.</summary>
public sealed class PreviousKeyringOptions
{
    /// <summary>It was the keyring of one machine.</summary>
    [ValidateObjectMembers]
    public LocalKeyringOptions? Local { get; set; }

    /// <summary>It was AWS KMS.</summary>
    [ValidateObjectMembers]
    public KmsOptions? Kms { get; set; }
}

public sealed class LocalKeyringOptions
{
    /// <summary>The master secret, at least 32 characters from a random source. Losing it loses everything that was sealed.</summary>
    [Required]
    [MinLength(32)]
    public string MasterSecret { get; set; } = "";

    /// <summary>A file that holds the master secret, such as a mounted secret, in place of <see cref="MasterSecret"/>; a line end behind it does not count.</summary>
    public string? MasterSecretFile { get; set; }

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
            (null, { } kms) when IsInClear(kms.Endpoint) => ValidateOptionsResult.Fail(
                "Keys:Kms:Endpoint must be https: data keys pass through it."
            ),
            _ when IsInClear(options.Customer.StsEndpoint) || IsInClear(options.Customer.KmsEndpoint) => ValidateOptionsResult.Fail(
                "Keys:Customer:StsEndpoint and Keys:Customer:KmsEndpoint must be https: credentials and data keys pass through them."
            ),
            (not null, not null) => ValidateOptionsResult.Fail("Set Keys:Local or Keys:Kms, not both."),
            _ when SecretFiles.FaultOf(options) is { } fault => ValidateOptionsResult.Fail(fault),
            (not null, _) when options.Previous is { Kms: null } or { Local: not null } => ValidateOptionsResult.Fail(
                "Keys:Previous must be Keys:Previous:Kms beside Keys:Local."
            ),
            (_, not null) when options.Previous is { Local: null } or { Kms: not null } => ValidateOptionsResult.Fail(
                "Keys:Previous must be Keys:Previous:Local beside Keys:Kms."
            ),
            _ => ValidateOptionsResult.Success,
        };

    private static bool IsInClear(Uri? endpoint) => endpoint is not null && endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback;
}
