using System.Globalization;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;

namespace Raum.Organizations.ApiKeys;

/// <summary>Replaces an API key while programs use it (ORG-3): the next one is made, and the present one ends by itself after an overlap in which both work.</summary>
public sealed class ApiKeyRollover(RaumDatabase database, IAuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Longest time that both work.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    /// <summary>Makes a key with the name, scopes and networks of this one, which shares its quota and what is used up of it, and ends after the overlap, or earlier where it was to end anyway.</summary>
    /// <param name="overlap">From zero, which ends the present key at once, to <see cref="LongestOverlap"/>.</param>
    /// <returns>
    /// The next key: its token is the only copy there will ever be. It lives as long as the present one was made to live.
    /// <see cref="FailureCode.NotFound"/> when the organization has no such key; <see cref="FailureCode.Conflict"/> when it has ended or was replaced already.
    /// </returns>
    public async Task<Outcome<NewApiKey>> RollAsync(
        OrganizationId organization,
        ApiKeyId key,
        TimeSpan overlap,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var rolled = await database.RunAsync<NewApiKey>(
            organization,
            (scope, stop) => RollAsync(scope, key, overlap, actor, stop),
            cancellationToken
        );
        changes.Changed(organization);
        return rolled;
    }

    private async Task<Outcome<NewApiKey>> RollAsync(
        OrganizationScope scope,
        ApiKeyId key,
        TimeSpan overlap,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(scope, key, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Failure;
        }

        var (name, scopes, created, expires) = found.Value;
        var now = clock.GetUtcNow();
        var ends = expires is { } planned && planned < now + overlap ? planned : now + overlap;
        var nextEnds = expires is { } last ? now + (last - created) : (DateTimeOffset?)null;
        var id = new ApiKeyId(Guid.CreateVersion7(now));
        var token = ApiKeyToken.Create(id, out var hash);

        await using var closing = scope.CreateCommand(
            """
            update organizations.api_key set expires_at = $3
            where organization_id = $1 and api_key_id = $2 and revoked_at is null
            """,
            scope.Organization.Value,
            key.Value,
            ends
        );
        if (await closing.ExecuteNonQueryAsync(cancellationToken) != 1)
        {
            return new Failure(FailureCode.Conflict);
        }

        await using var insert = scope.CreateCommand(
            """
            insert into organizations.api_key
              (organization_id, api_key_id, name, secret_hash, scopes, created_at, expires_at, allowed_networks, replaces, created_by)
            select organization_id, $3, name, $4, scopes, $5, $6::timestamptz, allowed_networks, api_key_id, $7
            from organizations.api_key where organization_id = $1 and api_key_id = $2
            """,
            scope.Organization.Value,
            key.Value,
            id.Value,
            hash,
            now,
            nextEnds,
            actor.Id
        );
        try
        {
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new Failure(FailureCode.Conflict); // replaced already
        }

        var recorded = await audit.AppendAsync(
            scope.Organization,
            Events(key, id, name, scopes, nextEnds, expires, ends, now, actor),
            cancellationToken
        );
        return recorded.Succeeded ? new NewApiKey(id, token) : recorded.Failure;
    }

    private async Task<Outcome<(string Name, string[] Scopes, DateTimeOffset Created, DateTimeOffset? Expires)>> FindAsync(
        OrganizationScope scope,
        ApiKeyId key,
        CancellationToken cancellationToken
    )
    {
        await using var select = scope.CreateCommand(
            "select name, scopes, created_at, expires_at, revoked_at from organizations.api_key where organization_id = $1 and api_key_id = $2",
            scope.Organization.Value,
            key.Value
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return new Failure(FailureCode.NotFound);
        }

        var expires = reader.GetNullable<DateTimeOffset?>(3);
        return expires <= clock.GetUtcNow() || !await reader.IsDBNullAsync(4, cancellationToken)
            ? new Failure(FailureCode.Conflict)
            : (reader.GetString(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<DateTimeOffset>(2), expires);
    }

    private static List<AuditEvent> Events(
        ApiKeyId key,
        ApiKeyId next,
        string name,
        string[] scopes,
        DateTimeOffset? nextEnds,
        DateTimeOffset? ended,
        DateTimeOffset ends,
        DateTimeOffset now,
        AuditActor actor
    ) =>
        [
            new ApiKeyCreated
            {
                Id = EventIds.Of("api-key-created", next.Value),
                At = now,
                Actor = actor,
                Correlation = new CorrelationId(next.Value),
                Target = new AuditTarget("api-key", next.ToString()),
                Key = next,
                Name = new PersonalText(name),
                Scopes = scopes,
                ExpiresAt = nextEnds,
            },
            new SettingChanged
            {
                Id = EventIds.Of("api-key-replaced", next.Value),
                At = now,
                Actor = actor,
                Correlation = new CorrelationId(next.Value),
                Target = new AuditTarget("api-key", key.ToString()),
                Setting = "apiKey.expiresAt",
                OldValue = ended is { } before ? Time(before) : null,
                NewValue = Time(ends),
            },
        ];

    private static PersonalText Time(DateTimeOffset time) => new(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
}
