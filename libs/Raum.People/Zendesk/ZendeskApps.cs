using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.People.Zendesk;

/// <summary>How an organization's sidebar proves itself, as an operator sets it. A change ends the sessions that the old one let in.</summary>
/// <remarks>Runs in the operator's role (<c>raum_app</c>): the API only reads.</remarks>
public sealed partial class ZendeskApps
{
    private readonly RaumDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    public ZendeskApps(RaumDatabase database, FieldSealer sealer, IAuditLog audit, TimeProvider clock) =>
        (_database, _sealer, _audit, _clock) = (database, sealer, audit, clock);

    /// <summary>Takes tokens of the server-side app of this account.</summary>
    /// <param name="installation">The app's installation at the account: tokens of another one are refused.</param>
    /// <param name="publicKey">PEM, as the account's <c>/api/v2/apps/{app}/public_key.pem</c> has it; RSA of 2048 bits or more.</param>
    /// <param name="agents">Agents who are linked to no member may come too, as agents.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for what is no subdomain, or no such key.</returns>
    public async Task<Outcome<Done>> SetAppAsync(
        OrganizationId organization,
        string subdomain,
        long installation,
        string publicKey,
        bool agents,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        Subdomain().IsMatch(subdomain) && installation > 0 && Key(publicKey) is { } key
            ? await SaveAsync(
                organization,
                """
                insert into people.zendesk_app (organization_id, subdomain, installation_id, public_key, agents, app_changed_at, shared_changed_at)
                values ($1, $2, $3, $4, $5, $6, $6)
                on conflict (organization_id) do update set
                  subdomain = excluded.subdomain, installation_id = excluded.installation_id, public_key = excluded.public_key, agents = excluded.agents,
                  app_changed_at = excluded.app_changed_at, shared_changed_at = excluded.shared_changed_at
                """,
                [organization.Value, subdomain, installation, key, agents, _clock.GetUtcNow()],
                "zendesk-app",
                CredentialChange.Set,
                actor,
                cancellationToken
            )
            : new Failure(FailureCode.InvalidRequest);

    /// <summary>Takes tokens by a key that the account's app holds in its settings: of people who claim to be agents, and may draft only.</summary>
    /// <param name="key">32 to 500 characters; null takes none any more.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for a short key or another subdomain than the app's.</returns>
    public async Task<Outcome<Done>> SetSharedKeyAsync(
        OrganizationId organization,
        string subdomain,
        PersonalText? key,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (!Subdomain().IsMatch(subdomain) || key?.Length is < 32 or > 500)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        byte[]? sealedKey = null;
        if (key is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(key.Reveal());
            var sealedBytes = await _sealer.SealAsync(organization, SharedKey(organization), bytes, cancellationToken);
            CryptographicOperations.ZeroMemory(bytes);
            if (!sealedBytes.Succeeded)
            {
                return sealedBytes.Failure;
            }

            sealedKey = sealedBytes.Value;
        }

        return await SaveAsync(
            organization,
            """
            insert into people.zendesk_app as z (organization_id, subdomain, app_changed_at, shared_key_sealed, shared_changed_at)
            values ($1, $2, $4, $3, $4)
            on conflict (organization_id) do update set shared_key_sealed = excluded.shared_key_sealed, shared_changed_at = excluded.shared_changed_at
            where z.subdomain = excluded.subdomain
            """,
            [organization.Value, subdomain, sealedKey, _clock.GetUtcNow()],
            "zendesk-shared-key",
            key is null ? CredentialChange.Removed : CredentialChange.Set,
            actor,
            cancellationToken
        );
    }

    internal static Task<Outcome<ZendeskApp?>> FindAsync(
        RaumDatabase database,
        OrganizationId organization,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<ZendeskApp?>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select subdomain, installation_id, public_key, agents, shared_key_sealed from people.zendesk_app where organization_id = $1",
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop)
                    ? new ZendeskApp(
                        reader.GetString(0),
                        reader.GetNullable<long?>(1),
                        reader.GetNullable<byte[]>(2),
                        reader.GetBoolean(3),
                        reader.GetNullable<byte[]>(4)
                    )
                    : null;
            },
            cancellationToken
        );

    internal static FieldAddress SharedKey(OrganizationId organization) =>
        new("people_zendesk_app", "shared_key_sealed", organization.ToString());

    private Task<Outcome<Done>> SaveAsync(
        OrganizationId organization,
        string sql,
        object?[] values,
        string credential,
        CredentialChange change,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                await using var save = scope.CreateCommand(sql, values);
                if (await save.ExecuteNonQueryAsync(stop) != 1)
                {
                    return new Failure(FailureCode.InvalidRequest);
                }

                var now = _clock.GetUtcNow();
                var recorded = await _audit.AppendAsync(
                    organization,
                    [
                        new CredentialChanged
                        {
                            Id = Guid.CreateVersion7(now),
                            At = now,
                            Actor = actor,
                            Correlation = new CorrelationId(organization.Value),
                            Credential = credential,
                            Change = change,
                        },
                    ],
                    stop
                );
                return recorded.Succeeded ? default(Done) : recorded.Failure;
            },
            cancellationToken
        );

    private static byte[]? Key(string pem)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize is >= 2048 and <= 8192 ? rsa.ExportSubjectPublicKeyInfo() : null;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();
}
