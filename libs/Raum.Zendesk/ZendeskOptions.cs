using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Zendesk;

/// <summary>How Raum talks with Zendesk. Section <c>Zendesk</c>. A wrong value stops the host at start.</summary>
public sealed class ZendeskOptions
{
    public const string Section = "Zendesk";

    /// <summary>What a host says when <see cref="Development"/> is set where it must not be.</summary>
    public const string DevelopmentOnly =
        "Zendesk:Development accepts a secret that everyone knows, and addresses on loopback. It is for the Development environment.";

    /// <summary>
    /// Accept base URLs on this machine's loopback, and Zendesk's public test secret. Default false. For development: everyone knows that secret.
    /// </summary>
    public bool Development { get; set; }

    /// <summary>Longest wait for one answer of Zendesk, connection and body included. Default 20 seconds, from 1 to 120.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest answer that is read, in bytes after decompression. Default 8 MiB, from 64 KiB to 64 MiB.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Pages of 100 comments that are read of one ticket; a longer one is refused. Default 50, which is Zendesk's own limit of 5,000 comments. From 1 to 50.</summary>
    [Range(1, 50)]
    public int MaxCommentPages { get; set; } = 50;

    /// <summary>How long a connection and its webhook secret are kept in memory. Default 15 seconds, from 0 to 30: a change elsewhere takes that long to be seen.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>An access token that ends sooner than this is refreshed before it is used. Default 60 seconds, from 0 to 240 (Zendesk's shortest lifetime is 300).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:04:00")]
    public TimeSpan RefreshAhead { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Ticket updates a minute for one account. Default 100; 300 with Zendesk's High Volume add-on, 20 for a trial. From 1 to 300.</summary>
    [Range(1, 300)]
    public int UpdatesPerMinute { get; set; } = 100;

    /// <summary>Updates of one ticket in ten minutes. Default 30, which is Zendesk's own limit. From 1 to 30.</summary>
    [Range(1, 30)]
    public int UpdatesPerTicket { get; set; } = 30;
}

[OptionsValidator]
internal sealed partial class ZendeskOptionsRanges : IValidateOptions<ZendeskOptions>;
