using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Jobs.Redis;

/// <summary>The queue. Section <c>Queue</c>; the same in every process. A wrong value stops the host at start.</summary>
public sealed class JobQueueOptions
{
    public const string Section = "Queue";

    /// <summary>Into how many parts the keys are divided. Default 8, from 1 to 256. Changing it strands what is queued: drain first.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 8;

    /// <summary>Jobs of one organization that run at once, in all processes together. Default 8, from 1 to 1,000.</summary>
    /// <remarks>From 2 on, background jobs leave one place to interactive ones.</remarks>
    [Range(1, 1000)]
    public int MaxInFlight { get; set; } = 8;

    /// <summary>How long a job may stay unsettled and unrenewed before another worker takes it. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a deduplication mark is kept. Default and least 24 hours, at most 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan DeduplicateFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long the state of a job can be asked for after its last change. Default 7 days, from 1 hour to 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan StatusFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long results can be fetched (PII-5). Default 1 hour, from 1 minute to 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan ResultsFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an admin can look at what a simulation found (FLOW-8). Default 15 minutes, from 1 minute to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan SimulationsFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a dead letter is kept. Default 30 days, from 1 to 365 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan DeadLettersFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Longest wait of one <see cref="IJobQueue.TakeAsync"/>. Default 10 seconds, from 10 milliseconds to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class JobQueueOptionsRanges : IValidateOptions<JobQueueOptions>;
