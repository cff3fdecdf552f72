using System.Globalization;
using System.Security.Cryptography;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.AuditStore.Projections;

/// <summary>Keyed hashes of one organization: equal texts are equal, and nothing else can be told.</summary>
/// <remarks>
/// HMAC-SHA256 under a random key per organization, kept sealed. There are few addresses: without the key a hash could be tried out.
/// The first byte of a hash is the version of its key; hashes are looked up under every version there is.
/// </remarks>
internal sealed class HashKeys(PlacedDatabase database, FieldSealer sealer, TimeProvider clock) : IDisposable
{
    /// <summary>Sealed anew when keys rotate.</summary>
    public static SealedColumn SealedColumn { get; } =
        new("audit.hash_key", "sealed_key", "audit.hash_key")
        {
            Key = "version",
            KeyType = "int",
            Row = "version::text",
        };

    private readonly OpenedKeys<OrganizationId, HashKeyRing> _keys = new(clock);

    /// <summary>The hash under the newest key, which is made when there is none.</summary>
    /// <exception cref="AuditReadException">The key is not available.</exception>
    public ValueTask<byte[]> HashAsync(OrganizationId organization, string text, CancellationToken cancellationToken) =>
        WithKeysAsync(organization, keys => keys.Newest(text), cancellationToken);

    /// <summary>The hashes under every key, for looking up.</summary>
    /// <exception cref="AuditReadException">A key is not available.</exception>
    public ValueTask<IReadOnlyList<byte[]>> AllHashesAsync(OrganizationId organization, string text, CancellationToken cancellationToken) =>
        WithKeysAsync(organization, keys => keys.All(text), cancellationToken);

    public void Dispose() => _keys.Dispose();

    private async ValueTask<T> WithKeysAsync<T>(OrganizationId organization, Func<HashKeyRing, T> use, CancellationToken cancellationToken)
    {
        while (true)
        {
            var keys = _keys.Find(organization) ?? _keys.Keep(organization, await OpenAsync(organization, cancellationToken));
            try
            {
                return use(keys);
            }
            catch (ObjectDisposedException)
            {
                // They left the memory between the look and the use.
            }
        }
    }

    private async Task<HashKeyRing> OpenAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var ring = await ReadAsync(organization, cancellationToken);
        if (ring.IsEmpty)
        {
            await CreateAsync(organization, cancellationToken);
            ring = await ReadAsync(organization, cancellationToken);
        }

        return ring;
    }

    private async Task<HashKeyRing> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var rows = new List<(int Version, byte[] Sealed)>();
        await using (
            var batch = database
                .CreateBatch(organization)
                .Add("select version, sealed_key from audit.hash_key where organization_id = $1 order by version", organization.Value)
        )
        await using (var reader = await batch.ReadAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add((reader.GetInt32(0), reader.GetFieldValue<byte[]>(1)));
            }
        }

        var ring = new HashKeyRing();
        foreach (var (version, sealedKey) in rows)
        {
            var key = await sealer.OpenAsync(organization, Address(version), sealedKey, cancellationToken);
            if (!key.Succeeded)
            {
                ring.Dispose();
                throw new AuditReadException(key.Failure.Code);
            }

            ring.Add(version, key.Value);
            CryptographicOperations.ZeroMemory(key.Value);
        }

        return ring;
    }

    private async Task CreateAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(HashKeyRing.KeyLength, pinned: true);
        RandomNumberGenerator.Fill(bytes);
        var sealedKey = await sealer.SealAsync(organization, Address(1), bytes, cancellationToken);
        CryptographicOperations.ZeroMemory(bytes);
        if (!sealedKey.Succeeded)
        {
            throw new AuditReadException(sealedKey.Failure.Code);
        }

        await using var batch = database
            .CreateBatch(organization)
            .Add(
                "insert into audit.hash_key (organization_id, version, sealed_key, created_at) values ($1, 1, $2, $3) on conflict do nothing",
                organization.Value,
                sealedKey.Value,
                clock.GetUtcNow()
            );
        await batch.ExecuteAsync(cancellationToken);
    }

    private static FieldAddress Address(int version) => new("audit.hash_key", "sealed_key", version.ToString(CultureInfo.InvariantCulture));
}
