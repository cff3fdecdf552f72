using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Http;

/// <summary>The HTTP edge. Section <c>Http</c>. A wrong value stops the host at start.</summary>
public sealed class RaumHttpOptions
{
    public const string Section = "Http";

    /// <summary>Largest body of a request, in bytes, where an endpoint says nothing else. Default 1 MiB, from 1 KiB to 64 MiB.</summary>
    [Range(1_024, 67_108_864)]
    public int MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Levels of nesting that JSON bodies may have. Default 32, from 8 to 64.</summary>
    [Range(8, 64)]
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>Requests in work at once, streams and webhooks apart; one more is answered 503. Default 512, from 8 to 10,000.</summary>
    [Range(8, 10_000)]
    public int MaxConcurrentRequests { get; set; } = 512;

    /// <summary>Webhooks in work at once; one more is answered 503. Default 2,048, from 8 to 10,000.</summary>
    [Range(8, 10_000)]
    public int MaxConcurrentWebhooks { get; set; } = 2_048;

    /// <summary>Open event streams of one organization, in all processes together; one more is answered 429. Default 100, from 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerOrganization { get; set; } = 100;

    /// <summary>Requests a second that one API key may make on average; bursts of twice as many pass. Default 50, from 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecondPerKey { get; set; } = 50;

    /// <summary>Requests a second of all keys of one organization; bursts of twice as many pass. Default 200, from 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecondPerOrganization { get; set; } = 200;

    /// <summary>Webhooks a second of one organization; bursts of twice as many pass. Default 2,000, from 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int WebhooksPerSecondPerOrganization { get; set; } = 2_000;

    /// <summary>Requests a second of one source address that nobody has signed in for, webhooks apart; bursts of twice as many pass. Default 100, from 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecondPerSource { get; set; } = 100;

    /// <summary>Failed sign-ins a second of one source address before it is told to wait; bursts of ten times as many pass. Default 5, from 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int FailedSignInsPerSecondPerSource { get; set; } = 5;

    /// <summary>Addresses or networks (CIDR) of the proxies in front, whose <c>X-Forwarded-For</c> is believed. Default none: the peer is the source (AUD-3).</summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>Data access events that wait to be recorded; when it is full, requests are answered 503. Default 10,000, from 100 to 1,000,000.</summary>
    [Range(100, 1_000_000)]
    public int MaxPendingAccessEvents { get; set; } = 10_000;

    /// <summary>Longest time a data access event waits before it is recorded. Default 1 second, from 10 milliseconds to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan AccessFlushInterval { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class RaumHttpOptionsRanges : IValidateOptions<RaumHttpOptions>;

internal sealed class RaumHttpOptionsRules : IValidateOptions<RaumHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, RaumHttpOptions options) =>
        options.Proxies.All(proxy => Protection.Networks.TryParse(proxy, out _))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Http:Proxies must hold IP addresses or networks such as 10.0.0.0/8.");
}
