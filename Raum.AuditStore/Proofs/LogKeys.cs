using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Proofs.Notes;

namespace Raum.AuditStore.Proofs;

/// <summary>The keys that sign an organization's checkpoints: made on first use, sealed, kept for ever as a history.</summary>
/// <remarks>After a rotation the old key signs too for <see cref="AuditStoreOptions.KeyOverlap"/>, so that who knows only the old one has time to learn the new one.</remarks>
/// <param name="projector">Signs in as <c>raum_projector</c>, the one role that may read the private keys.</param>
internal sealed class LogKeys(PlacedDatabase projector, FieldSealer sealer, TimeProvider clock, IOptions<AuditStoreOptions> options)
{
    /// <summary>Signs a text with every key that signs now, the newest first.</summary>
    /// <exception cref="AuditReadException">A key cannot be opened.</exception>
    public async Task<SignedNote> SignAsync(OrganizationScope scope, Func<string, string> textFor, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(scope, cancellationToken);
        if (rows.Count == 0)
        {
            await CreateAsync(scope, 1, $"{options.Value.LogOrigin}/{scope.Organization}", cancellationToken);
            rows = await ReadAsync(scope, cancellationToken);
        }

        var signers = new List<(NoteKey Key, byte[] Seed)>();
        try
        {
            foreach (var row in rows.Where((row, i) => i == 0 || rows[i - 1].CreatedAt + options.Value.KeyOverlap > clock.GetUtcNow()))
            {
                var seed = await sealer.OpenAsync(scope.Organization, Address(row.Version), row.SeedSealed, cancellationToken);
                if (!seed.Succeeded)
                {
                    throw new AuditReadException(seed.Failure.Code);
                }

                signers.Add((new NoteKey(row.Name, row.PublicKey), seed.Value));
            }

            return SignedNote.Sign(textFor(rows[0].Name), [.. signers]);
        }
        finally
        {
            foreach (var (_, seed) in signers)
            {
                CryptographicOperations.ZeroMemory(seed);
            }
        }
    }

    /// <summary>A new key, which signs from now on.</summary>
    /// <returns><see cref="FailureCode.Conflict"/> when somebody else made one at this moment; <see cref="FailureCode.KeyUnavailable"/> when it cannot be sealed.</returns>
    public async Task<Outcome<NoteKey>> RotateAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            return await projector.RunAsync<NoteKey>(
                organization,
                async (scope, token) =>
                {
                    var rows = await ReadAsync(scope, token);
                    var (version, name) = rows is [var newest, ..]
                        ? (newest.Version + 1, newest.Name)
                        : (1, $"{options.Value.LogOrigin}/{organization}");
                    return await CreateAsync(scope, version, name, token) is { } key ? key : new Failure(FailureCode.Conflict);
                },
                cancellationToken
            );
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
    }

    /// <summary>The public keys, the newest first. Any role that may look at the log can read them.</summary>
    public static async Task<IReadOnlyList<LogKey>> PublicAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select version, name, public_key, created_at from audit.log_key where organization_id = $1 order by version desc",
            scope.Organization.Value
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<LogKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(
                new LogKey(
                    reader.GetInt32(0),
                    new NoteKey(reader.GetString(1), reader.GetFieldValue<byte[]>(2)),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    keys.Count == 0 ? null : keys[^1].CreatedAt
                )
            );
        }

        return keys;
    }

    private async Task<NoteKey?> CreateAsync(OrganizationScope scope, int version, string name, CancellationToken cancellationToken)
    {
        var seed = Ed25519.NewSeed();
        try
        {
            var key = new NoteKey(name, Ed25519.PublicKeyOf(seed));
            var sealedSeed = await sealer.SealAsync(scope.Organization, Address(version), seed, cancellationToken);
            if (!sealedSeed.Succeeded)
            {
                throw new AuditReadException(sealedSeed.Failure.Code);
            }

            await using var insert = scope.CreateCommand(
                """
                insert into audit.log_key (organization_id, version, name, public_key, seed_sealed, created_at)
                values ($1, $2, $3, $4, $5, $6) on conflict do nothing
                """,
                scope.Organization.Value,
                version,
                name,
                key.PublicKey.ToArray(),
                sealedSeed.Value,
                clock.GetUtcNow()
            );
            return await insert.ExecuteNonQueryAsync(cancellationToken) == 1 ? key : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static async Task<List<Row>> ReadAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select version, name, public_key, seed_sealed, created_at from audit.log_key where organization_id = $1 order by version desc",
            scope.Organization.Value
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(
                new Row(
                    reader.GetInt32(0),
                    reader.GetString(1),
                    reader.GetFieldValue<byte[]>(2),
                    reader.GetFieldValue<byte[]>(3),
                    reader.GetFieldValue<DateTimeOffset>(4)
                )
            );
        }

        return rows;
    }

    private static FieldAddress Address(int version) => new("audit.log_key", "seed_sealed", version.ToString(CultureInfo.InvariantCulture));

    private sealed record Row(int Version, string Name, byte[] PublicKey, byte[] SeedSealed, DateTimeOffset CreatedAt);
}

/// <summary>A public key of an organization's log.</summary>
/// <param name="CreatedAt">It signs from here on.</param>
/// <param name="ReplacedAt">When the next key came; it goes on signing for the overlap. Null for the newest.</param>
public sealed record LogKey(int Version, NoteKey Key, DateTimeOffset CreatedAt, DateTimeOffset? ReplacedAt);
