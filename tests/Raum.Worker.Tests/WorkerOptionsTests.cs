using Microsoft.Extensions.Options;

namespace Raum.Worker.Tests;

/// <summary>A wrong setting stops the host at its start, with the setting's name.</summary>
public sealed class WorkerOptionsTests
{
    [Fact]
    public void The_defaults_hold()
    {
        Ranges(new WorkerOptions()).Succeeded.ShouldBeTrue();
        Rules(new WorkerOptions()).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void More_parallel_jobs_than_allowed_are_refused() =>
        Ranges(new WorkerOptions { MaxParallelJobs = 100_000 }).FailureMessage!.ShouldContain(nameof(WorkerOptions.MaxParallelJobs));

    [Fact]
    public void No_attempts_are_refused() =>
        Ranges(new WorkerOptions { MaxAttempts = 0 }).FailureMessage!.ShouldContain(nameof(WorkerOptions.MaxAttempts));

    private static ValidateOptionsResult Ranges(WorkerOptions options) => new WorkerOptionsRanges().Validate(null, options);

    private static ValidateOptionsResult Rules(WorkerOptions options) => new WorkerOptionsRules().Validate(null, options);
}
