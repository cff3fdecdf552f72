using System.Globalization;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations.Quotas;

namespace Raum.Jobs;

/// <summary>Where jobs are counted against a quota: one for each subject (the organization, an API key) and period (a day, a month of UTC).</summary>
/// <param name="Name">Names it in the queue's store. A key and those it was rolled over to count in one.</param>
/// <param name="Version">Of the quota. What was counted under an earlier one stays counted, and is compared with the read models once.</param>
/// <param name="Line">The API keys whose it is; empty for the organization.</param>
/// <param name="MaxSpend">US dollars.</param>
public sealed record JobTally(
    string Name,
    long Version,
    IReadOnlyList<ApiKeyId> Line,
    TallyPeriod Period,
    DateTimeOffset Begins,
    DateTimeOffset Ends,
    long? MaxJobs,
    decimal? MaxSpend
)
{
    /// <summary>The tallies that a job of this actor counts in. None where there is no limit: then nothing is counted.</summary>
    public static IReadOnlyList<JobTally> Of(OrganizationQuotas quotas, AuditActor actor, DateTimeOffset now)
    {
        var key = actor.Kind == AuditActorKind.ApiKey && Guid.TryParse(actor.Id, out var id) ? new ApiKeyId(id) : (ApiKeyId?)null;
        return [.. Of(quotas.Organization, [], now), .. key is { } one ? Of(quotas.Of(one), quotas.LineOf(one), now) : []];
    }

    /// <summary>The tallies of one quota, the day's first.</summary>
    /// <param name="line">The API keys whose quota it is, oldest first; empty for the organization.</param>
    public static IEnumerable<JobTally> Of(Quota quota, IReadOnlyList<ApiKeyId> line, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var month = new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero);
        if (quota.JobsPerDay is not null || quota.SpendPerDay is not null)
        {
            yield return New(quota, line, TallyPeriod.Day, day, day.AddDays(1), quota.JobsPerDay, quota.SpendPerDay);
        }

        if (quota.JobsPerMonth is not null || quota.SpendPerMonth is not null)
        {
            yield return New(quota, line, TallyPeriod.Month, month, month.AddMonths(1), quota.JobsPerMonth, quota.SpendPerMonth);
        }
    }

    private static JobTally New(
        Quota quota,
        IReadOnlyList<ApiKeyId> line,
        TallyPeriod period,
        DateTimeOffset begins,
        DateTimeOffset ends,
        long? jobs,
        decimal? spend
    ) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(line.Count == 0 ? "all" : line[0].Value.ToString("N"))}:{begins.ToString(period == TallyPeriod.Day ? "yyyyMMdd" : "yyyyMM", CultureInfo.InvariantCulture)}"
            ),
            quota.Version,
            line,
            period,
            begins,
            ends,
            jobs,
            spend
        );
}

/// <summary>Days and months of UTC.</summary>
public enum TallyPeriod
{
    Day,
    Month,
}

/// <summary>What a tally stands at.</summary>
/// <param name="Spend">US dollars.</param>
public sealed record TallyCount(long Jobs, decimal Spend)
{
    /// <summary>The higher of each number.</summary>
    public TallyCount OrMore(TallyCount other) => new(Math.Max(Jobs, other.Jobs), Math.Max(Spend, other.Spend));

    public bool IsFull(JobTally tally) => Jobs >= tally.MaxJobs || Spend >= tally.MaxSpend;
}
