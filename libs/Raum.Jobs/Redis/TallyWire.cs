using System.Globalization;
using Raum.Redis;

namespace Raum.Jobs.Redis;

/// <summary>Tallies as scripts take and give them. Money is counted in millionths of a dollar, rounded up, so that whole numbers add up exactly.</summary>
internal static class TallyWire
{
    private const decimal Micro = 1_000_000;

    /// <summary>A tally is of use for as long as somebody may still look at its period.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public static long Micros(decimal dollars) => (long)decimal.Ceiling(dollars * Micro);

    /// <summary>Milliseconds from now, so that no two clocks have to agree.</summary>
    public static long ForgottenIn(JobTally tally, DateTimeOffset now) =>
        (long)(Grace + TimeSpan.FromTicks(Math.Max(0, (tally.Ends - now).Ticks))).TotalMilliseconds;

    public static IEnumerable<RedisArgument> Arguments(JobTally tally, TallyCount? begin, DateTimeOffset now) =>
        [
            Number(tally.MaxJobs),
            Number(tally.MaxSpend is { } spend ? Micros(spend) : null),
            Number(begin?.Jobs),
            Number(begin is null ? null : Micros(begin.Spend)),
            ForgottenIn(tally, now),
            tally.Version,
        ];

    /// <summary>Pairs of jobs and spend, from that item on.</summary>
    public static IReadOnlyList<TallyCount> Counts(RedisReply reply, int from)
    {
        var counts = new List<TallyCount>();
        for (var i = from; i + 1 < reply.Items.Count; i += 2)
        {
            counts.Add(Count(reply.Items[i], reply.Items[i + 1]));
        }

        return counts;
    }

    public static TallyCount Count(RedisReply jobs, RedisReply spend) => new(jobs.Number, spend.Number / Micro);

    private static RedisArgument Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
