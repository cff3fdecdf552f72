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

    /// <summary>Into how many parts the projection work is divided between processes. Default 8, from 1 to 256; the same in every process.</summary>
    [Range(1, 256)]
    public int ProjectionPartitions { get; set; } = 8;
}

[OptionsValidator]
internal sealed partial class AuditStoreOptionsRanges : IValidateOptions<AuditStoreOptions>;
