using System.Security.Cryptography;
using Raum.Core;
using Raum.Data;

namespace Raum.Keys;

/// <param name="From">Name of the keyring that wrapped the first of them; when there was nothing to move, the previous one's, or the present one's.</param>
/// <param name="To">Name of the keyring that wraps the organization's keys now.</param>
public sealed record KeysMoved(long Count, string From, string To);

/// <summary>
/// Moves an organization's data keys to the keyring that is in force for it (KEY-2): the installation's, or a KMS key that the customer holds. Each is unwrapped
/// by whoever wrapped it and wrapped anew. What they sealed stays as it is.
/// </summary>
/// <remarks>Signs in as <c>raum_rotation</c>. Key by key, so that it can be stopped anywhere and called again; processes that have both keyrings serve on meanwhile.</remarks>
public sealed class KeyringMove
{
    private const int MostPasses = 10;

    private readonly RaumDatabase _database;
    private readonly Keyrings _keyrings;

    internal KeyringMove(RaumDatabase database, Keyrings keyrings) => (_database, _keyrings) = (database, keyrings);

    /// <returns>
    /// What this call moved; <see cref="FailureCode.NotConfigured"/> when there is nothing to move and no previous keyring; <see cref="FailureCode.KeyUnavailable"/>
    /// when this process was not given the keyring that wrapped a key; <see cref="FailureCode.Conflict"/> when somebody moves them elsewhere meanwhile; and the keyrings' own failures: what was moved until then has moved.
    /// </returns>
    public async Task<Outcome<KeysMoved>> MoveAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var target = await _keyrings.CurrentAsync(organization, cancellationToken);
        if (!target.Succeeded)
        {
            return target.Failure;
        }

        var (moved, from, to) = (0L, _keyrings.Previous?.Name, target.Value.Wrapper);
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var rows = await RowsAsync(organization, to.Name, cancellationToken);
            if (!rows.Succeeded)
            {
                return rows.Failure;
            }

            // Again until nothing is found: a process that was about to store a key when the keyring changed has stored it since.
            if (rows.Value.Count == 0)
            {
                return moved == 0 && from is null && !target.Value.IsCustomers
                    ? new Failure(FailureCode.NotConfigured)
                    : new KeysMoved(moved, from ?? to.Name, to.Name);
            }

            from = moved == 0 ? rows.Value[0].Wrapper : from;
            foreach (var row in rows.Value)
            {
                var done = await MoveAsync(organization, row, to, cancellationToken);
                if (!done.Succeeded)
                {
                    return done.Failure;
                }

                moved++;
            }
        }

        return new Failure(FailureCode.Conflict); // somebody moves them elsewhere at the same time
    }

    private async Task<Outcome<Done>> MoveAsync(
        OrganizationId organization,
        DataKeyRow row,
        IKeyWrapper to,
        CancellationToken cancellationToken
    )
    {
        var from = await _keyrings.NamedAsync(organization, row.Wrapper, cancellationToken);
        if (!from.Succeeded)
        {
            return from.Failure;
        }

        var context = new KeyContext(organization, row.Purpose);
        var key = await from.Value.Wrapper.UnwrapAsync(context, row.Wrapped, cancellationToken);
        if (!key.Succeeded)
        {
            return key.Failure;
        }

        try
        {
            var wrapped = await to.WrapAsync(context, key.Value, cancellationToken);
            if (!wrapped.Succeeded)
            {
                return wrapped.Failure;
            }

            // The old wrapping is given up only for one that is known to open.
            var again = await to.UnwrapAsync(context, wrapped.Value, cancellationToken);
            if (!again.Succeeded)
            {
                return again.Failure;
            }

            var same = CryptographicOperations.FixedTimeEquals(again.Value, key.Value);
            CryptographicOperations.ZeroMemory(again.Value);
            return same
                ? await StoreAsync(organization, row, to.Name, wrapped.Value, cancellationToken)
                : new Failure(FailureCode.SealBroken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key.Value);
        }
    }

    private Task<Outcome<Done>> StoreAsync(
        OrganizationId organization,
        DataKeyRow row,
        string to,
        byte[] wrapped,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    "update keys.data_key set wrapper = $3, wrapped = $4 where organization_id = $1 and key_id = $2 and wrapper = $5",
                    organization.Value,
                    row.Id,
                    to,
                    wrapped,
                    row.Wrapper
                );
                await update.ExecuteNonQueryAsync(stop); // no row: destroyed meanwhile, or moved by another call
                return default(Done);
            },
            cancellationToken
        );

    private Task<Outcome<List<DataKeyRow>>> RowsAsync(OrganizationId organization, string to, CancellationToken cancellationToken) =>
        _database.RunAsync<List<DataKeyRow>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select key_id, purpose, period, wrapper, wrapped from keys.data_key
                    where organization_id = $1 and wrapper <> $2 order by purpose, period
                    """,
                    organization.Value,
                    to
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var found = new List<DataKeyRow>();
                while (await reader.ReadAsync(stop))
                {
                    found.Add(
                        new DataKeyRow(
                            reader.GetGuid(0),
                            reader.GetString(1),
                            reader.GetInt64(2),
                            reader.GetString(3),
                            reader.GetFieldValue<byte[]>(4)
                        )
                    );
                }

                return found;
            },
            cancellationToken
        );
}
