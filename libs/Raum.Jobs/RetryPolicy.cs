using Raum.Core;

namespace Raum.Jobs;

/// <summary>How long a failed job waits: exponential backoff with jitter, and never less than the other side asked for (FLOW-6).</summary>
/// <param name="random">From 0 to 1, exclusive; a test decides.</param>
public sealed class RetryPolicy(Func<double> random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    /// <summary>The wait before the next try: between half and all of 2, 4, 8… seconds, at most 5 minutes; or what was asked for, at most 1 hour, and a little more.</summary>
    /// <param name="attempt">The try that failed, from 1.</param>
    public TimeSpan DelayFor(int attempt, Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var backoff = First * Math.Pow(2, Math.Clamp(attempt - 1, 0, 20));
        var own = (backoff < Longest ? backoff : Longest) * (0.5 + (random() / 2));
        if (failure.RetryAfter is not { } asked || asked <= TimeSpan.Zero)
        {
            return own;
        }

        // Everyone who was sent away at once must not come back at once.
        var wait = (asked < LongestAsked ? asked : LongestAsked) * (1 + (random() / 10));
        return wait > own ? wait : own;
    }
}
