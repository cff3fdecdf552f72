using System.Security.Cryptography;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations.ApiKeys;

/// <summary>API keys of organizations (ORG-3): shown once, stored hashed, scoped, expiring, revocable at once.</summary>
public sealed class ApiKeys(RaumDatabase database, IAuditLog audit, TimeProvider clock)
{
    // Compared against when there is no such key, so that an unknown id takes the same way as a wrong secret.
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    /// <summary>Makes a key. The token in the answer is the only copy there will ever be.</summary>
    /// <param name="scopes">From <see cref="ApiKeyScopes.All"/>, at least one.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for an empty name, an unknown scope or a time that has passed.</returns>
    public async Task<Outcome<NewApiKey>> CreateAsync(
        OrganizationId organization,
        string name,
        IReadOnlyList<string> scopes,
        DateTimeOffset? expiresAt,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (name.Length is 0 or > 200 || scopes.Count == 0 || scopes.Except(ApiKeyScopes.All).Any() || expiresAt <= now)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var id = new ApiKeyId(Guid.CreateVersion7(now));
        var token = ApiKeyToken.Create(id, out var hash);

        // On record first: a key that nobody knows of is worse than a record of a key that was never stored.
        var recorded = await audit.AppendAsync(
            organization,
            [
                new ApiKeyCreated
                {
                    Id = Guid.CreateVersion7(now),
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
            cancellationToken
        );
        if (!recorded.Succeeded)
        {
            return recorded.Failure;
        }

        return await database.RunAsync<NewApiKey>(
            organization,
            async (scope, token2) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into organizations.api_key (organization_id, api_key_id, name, secret_hash, scopes, created_at, expires_at)
                    values ($1, $2, $3, $4, $5, $6, $7)
                    """,
                    organization.Value,
                    id.Value,
                    name,
                    hash,
                    scopes.ToArray(),
                    now,
                    expiresAt
                );
                await insert.ExecuteNonQueryAsync(token2);
                return new NewApiKey(id, token);
            },
            cancellationToken
        );
    }

    /// <summary>Finds out whose key a bearer token is. One look-up each time: a revoked key ends with its revocation.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for anything but a live key, without saying why; <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async Task<Outcome<ApiKeyIdentity>> AuthenticateAsync(string? token, CancellationToken cancellationToken)
    {
        if (!ApiKeyToken.TryRead(token, out var id, out var hash))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        try
        {
            await using var lookup = database.CreateLookup(
                "select organization_id, secret_hash, scopes, expires_at, revoked_at from lookup.api_key($1)"
            );
            lookup.Parameters.Add(new() { Value = id.Value });
            await using var reader = await lookup.ExecuteReaderAsync(cancellationToken);
            var found = await reader.ReadAsync(cancellationToken);
            var same = CryptographicOperations.FixedTimeEquals(found ? reader.GetFieldValue<byte[]>(1) : NoHash, hash);
            if (!found || !same)
            {
                return new Failure(FailureCode.Unauthorized);
            }

            var expired = !await reader.IsDBNullAsync(3, cancellationToken) && reader.GetFieldValue<DateTimeOffset>(3) <= clock.GetUtcNow();
            var revoked = !await reader.IsDBNullAsync(4, cancellationToken);
            return expired || revoked
                ? new Failure(FailureCode.Unauthorized)
                : new ApiKeyIdentity(new OrganizationId(reader.GetGuid(0)), id, reader.GetFieldValue<string[]>(2));
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Notes that the key was used.</summary>
    public Task<Outcome<Done>> TouchAsync(ApiKeyIdentity key, CancellationToken cancellationToken) =>
        UpdateAsync(key.Organization, key.Id, "last_used_at = $3", "true", cancellationToken);

    /// <summary>Ends a key at once.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when the organization has no such live key.</returns>
    public async Task<Outcome<Done>> RevokeAsync(
        OrganizationId organization,
        ApiKeyId id,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var revoked = await UpdateAsync(organization, id, "revoked_at = $3", "revoked_at is null", cancellationToken);
        if (!revoked.Succeeded)
        {
            return revoked;
        }

        var now = clock.GetUtcNow();
        var recorded = await audit.AppendAsync(
            organization,
            [
                new ApiKeyRevoked
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(id.Value),
                    Target = new AuditTarget("api-key", id.ToString()),
                    Key = id,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }

    private Task<Outcome<Done>> UpdateAsync(
        OrganizationId organization,
        ApiKeyId id,
        string set,
        string when,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await using var update = scope.CreateCommand(
                    $"update organizations.api_key set {set} where organization_id = $1 and api_key_id = $2 and {when}",
                    organization.Value,
                    id.Value,
                    clock.GetUtcNow()
                );
                return await update.ExecuteNonQueryAsync(token) == 1 ? default(Done) : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );
}

/// <param name="Token">The key itself: show it once, keep it nowhere.</param>
public sealed record NewApiKey(ApiKeyId Id, string Token)
{
    public override string ToString() => $"API key {Id}";
}

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

    public static IReadOnlyList<string> All { get; } = [Jobs, Approve, Audit, Redact];
}
