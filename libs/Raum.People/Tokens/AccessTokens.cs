using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Sessions;

namespace Raum.People.Tokens;

/// <summary>Tokens of a session, for programs that keep no cookies (ORG-4): an access token for 15 minutes, and a chain of refresh tokens that ends with the session.</summary>
/// <remarks>An access token is signed and checked against its session with every request: what ended the session, or changed the role, ends it at once.</remarks>
public sealed class AccessTokens
{
    /// <summary>How long an access token stands.</summary>
    public static readonly TimeSpan Stands = TimeSpan.FromMinutes(15);

    private readonly RaumDatabase _database;
    private readonly SigningKeys _keys;
    private readonly SessionStore _sessions;
    private readonly SessionEnds _ends;
    private readonly TimeProvider _clock;
    private readonly string _issuer;
    private readonly string _audience;

    internal AccessTokens(
        RaumDatabase database,
        SigningKeys keys,
        SessionStore sessions,
        SessionEnds ends,
        TimeProvider clock,
        IOptions<PeopleOptions> options
    )
    {
        (_database, _keys, _sessions, _ends, _clock) = (database, keys, sessions, ends, clock);
        _issuer = options.Value.PublicUrl.TrimEnd('/');
        _audience = $"{_issuer}/v1";
    }

    /// <summary>The first tokens of a session. A chain that it had before has ended.</summary>
    /// <returns><see cref="FailureCode.Forbidden"/> for staff in an organization that let them in.</returns>
    public async Task<Outcome<TokenPair>> BeginAsync(SessionIdentity session, CancellationToken cancellationToken)
    {
        if (session.Visit is not null)
        {
            // A token says a role to those who check it elsewhere; staff have none.
            return new Failure(FailureCode.Forbidden);
        }

        var live = await LiveAsync(session.Organization, session.Id, cancellationToken);
        var access = live.Succeeded ? await SignAsync(live.Value, session.ConfirmedAt, cancellationToken) : live.Failure;
        return access.Succeeded
            ? await _database.RunAsync<TokenPair>(
                session.Organization,
                async (scope, stop) =>
                {
                    if (!await LockAsync(scope, session.Id, stop))
                    {
                        return new Failure(FailureCode.Unauthorized);
                    }

                    await using var end = scope.CreateCommand(
                        "update people.refresh_token set used_at = $3 where organization_id = $1 and session_id = $2 and used_at is null",
                        session.Organization.Value,
                        session.Id.Value,
                        _clock.GetUtcNow()
                    );
                    await end.ExecuteNonQueryAsync(stop);
                    return await AddAsync(scope, access.Value, session.Id, session.ConfirmedAt, live.Value.ExpiresAt, stop);
                },
                cancellationToken
            )
            : access.Failure;
    }

    /// <summary>New tokens for a refresh token, once. One that comes a second time has a copy somewhere: the session ends with all its tokens.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for every refusal.</returns>
    public async Task<Outcome<TokenPair>> RefreshAsync(string? token, CancellationToken cancellationToken)
    {
        if (!IdentifiedSecret.TryRead(token, out var id, out var hash))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var organization = await OrganizationOfAsync(id, cancellationToken);
        if (!organization.Succeeded)
        {
            return organization.Failure;
        }

        var row = await FindAsync(organization.Value, id, hash, cancellationToken);
        var live = row.Succeeded ? await LiveAsync(organization.Value, row.Value.Session, cancellationToken) : row.Failure;

        // Signed before the token is used: where that fails, the caller tries again with the same one.
        var access = live.Succeeded ? await SignAsync(live.Value, row.Value.ConfirmedAt, cancellationToken) : live.Failure;
        if (!access.Succeeded)
        {
            return access.Failure;
        }

        var next = await UseAsync(organization.Value, id, row.Value, access.Value, cancellationToken);
        return next is { Succeeded: true, Value: null } ? await EndAsync(live.Value.Identity, cancellationToken)
            : next.Succeeded ? next.Value!
            : next.Failure;
    }

    /// <summary>Whose access token this is.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for anything but a token of a session that stands, without saying why.</returns>
    public async Task<Outcome<SessionIdentity>> AuthenticateAsync(string? text, CancellationToken cancellationToken)
    {
        if (CompactJws.Read(text, AccessToken.Longest) is not { } jws || AccessToken.KeyOf(jws) is not { } keyId)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var key = await _keys.FindAsync(keyId, cancellationToken);
        if (!key.Succeeded)
        {
            return key.Failure;
        }

        using var signer = key.Value?.Public();
        if (signer is null || !jws.IsSignedBy(signer) || AccessToken.Of(jws, _issuer, _audience, _clock.GetUtcNow()) is not { } token)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var live = await _sessions.LiveAsync(token.Session, cancellationToken);
        return !live.Succeeded ? live.Failure
            : live.Value is { } found
            && found.Identity is { } session
            && (session.Organization, session.User, session.RoleName) == (token.Organization, token.User, token.Role)
            && session.Impersonation?.By == token.Acting
            && EpochOf(found) == token.Epoch
                ? session with
                {
                    // A proof that the person gave elsewhere lifts no token that was made before it.
                    ConfirmedAt = token.ConfirmedAt < session.ConfirmedAt ? token.ConfirmedAt : session.ConfirmedAt,
                }
            : new Failure(FailureCode.Unauthorized);
    }

    /// <summary>The public keys, for those who check access tokens elsewhere.</summary>
    public async Task<Outcome<IReadOnlyList<PublicKey>>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = await _keys.PublishedAsync(cancellationToken);
        return keys.Succeeded ? keys.Value.Select(Show).ToList() : keys.Failure;
    }

    private static PublicKey Show(SigningKey key)
    {
        using var ecdsa = key.Public();
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        return new PublicKey(key.Id, Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    private static long EpochOf(LiveSession session) => (session.Epoch - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task<Outcome<LiveSession>> LiveAsync(OrganizationId organization, SessionId session, CancellationToken cancellationToken)
    {
        var live = await _sessions.LiveAsync(session, cancellationToken);
        return !live.Succeeded ? live.Failure
            : live.Value is { } found && found.Identity.Organization == organization ? found
            : new Failure(FailureCode.Unauthorized);
    }

    private async Task<Outcome<SignedToken>> SignAsync(LiveSession live, DateTimeOffset confirmedAt, CancellationToken cancellationToken)
    {
        var current = await _keys.CurrentAsync(cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        var key = await _keys.OpenAsync(current.Value, cancellationToken);
        if (!key.Succeeded)
        {
            return key.Failure;
        }

        using var signer = key.Value;
        var now = _clock.GetUtcNow();
        var expires = live.ExpiresAt < now + Stands ? live.ExpiresAt : now + Stands;
        var (organization, session, user, role) = (
            live.Identity.Organization,
            live.Identity.Id,
            live.Identity.User,
            live.Identity.RoleName
        );
        var acting = live.Identity.Impersonation?.By;
        var access = new AccessToken(organization, session, user, role, EpochOf(live), confirmedAt, now, expires, acting);
        return new SignedToken(access.Sign(_issuer, _audience, current.Value.Id, signer), expires);
    }

    private Task<Outcome<RefreshToken>> FindAsync(OrganizationId organization, Guid id, byte[] hash, CancellationToken cancellationToken) =>
        _database.RunAsync<RefreshToken>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select session_id, secret_hash, confirmed_at, expires_at from people.refresh_token where organization_id = $1 and token_id = $2",
                    organization.Value,
                    id
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                return
                    await reader.ReadAsync(stop)
                    && CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(1), hash)
                    && _clock.GetUtcNow() < reader.GetFieldValue<DateTimeOffset>(3)
                    ? new RefreshToken(
                        new SessionId(reader.GetGuid(0)),
                        reader.GetFieldValue<DateTimeOffset>(2),
                        reader.GetFieldValue<DateTimeOffset>(3)
                    )
                    : new Failure(FailureCode.Unauthorized);
            },
            cancellationToken
        );

    /// <summary>Of two requests with the same token, one uses it and gets the next; the other one brings a copy, and gets null.</summary>
    private Task<Outcome<TokenPair?>> UseAsync(
        OrganizationId organization,
        Guid id,
        RefreshToken token,
        SignedToken access,
        CancellationToken cancellationToken
    ) =>
        _database.RunAsync<TokenPair?>(
            organization,
            async (scope, stop) =>
            {
                if (!await LockAsync(scope, token.Session, stop))
                {
                    return new Failure(FailureCode.Unauthorized);
                }

                await using var update = scope.CreateCommand(
                    "update people.refresh_token set used_at = $3 where organization_id = $1 and token_id = $2 and used_at is null",
                    organization.Value,
                    id,
                    _clock.GetUtcNow()
                );
                return await update.ExecuteNonQueryAsync(stop) == 1
                    ? await AddAsync(scope, access, token.Session, token.ConfirmedAt, token.ExpiresAt, stop)
                    : null;
            },
            cancellationToken
        );

    /// <summary>One chain a session, also when two are begun or one is begun and gone on with at once: they come one after the other.</summary>
    /// <returns>False when the session has ended meanwhile.</returns>
    private static async Task<bool> LockAsync(OrganizationScope scope, SessionId session, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select 1 from people.session where organization_id = $1 and session_id = $2 and ended_at is null for update",
            scope.Organization.Value,
            session.Value
        );
        return await select.ExecuteScalarAsync(cancellationToken) is 1;
    }

    private async Task<TokenPair> AddAsync(
        OrganizationScope scope,
        SignedToken access,
        SessionId session,
        DateTimeOffset confirmedAt,
        DateTimeOffset expires,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var token = IdentifiedSecret.Create(id, out var hash);
        await using var insert = scope.CreateCommand(
            """
            insert into people.refresh_token (organization_id, token_id, session_id, secret_hash, confirmed_at, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            """,
            scope.Organization.Value,
            id,
            session.Value,
            hash,
            confirmedAt,
            now,
            expires
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return new TokenPair(access.Text, access.ExpiresAt, token, expires);
    }

    private async Task<Outcome<TokenPair>> EndAsync(SessionIdentity session, CancellationToken cancellationToken)
    {
        var ended = await _ends.EndAsync(
            session.Organization,
            session.User,
            session.Id,
            SessionEnd.TokenReused,
            session.Actor with
            {
                Authenticated = false,
            },
            cancellationToken
        );
        return ended.Succeeded || ended.Failure.Code == FailureCode.NotFound ? new Failure(FailureCode.Unauthorized) : ended.Failure;
    }

    private async Task<Outcome<OrganizationId>> OrganizationOfAsync(Guid token, CancellationToken cancellationToken)
    {
        try
        {
            await using var lookup = _database.CreateLookup("select organization_id from lookup.refresh_token($1)").With(token);
            return await lookup.ExecuteScalarAsync(cancellationToken) is Guid found
                ? new OrganizationId(found)
                : new Failure(FailureCode.Unauthorized);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private sealed record RefreshToken(SessionId Session, DateTimeOffset ConfirmedAt, DateTimeOffset ExpiresAt);

    private sealed record SignedToken(string Text, DateTimeOffset ExpiresAt);
}

/// <summary>What a program keeps: the only copies there will ever be.</summary>
public sealed record TokenPair(string Access, DateTimeOffset AccessExpiresAt, string Refresh, DateTimeOffset RefreshExpiresAt)
{
    public override string ToString() => "tokens";
}

/// <summary>A point on P-256 (RFC 7518, 6.2.1), in base64url.</summary>
public sealed record PublicKey(string Id, string X, string Y);
