using System.Net;
using System.Security.Cryptography;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;

namespace Raum.Organizations.ApiKeys;

/// <summary>API keys of organizations (ORG-3): shown once, stored hashed, scoped, expiring, revocable at once.</summary>
public sealed class ApiKeys(RaumDatabase database, IAuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    // Compared against when there is no such key, so that an unknown id takes the same way as a wrong secret.
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    private readonly Kept<ApiKeyId, KeyRow> _rows = new(changes, clock, (_, row) => row.Organization);

    /// <summary>Makes a key that may come from every place.</summary>
    public Task<Outcome<NewApiKey>> CreateAsync(
        OrganizationId organization,
        string name,
        IReadOnlyList<string> scopes,
        DateTimeOffset? expiresAt,
        AuditActor actor,
        CancellationToken cancellationToken
    ) => CreateAsync(organization, name, scopes, expiresAt, [], actor, cancellationToken);

    /// <summary>Makes a key. The token in the answer is the only copy there will ever be.</summary>
    /// <param name="scopes">From <see cref="ApiKeyScopes.All"/>, at least one.</param>
    /// <param name="networks">Addresses or networks (CIDR) that it may come from, at most 50; empty: every place.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for an empty name, an unknown scope, what is no network, or a time that has passed.</returns>
    public async Task<Outcome<NewApiKey>> CreateAsync(
        OrganizationId organization,
        string name,
        IReadOnlyList<string> scopes,
        DateTimeOffset? expiresAt,
        IReadOnlyList<string> networks,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (AllowedNetworks.Read(networks) is not { } allowed)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        if (name.Length is 0 or > 200 || scopes.Count == 0 || scopes.Except(ApiKeyScopes.All).Any() || expiresAt <= now)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var id = new ApiKeyId(Guid.CreateVersion7(now));
        var token = ApiKeyToken.Create(id, out var hash);

        return await database.RunAsync<NewApiKey>(
            organization,
            async (scope, stop) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into organizations.api_key (organization_id, api_key_id, name, secret_hash, scopes, created_at, expires_at, allowed_networks, created_by)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    """,
                    organization.Value,
                    id.Value,
                    name,
                    hash,
                    scopes.ToArray(),
                    now,
                    expiresAt,
                    allowed,
                    actor.Id
                );
                await insert.ExecuteNonQueryAsync(stop);

                // On record before it is committed: a key that nobody knows of is worse than a record of a key that was never stored.
                var recorded = await audit.AppendAsync(
                    organization,
                    [
                        new ApiKeyCreated
                        {
                            Id = EventIds.Of("api-key-created", id.Value),
                            At = now,
                            Actor = actor,
                            Correlation = new CorrelationId(id.Value),
                            Target = new AuditTarget("api-key", id.ToString()),
                            Key = id,
                            Name = new PersonalText(name),
                            Scopes = scopes,
                            ExpiresAt = expiresAt,
                        },
                    ],
                    stop
                );
                return recorded.Succeeded ? new NewApiKey(id, token) : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <summary>The organization's keys, newest first, ended ones included; never a secret.</summary>
    public Task<Outcome<IReadOnlyList<ApiKeySummary>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<ApiKeySummary>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select api_key_id, name, scopes, created_at, expires_at, revoked_at, last_used_at, allowed_networks, uses, created_by
                    from organizations.api_key
                    where organization_id = $1 order by created_at desc, api_key_id desc
                    """,
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var keys = new List<ApiKeySummary>();
                while (await reader.ReadAsync(stop))
                {
                    keys.Add(
                        new ApiKeySummary(
                            new ApiKeyId(reader.GetGuid(0)),
                            reader.GetString(1),
                            reader.GetFieldValue<string[]>(2),
                            reader.GetFieldValue<DateTimeOffset>(3),
                            reader.GetNullable<DateTimeOffset?>(4),
                            reader.GetNullable<DateTimeOffset?>(5),
                            reader.GetNullable<DateTimeOffset?>(6),
                            reader.GetFieldValue<string[]>(7),
                            reader.GetInt64(8),
                            reader.GetNullable<string>(9)
                        )
                    );
                }

                return keys;
            },
            cancellationToken
        );

    /// <summary>Finds out whose key a bearer token is. A key that was revoked, here or elsewhere, ends with the notice of it, within milliseconds.</summary>
    /// <param name="source">Where the request comes from; null when nobody knows, which a key with a list of networks does not allow.</param>
    /// <returns><see cref="FailureCode.Unauthorized"/> for anything but a live key, without saying why; <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async Task<Outcome<ApiKeyIdentity>> AuthenticateAsync(string? token, IPAddress? source, CancellationToken cancellationToken)
    {
        if (!ApiKeyToken.TryRead(token, out var id, out var hash))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var found = await _rows.GetAsync(id, FindAsync, cancellationToken);
        if (found is { Failure.Code: not FailureCode.NotFound })
        {
            return found.Failure;
        }

        var same = CryptographicOperations.FixedTimeEquals(found.Succeeded ? found.Value.SecretHash : NoHash, hash);
        return
            found.Succeeded
            && same
            && !found.Value.Revoked
            && !(found.Value.ExpiresAt <= clock.GetUtcNow())
            && AllowedNetworks.Allow(found.Value.AllowedNetworks, source)
            ? new ApiKeyIdentity(found.Value.Organization, id, found.Value.Scopes)
            : new Failure(FailureCode.Unauthorized);
    }

    private async Task<Outcome<KeyRow>> FindAsync(ApiKeyId id, CancellationToken cancellationToken)
    {
        try
        {
            await using var lookup = database.CreateLookup(
                "select organization_id, secret_hash, scopes, expires_at, revoked_at, allowed_networks from lookup.api_key($1)"
            );
            lookup.Parameters.Add(new() { Value = id.Value });
            await using var reader = await lookup.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? new KeyRow(
                    new OrganizationId(reader.GetGuid(0)),
                    reader.GetFieldValue<byte[]>(1),
                    reader.GetFieldValue<string[]>(2),
                    reader.GetNullable<DateTimeOffset?>(3),
                    !await reader.IsDBNullAsync(4, cancellationToken),
                    reader.GetFieldValue<string[]>(5)
                )
                : new Failure(FailureCode.NotFound);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Notes that the key was used, and how often since the last note.</summary>
    public Task<Outcome<Done>> TouchAsync(ApiKeyIdentity key, long uses, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            key.Organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update organizations.api_key set last_used_at = greatest(last_used_at, $3), uses = uses + $4
                    where organization_id = $1 and api_key_id = $2
                    """,
                    key.Organization.Value,
                    key.Id.Value,
                    clock.GetUtcNow(),
                    uses
                );
                await update.ExecuteNonQueryAsync(stop);
                return default(Done);
            },
            cancellationToken
        );

    /// <summary>Ends a key at once. A repeated call changes nothing, and records what an earlier one could not.</summary>
    /// <returns>
    /// <see cref="FailureCode.NotFound"/> when the organization has no such key; <see cref="FailureCode.AuditUnavailable"/> when the key has ended and the record is missing: call again.
    /// </returns>
    public async Task<Outcome<Done>> RevokeAsync(
        OrganizationId organization,
        ApiKeyId id,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        // The key ends even when the log is away: it may be in the wrong hands.
        var revoked = await database.RunAsync<DateTimeOffset>(
            organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update organizations.api_key set revoked_at = coalesce(revoked_at, $3)
                    where organization_id = $1 and api_key_id = $2 returning revoked_at
                    """,
                    organization.Value,
                    id.Value,
                    clock.GetUtcNow()
                );
                await using var reader = await update.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop) ? reader.GetFieldValue<DateTimeOffset>(0) : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );
        changes.Changed(organization);
        if (!revoked.Succeeded)
        {
            return revoked.Failure;
        }

        var recorded = await audit.AppendAsync(
            organization,
            [
                new ApiKeyRevoked
                {
                    Id = EventIds.Of("api-key-revoked", id.Value),
                    At = revoked.Value,
                    Actor = actor,
                    Correlation = new CorrelationId(id.Value),
                    Target = new AuditTarget("api-key", id.ToString()),
                    Key = id,
                },
            ],
            cancellationToken
        );

        // A conflict: somebody else's revocation is on record already.
        return recorded.Succeeded || recorded.Failure.Code == FailureCode.AuditConflict ? default(Done) : recorded.Failure;
    }

    private sealed record KeyRow(
        OrganizationId Organization,
        byte[] SecretHash,
        string[] Scopes,
        DateTimeOffset? ExpiresAt,
        bool Revoked,
        string[] AllowedNetworks
    );
}

/// <param name="Token">The key itself: show it once, keep it nowhere.</param>
public sealed record NewApiKey(ApiKeyId Id, string Token)
{
    public override string ToString() => $"API key {Id}";
}

/// <summary>A key as an admin sees it: everything but the secret.</summary>
/// <param name="AllowedNetworks">Where it may come from; empty: from every place.</param>
/// <param name="Uses">Requests with it, those of the last minute perhaps not yet.</param>
/// <param name="CreatedBy">As the log names who made it, or rolled it over: a user id, or <c>raum-cli</c>; null for keys of older versions.</param>
public sealed record ApiKeySummary(
    ApiKeyId Id,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    IReadOnlyList<string> AllowedNetworks,
    long Uses,
    string? CreatedBy
);

/// <summary>Who a bearer token speaks for.</summary>
public sealed record ApiKeyIdentity(OrganizationId Organization, ApiKeyId Id, IReadOnlyList<string> Scopes)
{
    public bool Has(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}

/// <summary>What a key may do. Names are stored; they never change their meaning.</summary>
public static class ApiKeyScopes
{
    /// <summary>Queue jobs and read their results.</summary>
    public const string Jobs = "jobs";

    /// <summary>Approve or reject drafts.</summary>
    public const string Approve = "approve";

    /// <summary>Read the audit log.</summary>
    public const string Audit = "audit";

    /// <summary>Mask a text and see what was masked.</summary>
    public const string Redact = "redact";

    /// <summary>Ask for the erasure of a person, and follow it.</summary>
    public const string Privacy = "privacy";

    /// <summary>Read and write procedures and articles.</summary>
    public const string Knowledge = "knowledge";

    public static IReadOnlyList<string> All { get; } = [Jobs, Approve, Audit, Redact, Privacy, Knowledge];
}
