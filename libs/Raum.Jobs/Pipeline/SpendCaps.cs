using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Organizations.Quotas;
using Raum.Providers;

namespace Raum.Jobs.Pipeline;

/// <summary>Spend caps at the call (ORG-8). A cap is looked at before each call: calls under way when it is reached still end, so it is passed by what they cost.</summary>
internal sealed class SpendCaps(
    QuotaStore quotas,
    ITallyStore tallies,
    JobCounts counts,
    IOptions<ProviderOptions> providers,
    TimeProvider clock,
    ILogger<SpendCaps> logger
)
{
    // An answer that is there waits for no restart of Redis.
    private const int Tries = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The providers that may be called now. Under a cap these are the ones with a price: no cap holds what is not counted.</summary>
    /// <returns>
    /// <see cref="FailureCode.QuotaExhausted"/> when a cap is reached, <see cref="FailureCode.ProviderNotConfigured"/> when no provider has a price, and failures
    /// of the stores.
    /// </returns>
    public async Task<Outcome<IReadOnlyList<ProviderEndpoint>>> AllowAsync(
        QueuedJob job,
        IReadOnlyList<ProviderEndpoint> endpoints,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var current = await quotas.CurrentAsync(job.Organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var capped = JobTally.Of(current.Value, job.Actor, now).Where(tally => tally.MaxSpend is not null).ToList();
        if (capped.Count == 0)
        {
            return endpoints.ToList();
        }

        // The intake begins a tally: a job that waited over midnight, or for which the quota has changed, may come before that.
        var spent = await counts.ReadAsync(job.Organization, capped, cancellationToken);
        if (!spent.Succeeded)
        {
            return spent.Failure;
        }

        var full = capped.Zip(spent.Value).Where(pair => pair.Second.Spend >= pair.First.MaxSpend).Select(pair => pair.First).ToList();
        if (full.Count > 0)
        {
            return new Failure(FailureCode.QuotaExhausted, full.Max(tally => tally.Ends) - now);
        }

        var priced = endpoints.Where(endpoint => Cost.IsKnown(endpoint, providers.Value.Prices)).ToList();
        return priced.Count == 0 ? new Failure(FailureCode.ProviderNotConfigured) : priced;
    }

    /// <summary>
    /// Counts what a call has cost, answered or not, before it is on record: who dies in between has counted too much, not too little. Quotas without a cap
    /// are counted, too: the cap may come later. Where the tallies cannot be reached it is tried again for less than a second.
    /// </summary>
    public async Task SpentAsync(QueuedJob job, IReadOnlyList<ProviderAttempt> attempts, CancellationToken cancellationToken)
    {
        var cost = attempts.Sum(attempt => attempt.CostUsd ?? 0);
        if (cost <= 0)
        {
            return;
        }

        var counted = await CountAsync(job, cost, cancellationToken);
        for (var tries = 1; !counted.Succeeded && tries < Tries; tries++)
        {
            await Task.Delay(Pause, clock, cancellationToken);
            counted = await CountAsync(job, cost, cancellationToken);
        }

        if (!counted.Succeeded)
        {
            // The money is spent: to throw the answer away would spend it again.
            logger.SpendNotCounted(job.Id, job.Organization, counted.Failure.Code);
        }
    }

    private async Task<Outcome<Done>> CountAsync(QueuedJob job, decimal cost, CancellationToken cancellationToken)
    {
        var current = await quotas.CurrentAsync(job.Organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var counting = JobTally.Of(current.Value, job.Actor, clock.GetUtcNow());
        return counting.Count == 0 ? default(Done) : await tallies.SpendAsync(job.Organization, counting, cost, cancellationToken);
    }
}
