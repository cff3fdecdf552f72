using System.Security.Cryptography;
using System.Text;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.People.Accounts;

/// <summary>Finds sealed e-mail addresses by a keyed hash: who copies the database cannot try addresses without the keyring.</summary>
internal sealed class EmailIndex(RaumDatabase database, FieldSealer sealer, TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(5);
    private static readonly FieldAddress Address = new("people_index_key", "key_sealed", OrganizationId.Installation.ToString());

    private readonly Lock _lock = new();
    private byte[]? _key;
    private DateTimeOffset _until;

    /// <summary>HMAC-SHA256 of the address.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> and its neighbours when the key cannot be had.</returns>
    public async Task<Outcome<byte[]>> OfAsync(EmailAddress email, CancellationToken cancellationToken)
    {
        var key = Cached();
        if (key is null)
        {
            var loaded = await LoadAsync(cancellationToken);
            if (!loaded.Succeeded)
            {
                return loaded.Failure;
            }

            key = loaded.Value;
            Keep(key);
        }

        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(email.Text.Reveal()));
    }

    private byte[]? Cached()
    {
        lock (_lock)
        {
            return clock.GetUtcNow() < _until ? _key : null;
        }
    }

    private void Keep(byte[] key)
    {
        lock (_lock)
        {
            (_key, _until) = (key, clock.GetUtcNow() + KeepFor);
        }
    }

    private async Task<Outcome<byte[]>> LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await FindAsync(cancellationToken);
        if (stored is { Succeeded: true, Value.Length: 0 })
        {
            var made = await MakeAsync(cancellationToken);
            if (!made.Succeeded)
            {
                return made.Failure;
            }

            stored = await FindAsync(cancellationToken);
        }

        return stored.Succeeded ? await sealer.OpenAsync(OrganizationId.Installation, Address, stored.Value, cancellationToken) : stored;
    }

    /// <summary>The sealed key; empty when there is none yet.</summary>
    private Task<Outcome<byte[]>> FindAsync(CancellationToken cancellationToken) =>
        database.RunAsync<byte[]>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand("select key_sealed from people.index_key");
                return await select.ExecuteScalarAsync(stop) as byte[] ?? [];
            },
            cancellationToken
        );

    private async Task<Outcome<Done>> MakeAsync(CancellationToken cancellationToken)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var sealedKey = await sealer.SealAsync(OrganizationId.Installation, Address, key, cancellationToken);
        CryptographicOperations.ZeroMemory(key);
        return !sealedKey.Succeeded
            ? sealedKey.Failure
            : await database.RunAsync<Done>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    // Of two processes that make one at once, the first wins, and both read it.
                    await using var insert = scope.CreateCommand(
                        "insert into people.index_key (organization_id, key_sealed, created_at) values ($1, $2, $3) on conflict do nothing",
                        OrganizationId.Installation.Value,
                        sealedKey.Value,
                        clock.GetUtcNow()
                    );
                    await insert.ExecuteNonQueryAsync(stop);
                    return default(Done);
                },
                cancellationToken
            );
    }
}
