using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
internal sealed class HashKeys(PlacedDatabase database, FieldSealer sealer, TimeProvider clock)
{
    /// <summary>Sealed anew when keys rotate.</summary>
    public static SealedColumn SealedColumn { get; } =
        new("audit.hash_key", "sealed_key", "audit.hash_key")
        {
            Key = "version",
            KeyType = "int",
            Row = "version::text",
        };

    /// <summary>KEY-5: opened keys stay in memory for a minute at the most.</summary>
    private static readonly TimeSpan KeepFor = KeysOptions.DerivedFor;

    private readonly ConcurrentDictionary<OrganizationId, (DateTimeOffset Until, IReadOnlyList<HashKey> Keys)> _keys = new();

    /// <summary>The hash under the newest key, which is made when there is none.</summary>
    /// <exception cref="AuditReadException">The key is not available.</exception>
    public async ValueTask<byte[]> HashAsync(OrganizationId organization, string text, CancellationToken cancellationToken) =>
        Hash((await KeysAsync(organization, cancellationToken))[^1], text);

    /// <summary>The hashes under every key, for looking up.</summary>
    /// <exception cref="AuditReadException">A key is not available.</exception>
    public async ValueTask<IReadOnlyList<byte[]>> AllHashesAsync(
        OrganizationId organization,
        string text,
        CancellationToken cancellationToken
    ) => [.. (await KeysAsync(organization, cancellationToken)).Select(key => Hash(key, text))];

    private static byte[] Hash(HashKey key, string text) =>
        [(byte)key.Version, .. HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(text))];

    private async ValueTask<IReadOnlyList<HashKey>> KeysAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(organization, out var cached) && clock.GetUtcNow() < cached.Until)
        {
            return cached.Keys;
        }

        var keys = await ReadAsync(organization, cancellationToken);
        if (keys.Count == 0)
        {
            await CreateAsync(organization, cancellationToken);
            keys = await ReadAsync(organization, cancellationToken);
        }

        _keys[organization] = (clock.GetUtcNow() + KeepFor, keys);
        return keys;
    }

    private async Task<List<HashKey>> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
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

        var keys = new List<HashKey>(rows.Count);
        foreach (var (version, sealedKey) in rows)
        {
            var key = await sealer.OpenAsync(organization, Address(version), sealedKey, cancellationToken);
            keys.Add(key.Succeeded ? new HashKey(version, key.Value) : throw new AuditReadException(key.Failure.Code));
        }

        return keys;
    }

    private async Task CreateAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var sealedKey = await sealer.SealAsync(organization, Address(1), RandomNumberGenerator.GetBytes(32), cancellationToken);
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

    private sealed record HashKey(int Version, byte[] Bytes);
}
