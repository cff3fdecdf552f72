using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.Data;
using Raum.Keys;
using Raum.People.Access;
using Raum.People.Sessions;

namespace Raum.People.SingleSignOn;

/// <summary>The identity provider of an organization, and the domains whose people it may bring (ORG-5).</summary>
public sealed class IdentityProviders
{
    private readonly RaumDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly GuardedHttp _http;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;

    internal IdentityProviders(RaumDatabase database, FieldSealer sealer, GuardedHttp http, IAuditLog audit, TimeProvider clock) =>
        (_database, _sealer, _http, _audit, _clock) = (database, sealer, http, audit, clock);

    /// <summary>The provider in force, and the verified domains; null when there is none.</summary>
    public async Task<Outcome<IdentityProvider?>> FindAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(organization, cancellationToken);
        return stored.Succeeded ? stored.Value?.Provider : stored.Failure;
    }

    /// <summary>Sets the provider. Who a former one knew is not known to another one, and the sessions that it began end.</summary>
    /// <param name="secret">Null: a public client.</param>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for an issuer that may not be reached; <see cref="FailureCode.Forbidden"/> for a role above the member's own.</returns>
    public async Task<Outcome<Done>> SetAsync(
        OrganizationId organization,
        string issuer,
        string clientId,
        PersonalText? secret,
        Role role,
        Role by,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (role == Role.Owner || !PermissionMatrix.MayAssign(by, role))
        {
            return new Failure(FailureCode.Forbidden);
        }

        var address = _http.Check(issuer);

        // RFC 6749, A.1: printable ASCII.
        var isClient = clientId.Length is > 0 and <= 200 && clientId.All(letter => letter is >= ' ' and <= '~');
        if (!isClient || !address.Succeeded || address.Value.Query.Length > 0 || address.Value.Fragment.Length > 0)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        byte[]? sealedSecret = null;
        if (secret is not null)
        {
            var made = await _sealer.SealAsync(
                organization,
                Field(organization),
                Encoding.UTF8.GetBytes(secret.Reveal()),
                cancellationToken
            );
            if (!made.Succeeded)
            {
                return made.Failure;
            }

            sealedSecret = made.Value;
        }

        return await _database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var now = _clock.GetUtcNow();
                var ended = await ForgetAsync(scope, issuer, clientId, now, stop);
                await using var upsert = scope.CreateCommand(
                    """
                    insert into people.identity_provider as p (organization_id, issuer, client_id, secret_sealed, role, changed_at)
                    values ($1, $2, $3, $4, $5, $6)
                    on conflict (organization_id) do update set issuer = $2, client_id = $3, secret_sealed = $4, role = $5, changed_at = $6
                    """,
                    organization.Value,
                    issuer,
                    clientId,
                    sealedSecret,
                    role.Name(),
                    now
                );
                await upsert.ExecuteNonQueryAsync(stop);
                return await RecordAsync(organization, CredentialChange.Set, ended, actor, stop);
            },
            cancellationToken
        );
    }

    /// <summary>Takes the provider away. Sessions that it began end.</summary>
    public Task<Outcome<Done>> RemoveAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var ended = await ForgetAsync(scope, "", "", _clock.GetUtcNow(), stop);
                await using var delete = scope.CreateCommand(
                    "delete from people.identity_provider where organization_id = $1",
                    organization.Value
                );
                return await delete.ExecuteNonQueryAsync(stop) == 1
                    ? await RecordAsync(organization, CredentialChange.Removed, ended, actor, stop)
                    : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );

    /// <summary>The provider with its secret, for the one call that needs it.</summary>
    internal async Task<Outcome<(IdentityProvider Provider, PersonalText? Secret)>> OpenAsync(
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        var stored = await StoredAsync(organization, cancellationToken);
        if (!stored.Succeeded || stored.Value is not { } found)
        {
            return stored.Failure ?? new Failure(FailureCode.NotFound);
        }

        if (found.Secret is null)
        {
            return (found.Provider, null);
        }

        var opened = await _sealer.OpenAsync(organization, Field(organization), found.Secret, cancellationToken);
        return opened.Succeeded ? (found.Provider, new PersonalText(Encoding.UTF8.GetString(opened.Value))) : opened.Failure;
    }

    private Task<Outcome<Stored?>> StoredAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _database.RunAsync<Stored?>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select issuer, client_id, secret_sealed, role, changed_at,
                      array(select domain from people.verified_domain d where d.organization_id = $1 order by domain)
                    from people.identity_provider where organization_id = $1
                    """,
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop) && Roles.Named(reader.GetString(3)) is { } role
                    ? new Stored(
                        new IdentityProvider(
                            organization,
                            reader.GetString(0),
                            reader.GetString(1),
                            role,
                            reader.GetFieldValue<string[]>(5),
                            !await reader.IsDBNullAsync(2, stop),
                            reader.GetFieldValue<DateTimeOffset>(4)
                        ),
                        reader.GetNullable<byte[]>(2)
                    )
                    : null;
            },
            cancellationToken
        );

    /// <summary>Subjects are one issuer's: another one's are other people. What a provider that is no more said of anybody stands for nothing.</summary>
    private static async Task<List<EndedSession>> ForgetAsync(
        OrganizationScope scope,
        string issuer,
        string clientId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // Waits for sessions that are beginning: they are seen below.
        await using var hold = scope.CreateCommand(
            "select from people.identity_provider where organization_id = $1 for update",
            scope.Organization.Value
        );
        await hold.ExecuteNonQueryAsync(cancellationToken);
        await using var delete = scope.CreateCommand(
            """
            delete from people.external_identity where organization_id = $1
              and not exists (select from people.identity_provider p where p.organization_id = $1 and p.issuer = $2)
            """,
            scope.Organization.Value,
            issuer
        );
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await using var end = scope.CreateCommand(
            """
            update people.session set ended_at = $4
            where organization_id = $1 and ended_at is null and $5 = any(methods)
              and not exists (select from people.identity_provider p where p.organization_id = $1 and p.issuer = $2 and p.client_id = $3)
            returning session_id, user_id
            """,
            scope.Organization.Value,
            issuer,
            clientId,
            now,
            SignInMethods.Oidc
        );
        return await SessionEnds.EndedAsync(end, cancellationToken);
    }

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        CredentialChange change,
        IReadOnlyList<EndedSession> ended,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        return await _audit.AppendAllAsync(
            organization,
            [
                new CredentialChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(organization.Value),
                    Target = new AuditTarget("identity-provider", organization.ToString()),
                    Credential = "identity-provider",
                    Change = change,
                },
                .. ended.Select(one => PeopleEvents.Ended(one.User, one.Session, SessionEnd.CredentialChanged, actor, now)),
            ],
            cancellationToken
        );
    }

    private static FieldAddress Field(OrganizationId organization) =>
        new("people_identity_provider", "secret_sealed", organization.ToString());

    private sealed record Stored(IdentityProvider Provider, byte[]? Secret);
}

/// <param name="Role">What people become whom the provider brings for the first time.</param>
/// <param name="Domains">Verified: addresses of others are refused.</param>
/// <param name="HasSecret">The secret itself is shown to nobody.</param>
/// <param name="ChangedAt">When it was set as it is: a sign-in that began before ends nowhere.</param>
public sealed record IdentityProvider(
    OrganizationId Organization,
    string Issuer,
    string ClientId,
    Role Role,
    IReadOnlyList<string> Domains,
    bool HasSecret,
    DateTimeOffset ChangedAt
);
