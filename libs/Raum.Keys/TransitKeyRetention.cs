using Raum.Core;
using Raum.Data;

namespace Raum.Keys;

/// <summary>Destroys transit keys of past hours: what they sealed can never be opened again, wherever a copy of it is (KEY-7).</summary>
/// <param name="database">Signs in as <c>raum_purge</c>, the one role that may delete keys.</param>
public sealed class TransitKeyRetention(RaumDatabase database, TimeProvider clock)
{
    /// <summary>Texts and results live at most 24 hours (PII-5). The key of an hour ends this long after the hour began; the rest is for the next sweep and the caches.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(23.5);

    /// <summary>Destroys the expired keys of every organization.</summary>
    /// <returns>How many keys were destroyed.</returns>
    public async Task<Outcome<int>> DestroyExpiredAsync(CancellationToken cancellationToken)
    {
        try
        {
            // No organization: the policy of this role shows it expired transit keys, by the database's clock, and nothing else.
            await using var delete = database
                .CreateLookup("delete from keys.data_key where purpose = 'transit' and period <= $1")
                .With(LastEnded());
            return await delete.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Destroys the expired keys of one organization.</summary>
    /// <returns>How many keys were destroyed.</returns>
    public async Task<Outcome<int>> DestroyExpiredAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                "delete from keys.data_key where organization_id = $1 and purpose = 'transit' and period <= $2",
                organization.Value,
                LastEnded()
            );
            return await batch.ExecuteAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private long LastEnded() => (clock.GetUtcNow() - Limit).ToUnixTimeSeconds() / 3600;
}
