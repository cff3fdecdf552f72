using System.Security.Cryptography;
using Raum.Core;
using Raum.Data;

namespace Raum.Keys;

/// <summary>Moves an organization's data keys from the previous keyring to the present one (KEY-2): each is unwrapped there and wrapped here. What they sealed stays as it is.</summary>
/// <remarks>Signs in as <c>raum_rotation</c>. Key by key, so that it can be stopped anywhere and called again; processes that have both keyrings serve on meanwhile.</remarks>
public sealed class KeyringMove
{
    private readonly RaumDatabase _database;
    private readonly Keyrings _keyrings;

    internal KeyringMove(RaumDatabase database, Keyrings keyrings) => (_database, _keyrings) = (database, keyrings);

    /// <summary>Name of the keyring that organizations move to.</summary>
    public string To => _keyrings.Current.Name;

    /// <summary>Name of the keyring that organizations move from; null when there is none.</summary>
    public string? From => _keyrings.Previous?.Name;

    /// <returns>
    /// How many keys were moved by this call; <see cref="FailureCode.NotConfigured"/> without a previous keyring, and the keyrings' own failures:
    /// what was moved until then has moved.
    /// </returns>
    public async Task<Outcome<long>> MoveAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (_keyrings.Previous is not { } previous)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        var rows = await RowsAsync(organization, previous.Name, cancellationToken);
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var moved = 0L;
        foreach (var row in rows.Value)
        {
            var done = await MoveAsync(organization, row, previous, cancellationToken);
            if (!done.Succeeded)
            {
                return done.Failure;
            }

            moved++;
        }

        return moved;
    }

    private async Task<Outcome<Done>> MoveAsync(
        OrganizationId organization,
        DataKeyRow row,
        IKeyWrapper previous,
        CancellationToken cancellationToken
    )
    {
        var context = new KeyContext(organization, row.Purpose);
        var key = await previous.UnwrapAsync(context, row.Wrapped, cancellationToken);
        if (!key.Succeeded)
        {
            return key.Failure;
        }

        try
        {
            var wrapped = await _keyrings.Current.WrapAsync(context, key.Value, cancellationToken);
            if (!wrapped.Succeeded)
            {
                return wrapped.Failure;
            }

            // The old wrapping is given up only for one that is known to open.
            var again = await _keyrings.Current.UnwrapAsync(context, wrapped.Value, cancellationToken);
            if (!again.Succeeded)
            {
                return again.Failure;
            }

            var same = CryptographicOperations.FixedTimeEquals(again.Value, key.Value);
            CryptographicOperations.ZeroMemory(again.Value);
            return same ? await StoreAsync(organization, row, wrapped.Value, cancellationToken) : new Failure(FailureCode.SealBroken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key.Value);
        }
    }

    private Task<Outcome<Done>> StoreAsync(
        OrganizationId organization,
        DataKeyRow row,
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
                    To,
                    wrapped,
                    row.Wrapper
                );
                await update.ExecuteNonQueryAsync(stop); // no row: destroyed meanwhile, or moved by another call
                return default(Done);
            },
            cancellationToken
        );

    private Task<Outcome<List<DataKeyRow>>> RowsAsync(OrganizationId organization, string wrapper, CancellationToken cancellationToken) =>
        _database.RunAsync<List<DataKeyRow>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select key_id, purpose, period, wrapper, wrapped from keys.data_key
                    where organization_id = $1 and wrapper = $2 order by purpose, period
                    """,
                    organization.Value,
                    wrapper
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
