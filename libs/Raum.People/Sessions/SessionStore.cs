using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;

namespace Raum.People.Sessions;

/// <summary>Sessions of people (ORG-4): a row here, a random secret there, looked up with every request. Nothing about a session is believed from outside.</summary>
public sealed class SessionStore
{
    private static readonly TimeSpan NotedEvery = TimeSpan.FromMinutes(1);

    private readonly RaumDatabase _database;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly PeopleOptions _options;

    public SessionStore(RaumDatabase database, IAuditLog audit, TimeProvider clock, IOptions<PeopleOptions> options) =>
        (_database, _audit, _clock, _options) = (database, audit, clock, options.Value);

    /// <summary>Begins a session of somebody who is who they are at this moment.</summary>
    internal Task<Outcome<NewSession>> StartAsync(
        OrganizationId organization,
        UserId user,
        Role role,
        IReadOnlyList<string> methods,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    ) => StartAsync(organization, user, role, methods, origin, standing: null, cancellationToken);

    /// <summary>Begins a session; its secret is new, whatever the browser brought (ASVS 7.2.4).</summary>
    /// <param name="standing">As what the person was proved; null: as they are. With another password or membership the session is none.</param>
    /// <returns><see cref="FailureCode.Unauthorized"/> where the provider that vouched is not the one in force.</returns>
    internal async Task<Outcome<NewSession>> StartAsync(
        OrganizationId organization,
        UserId user,
        Role role,
        IReadOnlyList<string> methods,
        AuditOrigin? origin,
        Standing? standing,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var id = new SessionId(Guid.CreateVersion7(now));
        var token = IdentifiedSecret.Create(id.Value, out var hash);
        var expires = now + _options.SessionLongest;
        return await _database.RunAsync<NewSession>(
            organization,
            async (scope, stop) =>
            {
                if (standing is not null && methods.Contains(SignInMethods.Oidc) && !await StandsAsync(scope, standing.ProviderSince, stop))
                {
                    return new Failure(FailureCode.Unauthorized);
                }

                await using var insert = scope.CreateCommand(
                    """
                    insert into people.session
                      (organization_id, session_id, user_id, secret_hash, methods, created_at, seen_at, confirmed_at, expires_at, account_since, joined_at)
                    values ($1, $2, $3, $4, $5, $6, $6, $6, $7, $8, $9)
                    """,
                    organization.Value,
                    id.Value,
                    user.Value,
                    hash,
                    methods.ToArray(),
                    now,
                    expires,
                    standing?.SessionsSince,
                    standing?.JoinedAt
                );
                await insert.ExecuteNonQueryAsync(stop);
                await using var rule = scope.CreateCommand(
                    "select second_factor from people.sign_in_rule where organization_id = $1",
                    organization.Value
                );
                var demanded = await rule.ExecuteScalarAsync(stop) is true;
                var recorded = await _audit.AppendAsync(
                    organization,
                    [
                        new SignedIn
                        {
                            Id = Guid.CreateVersion7(now),
                            At = now,
                            Actor = AuditActor.User(user),
                            Correlation = new CorrelationId(id.Value),
                            Target = AuditTarget.User(user),
                            Origin = origin,
                            User = user,
                            Session = id,
                            Methods = methods,
                        },
                    ],
                    stop
                );
                return recorded.Succeeded
                    ? new NewSession(new SessionIdentity(organization, id, user, role, now).Proved(methods, demanded), token, expires)
                    : recorded.Failure;
            },
            cancellationToken
        );
    }

    /// <summary>Whether the provider that vouched is the one in force. Locked: one that is removed meanwhile is removed after this, and ends what begins here.</summary>
    private static async Task<bool> StandsAsync(OrganizationScope scope, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select exists (select from people.identity_provider where organization_id = $1 and changed_at = $2::timestamptz for share)",
            scope.Organization.Value,
            since
        );
        return await select.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Whose session this is. Notes its use at most once a minute.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for anything but a live session, without saying why.</returns>
    public async Task<Outcome<SessionIdentity>> AuthenticateAsync(string? token, CancellationToken cancellationToken)
    {
        if (!IdentifiedSecret.TryRead(token, out var id, out var hash))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var found = await LiveAsync(new SessionId(id), cancellationToken);
        return !found.Succeeded ? found.Failure
            : CryptographicOperations.FixedTimeEquals(found.Value?.SecretHash ?? IdentifiedSecret.NoHash, hash) && found.Value is { } live
                ? live.Identity
            : new Failure(FailureCode.Unauthorized);
    }

    /// <summary>The session of this id as it is at this moment, whoever asks; null when it has ended. Notes its use at most once a minute.</summary>
    internal async Task<Outcome<LiveSession?>> LiveAsync(SessionId session, CancellationToken cancellationToken)
    {
        try
        {
            var now = _clock.GetUtcNow();
            var found = await SessionRow.FindAsync(_database, session.Value, cancellationToken);
            if (found is null || now >= found.ExpiresAt || now >= found.SeenAt + _options.SessionIdle || found.Role is not { } role)
            {
                return default(LiveSession);
            }

            // A provider that an admin set opens no owner's session, also when the person became owner after it began.
            if (role == Role.Owner && found.Methods.Contains(SignInMethods.Oidc))
            {
                return default(LiveSession);
            }

            if (now - found.SeenAt >= NotedEvery)
            {
                await NoteAsync(found.Organization, session, now, cancellationToken);
                if (found.BegunBy is { } own)
                {
                    // Who acts here does not idle at home: staff's own session is in the installation.
                    await NoteAsync(found.Access is null ? found.Organization : OrganizationId.Installation, own, now, cancellationToken);
                }
            }

            var identity = new SessionIdentity(found.Organization, session, found.User, role, found.ConfirmedAt)
            {
                BegunBy = found.BegunBy,
                Impersonation = found.Impersonator is { } by ? new Impersonation(by, found.ExpiresAt) : null,
                Sidebar = found.Sidebar,
                Visit = found.Access is { } access ? new Visit(access, found.ExpiresAt) : null,
            };
            return new LiveSession(identity.Proved(found.Methods, found.SecondFactor), found.SecretHash, found.Epoch, found.ExpiresAt);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task NoteAsync(OrganizationId organization, SessionId session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = _database.CreateBatch(organization);
        batch.Add(
            "update people.session set seen_at = greatest(seen_at, $3) where organization_id = $1 and session_id = $2",
            organization.Value,
            session.Value,
            now
        );
        await batch.ExecuteAsync(cancellationToken);
    }

    /// <summary>The person proved again who it is: dangerous actions are open for a while, and the session's secret is replaced (ASVS 7.2.4).</summary>
    internal async Task<Outcome<NewSession>> ConfirmAsync(SessionIdentity session, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var token = IdentifiedSecret.Create(session.Id.Value, out var hash);
        return await _database.RunAsync<NewSession>(
            session.Organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.session set secret_hash = $3, confirmed_at = $4, seen_at = $4
                    where organization_id = $1 and session_id = $2 and ended_at is null returning expires_at
                    """,
                    session.Organization.Value,
                    session.Id.Value,
                    hash,
                    now
                );
                return await update.ExecuteScalarAsync(stop) is DateTime expires
                    ? new NewSession(session with { ConfirmedAt = now }, token, expires)
                    : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );
    }

    /// <summary>Goes on with a session that was left for one as somebody else; its secret is replaced.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for anything but a live session of the person's own.</returns>
    public async Task<Outcome<NewSession>> ResumeAsync(string? token, CancellationToken cancellationToken)
    {
        var found = await AuthenticateAsync(token, cancellationToken);
        if (found is not { Succeeded: true, Value: { BegunBy: null } session })
        {
            return found.Succeeded ? new Failure(FailureCode.Unauthorized) : found.Failure;
        }

        var secret = IdentifiedSecret.Create(session.Id.Value, out var hash);
        return await _database.RunAsync<NewSession>(
            session.Organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.session set secret_hash = $3
                    where organization_id = $1 and session_id = $2 and ended_at is null returning expires_at
                    """,
                    session.Organization.Value,
                    session.Id.Value,
                    hash
                );
                return await update.ExecuteScalarAsync(stop) is DateTime expires
                    ? new NewSession(session, secret, expires)
                    : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );
    }

    /// <summary>The person proved one factor more in a session that goes on.</summary>
    internal Task<Outcome<Done>> AddMethodAsync(SessionIdentity session, string method, CancellationToken cancellationToken) =>
        _database.RunAsync<Done>(
            session.Organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update people.session set methods = array_append(methods, $3)
                    where organization_id = $1 and session_id = $2 and ended_at is null and not $3 = any(methods)
                    """,
                    session.Organization.Value,
                    session.Id.Value,
                    method
                );
                await update.ExecuteNonQueryAsync(stop);
                return default(Done);
            },
            cancellationToken
        );

    /// <summary>What proved who somebody is, for a session that stands.</summary>
    internal Task<Outcome<IReadOnlyList<string>>> MethodsAsync(SessionIdentity session, CancellationToken cancellationToken) =>
        _database.RunAsync<IReadOnlyList<string>>(
            session.Organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select methods from people.session where organization_id = $1 and session_id = $2 and ended_at is null",
                    session.Organization.Value,
                    session.Id.Value
                );
                return await select.ExecuteScalarAsync(stop) is string[] methods ? methods : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );
}
