using Raum.Core;
using Raum.Data;

namespace Raum.Keys;

/// <summary>A data key as it is at rest.</summary>
internal sealed record DataKeyRow(Guid Id, string Purpose, long Period, string Wrapper, byte[] Wrapped);

/// <summary>The rows of data keys in Postgres: found, added, and their nonces handed out.</summary>
internal sealed class DataKeyRows(RaumDatabase database, TimeProvider clock)
{
    private const string Columns = "key_id, purpose, period, wrapper, wrapped";

    /// <summary>Takes a block of nonces of a key; false when it has none left.</summary>
    public async Task<Outcome<bool>> TakeBlockAsync(OrganizationId organization, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                "update keys.data_key set nonces_reserved = nonces_reserved + $3 where organization_id = $1 and key_id = $2 and nonces_reserved + $3 <= $4",
                organization.Value,
                id,
                DataKeys.NonceBlock,
                DataKeys.NonceLimit
            );
            return await batch.ExecuteAsync(cancellationToken) == 1;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
    }

    /// <summary>Adds a wrapped key unless somebody else did so first.</summary>
    public async Task<Outcome<Done>> AddAsync(
        OrganizationId organization,
        string purpose,
        long period,
        string wrapper,
        byte[] wrapped,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                """
                insert into keys.data_key (organization_id, key_id, purpose, period, wrapper, wrapped, created_at)
                select $1, $2, $3, $4, $5, $6, $7
                -- Not what a keyring wrapped that is not in force any more: a customer's key came or went meanwhile, and the next try takes the right one.
                where $5 = coalesce((select 'customer.v1/' || replace(customer_key_id::text, '-', '') from keys.customer_key
                  where organization_id = $1 and ended_at is null), case when $5 not like 'customer.v1/%' then $5 end)
                on conflict (organization_id, purpose, period) do nothing
                """,
                organization.Value,
                Guid.CreateVersion7(clock.GetUtcNow()),
                purpose,
                period,
                wrapper,
                wrapped,
                clock.GetUtcNow()
            );
            await batch.ExecuteAsync(cancellationToken);
            return default(Done);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
    }

    /// <summary>The newest key of a purpose; null when there is none.</summary>
    public Task<Outcome<DataKeyRow?>> LatestAsync(OrganizationId organization, string purpose, CancellationToken cancellationToken) =>
        ReadAsync(
            organization,
            $"select {Columns} from keys.data_key where organization_id = $1 and purpose = $2 order by period desc limit 1",
            purpose,
            cancellationToken
        );

    /// <returns><see cref="FailureCode.Gone"/> when the row was destroyed.</returns>
    public async Task<Outcome<DataKeyRow>> FindAsync(OrganizationId organization, Guid id, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(
            organization,
            $"select {Columns} from keys.data_key where organization_id = $1 and key_id = $2",
            id,
            cancellationToken
        );
        return row switch
        {
            { Succeeded: false } => row.Failure,
            { Value: { } found } => found,
            _ => new Failure(FailureCode.Gone),
        };
    }

    private async Task<Outcome<DataKeyRow?>> ReadAsync(
        OrganizationId organization,
        string sql,
        object parameter,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(sql, organization.Value, parameter);
            await using var reader = await batch.ReadAsync(cancellationToken);
            DataKeyRow? row = await reader.ReadAsync(cancellationToken)
                ? new DataKeyRow(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    reader.GetString(3),
                    reader.GetFieldValue<byte[]>(4)
                )
                : null;
            return row;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.KeyUnavailable);
        }
    }
}
