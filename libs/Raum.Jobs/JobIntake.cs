using Raum.Core;
using Raum.Organizations.Quotas;

namespace Raum.Jobs;

/// <summary>Step 2 of a job from outside: durable in the queue and counted against the quotas of its organization and key, or refused (ORG-8).</summary>
/// <remarks>
/// The queue's store decides, in the step that makes the job durable: a count is lost only with the jobs it counted. A tally begins at what the read models
/// say was used up, so that an empty store gives nothing back; a changed quota goes on from what was counted, or from what they say where that is more.
/// </remarks>
public sealed class JobIntake(IJobQueue queue, QuotaStore quotas, JobCounts counts, TimeProvider clock)
{
    // Once without where the tallies begin, once with it; once more for a quota that begins anew between the two.
    private const int Rounds = 3;

    /// <summary>Queues a job unless a deduplication mark is known or a quota is used up.</summary>
    /// <returns><see cref="FailureCode.QueueUnavailable"/>, <see cref="FailureCode.DatabaseUnavailable"/>; a used up quota is no failure of the call.</returns>
    public async Task<Outcome<Intake>> AcceptAsync(
        QueuedJob job,
        IReadOnlyList<string> deduplicationKeys,
        CancellationToken cancellationToken
    )
    {
        var current = await quotas.CurrentAsync(job.Organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var now = clock.GetUtcNow();
        var tallies = JobTally.Of(current.Value, job.Actor, now);
        var begun = tallies.Select(tally => (tally, (TallyCount?)null)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var admitted = await queue.AdmitAsync(job, deduplicationKeys, begun, cancellationToken);
            if (!admitted.Succeeded)
            {
                return admitted.Failure;
            }

            if (admitted.Value.State != AdmissionState.NotBegun)
            {
                return Intake.Of(admitted.Value, tallies, now);
            }

            var begins = await counts.UsedUpAsync(job.Organization, tallies, cancellationToken);
            if (!begins.Succeeded)
            {
                return begins.Failure;
            }

            begun = [.. tallies.Zip(begins.Value, (tally, used) => (tally, (TallyCount?)used))];
        }

        return new Failure(FailureCode.QueueUnavailable);
    }
}

/// <summary>What became of a job at the intake.</summary>
/// <param name="Job">Null when it was refused.</param>
/// <param name="Refused">Why, and when there is more; null when it was accepted or known.</param>
/// <param name="Full">Names of the quotas that are used up.</param>
/// <param name="Allowances">What is left of the quotas of jobs; empty without any, and for a known job.</param>
public sealed record Intake(Enqueued? Job, Failure? Refused, IReadOnlyList<string> Full, IReadOnlyList<Allowance> Allowances)
{
    internal static Intake Of(Admission admitted, IReadOnlyList<JobTally> tallies, DateTimeOffset now)
    {
        var counted = tallies.Zip(admitted.Counts).ToList();
        var allowances = counted.Where(pair => pair.First.MaxJobs is not null).Select(pair => Left(pair.First, pair.Second, now)).ToList();
        if (admitted.State != AdmissionState.Full)
        {
            return new Intake(admitted.Job, null, [], allowances);
        }

        var full = counted.Where(pair => pair.Second.IsFull(pair.First)).Select(pair => pair.First).ToList();
        var names = counted.SelectMany(pair => FullNames(pair.First, pair.Second)).ToList();
        return new Intake(null, new Failure(FailureCode.QuotaExhausted, full.Max(tally => tally.Ends) - now), names, allowances);
    }

    private static Allowance Left(JobTally tally, TallyCount count, DateTimeOffset now) =>
        new(
            QuotaNames.Jobs(tally),
            tally.MaxJobs!.Value,
            Math.Max(0, tally.MaxJobs.Value - count.Jobs),
            tally.Ends - tally.Begins,
            tally.Ends - now
        );

    private static IEnumerable<string> FullNames(JobTally tally, TallyCount count)
    {
        if (count.Jobs >= tally.MaxJobs)
        {
            yield return QuotaNames.Jobs(tally);
        }

        if (count.Spend >= tally.MaxSpend)
        {
            yield return QuotaNames.Spend(tally);
        }
    }
}

/// <summary>Names of quotas as callers see them: <c>jobs-per-day</c>, <c>key-spend-per-month</c> and so on.</summary>
public static class QuotaNames
{
    public static string Jobs(JobTally tally) => $"{Of(tally)}jobs-per-{Period(tally)}";

    public static string Spend(JobTally tally) => $"{Of(tally)}spend-per-{Period(tally)}";

    private static string Of(JobTally tally) => tally.Line.Count == 0 ? "" : "key-";

    private static string Period(JobTally tally) => tally.Period == TallyPeriod.Day ? "day" : "month";
}
