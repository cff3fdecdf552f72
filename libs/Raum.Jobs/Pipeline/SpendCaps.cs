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
    IOptions<ProviderOptions> providers,
    TimeProvider clock,
    ILogger<SpendCaps> logger
)
{
    private const int LettersOfToken = 2;

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
        var capped = await CappedAsync(job, now, cancellationToken);
        if (!capped.Succeeded)
        {
            return capped.Failure;
        }

        if (capped.Value.Count == 0)
        {
            return endpoints.ToList();
        }

        var counts = await tallies.ReadAsync(job.Organization, capped.Value, cancellationToken);
        if (!counts.Succeeded)
        {
            return counts.Failure;
        }

        // The intake begins a tally. A job that waited over midnight comes before that, and counts from nothing, as it should.
        var full = capped
            .Value.Zip(counts.Value)
            .Where(pair => pair.Second.Count.Spend >= pair.First.MaxSpend)
            .Select(pair => pair.First)
            .ToList();
        if (full.Count > 0)
        {
            return new Failure(FailureCode.QuotaExhausted, full.Max(tally => tally.Ends) - now);
        }

        var priced = endpoints.Where(endpoint => Cost.IsKnown(endpoint, providers.Value.Prices)).ToList();
        return priced.Count == 0 ? new Failure(FailureCode.ProviderNotConfigured) : priced;
    }

    /// <summary>Counts what a call has cost, before it is on record: who dies in between has counted too much, not too little.</summary>
    public async Task SpentAsync(QueuedJob job, ProviderCall call, ProviderAnswer answer, CancellationToken cancellationToken)
    {
        var cost = answer.CostUsd ?? Estimate(call, answer);
        if (cost is not > 0)
        {
            return;
        }

        var capped = await CappedAsync(job, clock.GetUtcNow(), cancellationToken);
        var counted =
            !capped.Succeeded ? capped.Failure
            : capped.Value.Count == 0 ? null
            : (await tallies.SpendAsync(job.Organization, capped.Value, cost.Value, cancellationToken)).Failure;
        if (counted is not null)
        {
            // The money is spent: to throw the answer away would spend it again.
            logger.SpendNotCounted(job.Id, job.Organization, counted.Code);
        }
    }

    /// <summary>For a server that does not say how many tokens it read and wrote: more of them than text of that length has.</summary>
    private decimal? Estimate(ProviderCall call, ProviderAnswer answer)
    {
        var read = call.System.Length + call.Messages.Sum(message => message.Text.Length);
        return call.Endpoints.FirstOrDefault(endpoint => endpoint.Name == answer.Provider) is { } endpoint
            ? Cost.Of(endpoint.Model, Tokens(read), Tokens(answer.Text.Length), providers.Value.Prices)
            : null;
    }

    private static long Tokens(int letters) => (letters + LettersOfToken - 1) / LettersOfToken;

    private async Task<Outcome<List<JobTally>>> CappedAsync(QueuedJob job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var current = await quotas.CurrentAsync(job.Organization, cancellationToken);
        return current.Succeeded
            ? JobTally.Of(current.Value, job.Actor, now).Where(tally => tally.MaxSpend is not null).ToList()
            : current.Failure;
    }
}
