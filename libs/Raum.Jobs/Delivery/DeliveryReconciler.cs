using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Jobs.Delivery;

/// <summary>Closes intents that nobody closed: a process died between effect and outcome, and its job did not come back (step 10).</summary>
public sealed class DeliveryReconciler
{
    private const int Batch = 200;

    // What keeps three from being closed mostly keeps all of the organization, and each may take seconds.
    private const int MostFailures = 3;

    private readonly DeliveryLedger _ledger;
    private readonly Effects _effects;
    private readonly TimeProvider _clock;
    private readonly ILogger<DeliveryReconciler> _logger;

    internal DeliveryReconciler(DeliveryLedger ledger, Effects effects, TimeProvider clock, ILogger<DeliveryReconciler> logger)
    {
        _ledger = ledger;
        _effects = effects;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Looks once at effects of every organization that were intended longer ago than <paramref name="age"/>.</summary>
    /// <param name="age">Longer than a try can take, or a running one is taken for a dead one.</param>
    /// <returns>How many were closed.</returns>
    public async Task<Outcome<int>> RunOnceAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var open = await _ledger.OpenAsync(_clock.GetUtcNow() - age, Batch, cancellationToken);
        if (!open.Succeeded)
        {
            return open.Failure;
        }

        var closed = 0;
        var failures = new Dictionary<OrganizationId, int>();
        foreach (var (organization, job, effect) in open.Value)
        {
            if (failures.GetValueOrDefault(organization) >= MostFailures)
            {
                continue;
            }

            var settled = await _effects.SettleEarlierAsync(organization, job, effect, cancellationToken);
            if (settled.Succeeded || settled.Failure.Code == FailureCode.DeliveryUncertain)
            {
                closed++;
                _logger.IntentClosed(organization, job, effect, settled.Failure?.Code ?? FailureCode.None);
            }
            else
            {
                failures[organization] = failures.GetValueOrDefault(organization) + 1;
                await _ledger.LookLaterAsync(organization, job, effect, cancellationToken);
                _logger.IntentStillOpen(organization, job, effect, settled.Failure.Code);
            }
        }

        return closed;
    }
}
