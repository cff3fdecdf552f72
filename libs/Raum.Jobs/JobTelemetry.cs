using System.Diagnostics;
using System.Diagnostics.Metrics;
using Raum.Core;

namespace Raum.Jobs;

/// <summary>Spans and metrics of jobs: ids, steps and codes, never content. Hosts add the source and meter <see cref="Name"/>.</summary>
public static class JobTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Raum.Jobs";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    private static readonly Histogram<double> Wait = Meter.CreateHistogram(
        "raum.job.queue.wait",
        "s",
        "From acceptance to the first try",
        advice: Seconds
    );

    private static readonly Histogram<double> StepDuration = Meter.CreateHistogram(
        "raum.job.step.duration",
        "s",
        "Time in one step of a job",
        advice: Seconds
    );

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("raum.job.tries", "{try}", "Tries of jobs by how they ended");

    /// <summary>Begins the span of one try, in the trace of the request that queued the job.</summary>
    public static Activity? StartTry(QueuedJob job, int attempt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (attempt == 1)
        {
            Wait.Record((now - job.AcceptedAt).TotalSeconds, new KeyValuePair<string, object?>("raum.lane", job.Lane.ToString()));
        }

        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent);
        var activity = Source.StartActivity($"job {job.Operation}", ActivityKind.Consumer, parent);
        activity?.SetTag("raum.job.id", job.Id.ToString());
        activity?.SetTag("raum.organization.id", job.Organization.ToString());
        activity?.SetTag("raum.operation", job.Operation.ToString());
        activity?.SetTag("raum.attempt", attempt);
        return activity;
    }

    /// <summary>Counts a try that ended. <paramref name="failure"/> is null for one that went well.</summary>
    public static void TryEnded(QueuedJob job, string end, FailureCode? failure)
    {
        ArgumentNullException.ThrowIfNull(job);
        Ended.Add(
            1,
            new TagList
            {
                { "raum.operation", job.Operation.ToString() },
                { "raum.target", job.Target.ToString() },
                { "raum.end", end },
                { "error.type", failure?.ToString() },
            }
        );
    }

    internal static Activity? StartStep(Step step, JobId job)
    {
        var activity = Source.StartActivity($"{(int)step} {step}");
        activity?.SetTag("raum.step", (int)step);
        activity?.SetTag("raum.job.id", job.ToString());
        return activity;
    }

    internal static void StepEnded(Step step, TimeSpan elapsed) =>
        StepDuration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("raum.step", step.ToString()));
}
