using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>What was used up since a time, by the read models: the truth that counters elsewhere begin from (ORG-8).</summary>
/// <remarks>A job counts once its text was masked. The read models are a moment behind the log.</remarks>
public sealed class JobUsage
{
    private readonly PlacedDatabase _database;

    internal JobUsage(PlacedDatabase database) => _database = database;

    /// <param name="keys">Empty: by all of the organization.</param>
    /// <param name="since">The beginning of a day of UTC.</param>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async Task<Outcome<UsedUp>> SinceAsync(
        OrganizationId organization,
        IReadOnlyList<ApiKeyId> keys,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = _database.CreateBatch(organization);
            if (keys.Count > 0)
            {
                batch.Add(
                    """
                    select count(distinct target_id) filter (where type = 'job-masked.v1'),
                      coalesce(sum((details ->> 'cost')::numeric) filter (where type = 'job-provider-called.v1'), 0)
                    from projection.audit_entry
                    where organization_id = $1 and actor_id = any ($2) and actor_kind = $3 and at >= $4 and type in ('job-masked.v1', 'job-provider-called.v1')
                    """,
                    organization.Value,
                    keys.Select(key => AuditActor.ApiKey(key).Id).ToArray(),
                    nameof(AuditActorKind.ApiKey),
                    since
                );
            }
            else
            {
                batch.Add(
                    """
                    select (select count(distinct target_id) from projection.audit_entry where organization_id = $1 and type = 'job-masked.v1' and at >= $2),
                      (select coalesce(sum(cost), 0) from projection.usage where organization_id = $1 and day >= $3 and currency = 'USD')
                    """,
                    organization.Value,
                    since,
                    DateOnly.FromDateTime(since.UtcDateTime)
                );
            }

            await using var reader = await batch.ReadAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new UsedUp(reader.GetInt64(0), reader.GetDecimal(1));
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}

/// <param name="Spend">US dollars by list price.</param>
public sealed record UsedUp(long Jobs, decimal Spend);
