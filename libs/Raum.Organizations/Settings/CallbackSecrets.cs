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
                    on conflict (organization_id) do update set sealed_secret = excluded.sealed_secret, changed_at = excluded.changed_at
                    """,
                    organization.Value,
                    sealedSecret.Value,
                    now
                );
                await upsert.ExecuteNonQueryAsync(stop);
                var recorded = await audit.AppendAsync(
                    organization,
                    [
                        new CredentialChanged
                        {
                            Id = Guid.CreateVersion7(now),
                            At = now,
                            Actor = actor,
                            Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                            Target = new AuditTarget("callback", organization.ToString()),
                            Credential = "callback",
                            Change = CredentialChange.Rotated,
                        },
                    ],
                    stop
                );
                return recorded.Succeeded ? new PersonalText(Convert.ToBase64String(secret)) : recorded.Failure;
            },
            cancellationToken
        );
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
