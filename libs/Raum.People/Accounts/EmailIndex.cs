using System.Security.Cryptography;
using System.Text;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.People.Accounts;

/// <summary>Finds sealed e-mail addresses by a keyed hash: who copies the database cannot try addresses without the keyring.</summary>
internal sealed class EmailIndex(RaumDatabase database, FieldSealer sealer, TimeProvider clock) : IDisposable
{
    private static readonly FieldAddress Address = new("people_index_key", "key_sealed", OrganizationId.Installation.ToString());

    private readonly OpenedKeys<OrganizationId, IndexKey> _keys = new(clock);

    /// <summary>HMAC-SHA256 of the address.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> and its neighbours when the key cannot be had.</returns>
    public async Task<Outcome<byte[]>> OfAsync(EmailAddress email, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = _keys.Find(OrganizationId.Installation);
            if (key is null)
            {
                var loaded = await LoadAsync(cancellationToken);
                if (!loaded.Succeeded)
                {
                    return loaded.Failure;
                }

                key = _keys.Keep(OrganizationId.Installation, new IndexKey(loaded.Value));
            }

            try
            {
                return key.Hash(Encoding.UTF8.GetBytes(email.Text.Reveal()));
            }
            catch (ObjectDisposedException)
            {
                // It left the memory between the look and the use.
            }
        }
    }

    public void Dispose() => _keys.Dispose();

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

/// <summary>The opened key, in pinned memory.</summary>
internal sealed class IndexKey : IDisposable
{
    private readonly byte[] _bytes;
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <param name="opened">Copied, and zeroed.</param>
    public IndexKey(byte[] opened)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(opened.Length, pinned: true);
        opened.CopyTo(_bytes, 0);
        CryptographicOperations.ZeroMemory(opened);
    }

    /// <exception cref="ObjectDisposedException">The key was dropped: ask for it again.</exception>
    public byte[] Hash(byte[] text)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return HMACSHA256.HashData(_bytes, text);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            CryptographicOperations.ZeroMemory(_bytes);
        }
    }
}
