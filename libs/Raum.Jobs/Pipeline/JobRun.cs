using System.Diagnostics;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Jobs.Simulations;
using Raum.Providers;

namespace Raum.Jobs.Pipeline;

/// <summary>One try of one job on its way through the steps.</summary>
internal sealed class JobRun(QueuedJob job, int attempt, TimeProvider clock) : IDisposable
{
    private Activity? _span;
    private long _since;

    public QueuedJob Job { get; } = job;

    public int Attempt { get; } = attempt;

    /// <summary>The step that the try has reached.</summary>
    public Step Step { get; private set; }

    /// <summary>True when an outcome of this try is on record already.</summary>
    public bool HasOutcome { get; set; }

    /// <summary>What was asked of providers and is not on record yet.</summary>
    public IReadOnlyList<ProviderAttempt> Asked { get; set; } = [];

    /// <summary>The events of it, once they were made: they are on record when <see cref="Asked"/> is empty again.</summary>
    public IReadOnlyList<JobProviderCalled> Calls { get; set; } = [];

    /// <summary>The call of a simulation, for its report; null before it, and for every other job.</summary>
    public SimulatedAnswer? Simulated { get; set; }

    /// <summary>Leaves the step before and enters this one.</summary>
    public void Enter(Step step)
    {
        Leave();
        Step = step;
        _since = clock.GetTimestamp();
        _span = JobTelemetry.StartStep(step, Job.Id);
    }

    /// <summary>Notes on the step's span why the try ended here.</summary>
    public void Fail(Failure failure)
    {
        _span?.SetStatus(ActivityStatusCode.Error);
        _span?.SetTag("error.type", failure.Code.ToString());
    }

    public TimeSpan SinceStep => clock.GetElapsedTime(_since);

    public void Dispose() => Leave();

    private void Leave()
    {
        if (Step != 0)
        {
            JobTelemetry.StepEnded(Step, SinceStep);
        }

        _span?.Dispose();
        _span = null;
    }
}
