using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Worker;

/// <summary>How the worker takes jobs. Section <c>Worker</c>. A wrong value stops the host at start.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>Jobs that one process runs at once. Default 16, from 1 to 512.</summary>
    [Range(1, 512)]
    public int MaxParallelJobs { get; set; } = 16;

    /// <summary>Tries of one job, the first included, before it is a dead letter. Default 6, from 1 to 20.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>Longest run of one try, every provider of its chain included. Default 90 seconds, from 1 second to 20 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:20:00")]
    public TimeSpan JobTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How often a running job's lease is renewed. Default 15 seconds, from 50 milliseconds to 5 minutes.</summary>
    /// <remarks>Less than half of <c>Queue:Lease</c>, so that one late renewal loses nothing.</remarks>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often open intents are looked for. Default 30 seconds, from 100 milliseconds to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ReconcileEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Age at which an intent without outcome counts as left behind. Default 3 minutes, from 100 milliseconds to 30 minutes.</summary>
    /// <remarks>Must be longer than <see cref="JobTimeout"/>. With <see cref="ReconcileEvery"/> it stays below five minutes by default.</remarks>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:30:00")]
    public TimeSpan ReconcileAge { get; set; } = TimeSpan.FromMinutes(3);
}

[OptionsValidator]
internal sealed partial class WorkerOptionsRanges : IValidateOptions<WorkerOptions>;

/// <summary>Rules that hold between two settings.</summary>
internal sealed class WorkerOptionsRules : IValidateOptions<WorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options) =>
        options.ReconcileAge > options.JobTimeout
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "Worker:ReconcileAge must be longer than Worker:JobTimeout, or a running job is taken for a dead one."
            );
}
