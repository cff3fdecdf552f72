using Raum.Core;

namespace Raum.Jobs;

/// <summary>Steps 4 to 10 of a job.</summary>
public interface IJobPipeline
{
    /// <summary>Runs one try of a job: collects, masks, calls, restores, delivers or holds, and puts on record what happened.</summary>
    /// <param name="attempt">From 1.</param>
    /// <param name="cancellationToken">Ends the try: its time is over, or its lease is lost.</param>
    /// <returns>How the try ended, and the step it had reached.</returns>
    Task<JobTry> RunAsync(QueuedJob job, int attempt, CancellationToken cancellationToken);
}

/// <param name="Step">The step that the try had reached.</param>
public sealed record JobTry(Outcome<JobEnd> Outcome, Step Step);

/// <summary>How a job ends well.</summary>
public enum JobEnd
{
    /// <summary>The answer has reached its target, now or in an earlier try; or a person turned it down; or there was nothing to answer.</summary>
    Delivered,

    /// <summary>A draft waits for a person.</summary>
    Held,
}
