using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;
using Raum.Keys;
using Raum.Organizations.Approvals;

namespace Raum.Organizations.Credentials;

/// <summary>The replacement of one provider key by another: for a while both are live (KEY-3).</summary>
public sealed class CredentialRotation(RaumDatabase database, FieldSealer sealer, IAuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Gives an account another key. For a while both are live: the new one is asked first, the old one after it, until its time is over.</summary>
    /// <param name="overlap">How long the old key stays live; zero ends it at once. At most 30 days.</param>
    /// <param name="rotateBy">When the new key is to be replaced in turn.</param>
    /// <returns>
    /// The new credential's id; <see cref="FailureCode.NotFound"/> when there is none or it is being replaced already: two live versions are the most;
    /// <see cref="FailureCode.InvalidRequest"/> for a key or a time that cannot be.
    /// </returns>
    public async Task<Outcome<Guid>> RotateAsync(
        OrganizationId organization,
        Guid id,
        PersonalText key,
        TimeSpan overlap,
        DateTimeOffset? rotateBy,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (key.Length is 0 or > 1_000 || overlap < TimeSpan.Zero || overlap > TimeSpan.FromDays(30) || rotateBy <= now)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var next = Guid.CreateVersion7(now);
        var sealedKey = await sealer.SealAsync(
            organization,
            ProviderCredentials.Address(next),
            Encoding.UTF8.GetBytes(key.Reveal()),
            cancellationToken
        );
        if (!sealedKey.Succeeded)
        {
            return sealedKey.Failure;
        }

        var rotated = await database.RunAsync<Guid>(
            organization,
            async (scope, stop) =>
            {
                await ApprovalRows.LockAsync(scope, stop);
                if (await RetireAsync(scope, id, now + overlap, stop) is not { } old)
                {
                    return new Failure(FailureCode.NotFound);
                }

                await InsertAsync(scope, next, id, old, sealedKey.Value, ProviderCredentials.Hint(key), rotateBy, now, stop);
                await EraseRetiredAsync(scope, now, stop);
                var recorded = await audit.AppendAsync(
                    organization,
                    [CredentialEvents.Changed(next, old.Provider, CredentialChange.Rotated, now, actor)],
                    stop
                );
                if (!recorded.Succeeded)
                {
                    return recorded.Failure;
                }

                var copied = await ApprovalRows.CopyAsync(scope, audit, id, next, actor, now, stop);
                return copied.Succeeded ? next : copied.Failure;
            },
            cancellationToken
        );
        changes.Changed(organization);
        return rotated;
    }

    /// <summary>Reads what a successor takes over, and gives the old one its end.</summary>
    /// <returns>Null when there is no such credential, or it is being replaced already.</returns>
    private static async Task<Predecessor?> RetireAsync(
        OrganizationScope scope,
        Guid id,
        DateTimeOffset retireAt,
        CancellationToken cancellationToken
    )
    {
        await using var update = scope.CreateCommand(
            """
            update organizations.provider_credential set retire_at = $3
            where organization_id = $1 and credential_id = $2 and removed_at is null and retire_at is null
            returning provider, model, base_url, region, priority, terms_approved_at, terms_approved_by
            """,
            scope.Organization.Value,
            id,
            retireAt
        );
        await using var reader = await update.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Predecessor(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetNullable<string?>(2),
                reader.GetString(3),
                reader.GetInt32(4),
                reader.GetNullable<DateTimeOffset?>(5),
                reader.GetNullable<string?>(6)
            )
            : null;
    }

    /// <summary>Erases the keys of those whose time is over.</summary>
    private static async Task EraseRetiredAsync(OrganizationScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var update = scope.CreateCommand(
            """
            update organizations.provider_credential set removed_at = retire_at -- which erases their keys
            where organization_id = $1 and retire_at <= $2 and removed_at is null
            """,
            scope.Organization.Value,
            now
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task InsertAsync(
        OrganizationScope scope,
        Guid id,
        Guid replaces,
        Predecessor predecessor,
        byte[] sealedKey,
        string? hint,
        DateTimeOffset? rotateBy,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var insert = scope.CreateCommand(
            """
            insert into organizations.provider_credential
              (organization_id, credential_id, provider, model, base_url, region, sealed_key, hint, priority,
               terms_approved_at, terms_approved_by, rotate_by, created_at, replaces)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            scope.Organization.Value,
            id,
            predecessor.Provider,
            predecessor.Model,
            predecessor.BaseUrl,
            predecessor.Region,
            sealedKey,
            hint,
            predecessor.Priority,
            predecessor.TermsApprovedAt,
            predecessor.TermsApprovedBy,
            rotateBy,
            now,
            replaces
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What a successor takes over: the same account, with another key.</summary>
internal sealed record Predecessor(
    string Provider,
    string Model,
    string? BaseUrl,
    string Region,
    int Priority,
    DateTimeOffset? TermsApprovedAt,
    string? TermsApprovedBy
);
