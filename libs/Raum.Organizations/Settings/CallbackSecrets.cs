using System.Security.Cryptography;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Settings;

/// <summary>The secret with which an organization's callbacks are signed: made here, shown once, sealed.</summary>
public sealed class CallbackSecrets(RaumDatabase database, FieldSealer sealer, IAuditLog audit, TimeProvider clock)
{
    private static FieldAddress Address(OrganizationId organization) => new("callback_secret", "sealed_secret", organization.ToString());

    /// <summary>Makes a new secret of 256 random bits in place of the old one.</summary>
    /// <returns>The secret as base64, the only time it is shown.</returns>
    public async Task<Outcome<PersonalText>> RotateAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var sealedSecret = await sealer.SealAsync(organization, Address(organization), secret, cancellationToken);
        if (!sealedSecret.Succeeded)
        {
            return sealedSecret.Failure;
        }

        var now = clock.GetUtcNow();
        return await database.RunAsync<PersonalText>(
            organization,
            async (scope, stop) =>
            {
                await using var upsert = scope.CreateCommand(
                    """
                    insert into organizations.callback_secret (organization_id, sealed_secret, changed_at) values ($1, $2, $3)
                    on conflict (organization_id) do update set sealed_secret = $2, changed_at = $3
                    """,
                    organization.Value,
                    sealedSecret.Value,
                    now
                );
                await upsert.ExecuteNonQueryAsync(stop);
                var recorded = await audit.AppendAsync(organization, [Changed(organization, CredentialChange.Rotated, actor)], stop);
                return recorded.Succeeded ? new PersonalText(Convert.ToBase64String(secret)) : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <summary>Takes the secret away: no callback is sent until there is a next one.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when the organization has none.</returns>
    public Task<Outcome<Done>> RemoveAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                await using var delete = scope.CreateCommand(
                    "delete from organizations.callback_secret where organization_id = $1",
                    organization.Value
                );
                if (await delete.ExecuteNonQueryAsync(stop) == 0)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var recorded = await audit.AppendAsync(organization, [Changed(organization, CredentialChange.Removed, actor)], stop);
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    /// <summary>When the secret was made.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when the organization has none.</returns>
    public Task<Outcome<DateTimeOffset>> ChangedAtAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        database.RunAsync<DateTimeOffset>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select changed_at from organizations.callback_secret where organization_id = $1",
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop) ? reader.GetFieldValue<DateTimeOffset>(0) : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );

    private CredentialChanged Changed(OrganizationId organization, CredentialChange change, AuditActor actor)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = actor,
            Correlation = new CorrelationId(Guid.CreateVersion7(now)),
            Target = new AuditTarget("callback", organization.ToString()),
            Credential = "callback",
            Change = change,
        };
    }

    /// <summary>The secret's bytes, for signing.</summary>
    /// <returns><see cref="FailureCode.NotConfigured"/> when the organization has none.</returns>
    public async Task<Outcome<byte[]>> OpenAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var row = await database.RunAsync<byte[]>(
            organization,
            async (scope, token) =>
            {
                await using var select = scope.CreateCommand(
                    "select sealed_secret from organizations.callback_secret where organization_id = $1",
                    organization.Value
                );
                return await select.ExecuteScalarAsync(token) is byte[] found ? found : new Failure(FailureCode.NotConfigured);
            },
            cancellationToken
        );
        return row.Succeeded ? await sealer.OpenAsync(organization, Address(organization), row.Value, cancellationToken) : row;
    }
}
