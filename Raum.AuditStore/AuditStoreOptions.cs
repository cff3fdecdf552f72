using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.AuditStore;

/// <summary>The audit log and its read models. Section <c>Audit</c>; a wrong value stops the host at start.</summary>
public sealed class AuditStoreOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// <c>ConnectionStrings:eventstore</c>: <c>esdb://…</c>, or <c>esdb+discover://…</c> for a cluster. Default none: the log is embedded in Postgres.
    /// </summary>
    public string? EventStore { get; set; }

    /// <summary>How long an append is tried before it fails. Default 5 seconds, from 100 milliseconds to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AppendDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the projector looks at every organization of its own accord, whatever it was told. Default 5 minutes, from 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The read models of one organization are brought up to date no more often than this, so that a busy one costs no more than a quiet one; the first event
    /// after a pause is shown at once. Default 250 milliseconds, from 0 to 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ProjectionInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Into how many parts the projection work is divided between processes. Default 8, from 1 to 256; the same in every process.</summary>
    [Range(1, 256)]
    public int ProjectionPartitions { get; set; } = 8;

    /// <summary>
    /// Who the logs are of: a URL without its scheme, such as <c>raum.example/log</c>. The organization's id follows it in the names of keys and in checkpoints.
    /// A log that has a key keeps the name it began with. Default <c>raum.invalid/log</c>; letters, digits, dots, hyphens, colons and slashes.
    /// </summary>
    [RegularExpression("^[a-zA-Z0-9.:/-]{1,200}$")]
    public string LogOrigin { get; set; } = "raum.invalid/log";

    /// <summary>
    /// How long new entries wait for a signed checkpoint at the most, besides the time that the projector is behind. Default 30 seconds, from 1 second to 1 minute.
    /// 1,000 entries never wait.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the old key of a log goes on signing beside the new one. Default 30 days, from 1 hour to 1 year.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan KeyOverlap { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Folder for the checkpoints of sinks of kind <c>CheckpointFile</c>, best on a disk that Raum's administrators cannot write. Default none.</summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>SMTP server for alerts and checkpoints by mail. Default none: such sinks fail.</summary>
    public string? SmtpHost { get; set; }

    /// <summary>Its port. Default 587, from 1 to 65535.</summary>
    [Range(1, 65535)]
    public int SmtpPort { get; set; } = 587;

    /// <summary>Sender of these mails. Default none.</summary>
    public string? SmtpFrom { get; set; }

    /// <summary>User name there. Default none.</summary>
    public string? SmtpUser { get; set; }

    /// <summary>Password there. Default none.</summary>
    public string? SmtpPassword { get; set; }

    /// <summary>Encrypt with STARTTLS. Default true.</summary>
    public bool SmtpTls { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class AuditStoreOptionsRanges : IValidateOptions<AuditStoreOptions>;
