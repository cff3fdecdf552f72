using Raum.Core;
using Raum.Data;

namespace Raum.Jobs;

/// <summary>People of the desk, by its opaque numbers, whose tickets are sent to no model (GDPR art. 21; DATA-3).</summary>
public sealed class Objections(PlacedDatabase database, TimeProvider clock)
{
    /// <summary>Keeps a person's tickets from every model from now on.</summary>
    public Task<Outcome<Done>> RecordAsync(OrganizationId organization, long personId, CancellationToken cancellationToken) =>
        ExecuteAsync(
            organization,
            "insert into conversation.objection (organization_id, person_id, recorded_at) values ($1, $2, $3) on conflict do nothing",
            cancellationToken,
            organization.Value,
            personId,
            clock.GetUtcNow()
        );

    /// <summary>Takes an objection back.</summary>
    public Task<Outcome<Done>> WithdrawAsync(OrganizationId organization, long personId, CancellationToken cancellationToken) =>
        ExecuteAsync(
            organization,
            "delete from conversation.objection where organization_id = $1 and person_id = $2",
            cancellationToken,
            organization.Value,
            personId
        );

    /// <summary>True when one of these people has objected.</summary>
    internal async Task<Outcome<bool>> AnyAsync(
        OrganizationId organization,
        IReadOnlyCollection<long> people,
        CancellationToken cancellationToken
    )
    {
        if (people.Count == 0)
        {
            return false;
        }

        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                "select exists (select from conversation.objection where organization_id = $1 and person_id = any($2))",
                organization.Value,
                people.ToArray()
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<Done>> ExecuteAsync(
        OrganizationId organization,
        string sql,
        CancellationToken cancellationToken,
        params object?[] values
    )
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            await batch.Add(sql, values).ExecuteAsync(cancellationToken);
            return default(Done);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
