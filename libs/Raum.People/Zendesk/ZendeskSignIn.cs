using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.Tokens;

namespace Raum.People.Zendesk;

/// <summary>Sessions of the Zendesk sidebar (ORG-12): a token of Zendesk's own brings the agent it names; one by the account's shared key brings somebody who claims to be one.</summary>
/// <remarks>Bearer tokens, not cookies: the sidebar is a frame in another site's page. A session of the sidebar may do the work of an agent and nothing else, whatever the member's role.</remarks>
public sealed class ZendeskSignIn
{
    private readonly RaumDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly AccessTokens _tokens;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly PeopleOptions _options;

    public ZendeskSignIn(
        RaumDatabase database,
        FieldSealer sealer,
        AccessTokens tokens,
        IAuditLog audit,
        TimeProvider clock,
        IOptions<PeopleOptions> options
    ) => (_database, _sealer, _tokens, _audit, _clock, _options) = (database, sealer, tokens, audit, clock, options.Value);

    /// <summary>Begins a session for a token of the sidebar, once, and gives its tokens.</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> for every refusal.</returns>
    public async Task<Outcome<(SessionIdentity Session, TokenPair Tokens)>> BeginAsync(
        OrganizationId organization,
        string? text,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var app = await ZendeskApps.FindAsync(_database, organization, cancellationToken);
        if (!app.Succeeded || app.Value is not { } known)
        {
            return app.Failure ?? new Failure(FailureCode.Unauthorized);
        }

        byte[]? sharedKey = null;
        if (known.SharedKeySealed is { } sealedKey)
        {
            var opened = await _sealer.OpenAsync(organization, ZendeskApps.SharedKey(organization), sealedKey, cancellationToken);
            if (!opened.Succeeded)
            {
                return opened.Failure;
            }

            sharedKey = opened.Value;
        }

        var token = ZendeskToken.Read(text, known, sharedKey, _options.PublicUrl.TrimEnd('/'), _clock.GetUtcNow());
        if (sharedKey is not null)
        {
            CryptographicOperations.ZeroMemory(sharedKey);
        }

        if (token is null)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var begun = await _database.RunAsync(
            organization,
            (scope, stop) => BeginAsync(scope, known, token, SHA256.HashData(Encoding.ASCII.GetBytes(text!)), origin, stop),
            cancellationToken
        );
        if (!begun.Succeeded)
        {
            return begun.Failure;
        }

        var tokens = await _tokens.BeginAsync(begun.Value, cancellationToken);
        return tokens.Succeeded ? (begun.Value, tokens.Value) : tokens.Failure;
    }

    private async Task<Outcome<SessionIdentity>> BeginAsync(
        OrganizationScope scope,
        ZendeskApp app,
        ZendeskToken token,
        byte[] tokenHash,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        if (!await UseOnceAsync(scope, tokenHash, token.ExpiresAt, now, cancellationToken))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var (user, role, kind, joinedAt) = token.IsClaimed
            ? (Guest(scope, app, token), Role.Agent, SidebarKind.Claimed, default(DateTimeOffset?))
            : await AgentAsync(scope, app, token, cancellationToken);
        if (role is not { } known)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var id = new SessionId(Guid.CreateVersion7(now));
        var expires = now + _options.SessionLongest;
        var method = token.IsClaimed ? SignInMethods.ZendeskClaimed : SignInMethods.Zendesk;

        // Nobody has its secret: such a session is used through its tokens only.
        IdentifiedSecret.Create(id.Value, out var hash);
        await using var insert = scope.CreateCommand(
            """
            insert into people.session
              (organization_id, session_id, user_id, secret_hash, methods, created_at, seen_at, confirmed_at, expires_at, zendesk_user_id, zendesk_kind, joined_at)
            values ($1, $2, $3, $4, $5, $6, $6, $6, $7, $8, $9, $10)
            """,
            scope.Organization.Value,
            id.Value,
            user.Value,
            hash,
            new[] { method },
            now,
            expires,
            token.User,
            Sidebar.NameOf(kind),
            joinedAt
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        var identity = new SessionIdentity(scope.Organization, id, user, known, now) { Sidebar = new Sidebar(token.User, kind) };
        var recorded = await _audit.AppendAsync(
            scope.Organization,
            [
                new SignedIn
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = identity.Actor,
                    Correlation = new CorrelationId(id.Value),
                    Target = AuditTarget.User(user),
                    Origin = origin,
                    User = user,
                    Session = id,
                    Methods = [method],
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? identity : recorded.Failure;
    }

    private static async Task<bool> UseOnceAsync(
        OrganizationScope scope,
        byte[] hash,
        DateTimeOffset expires,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var forget = scope.CreateCommand(
            "delete from people.zendesk_token where organization_id = $1 and expires_at < $2",
            scope.Organization.Value,
            now
        );
        await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var use = scope.CreateCommand(
            "insert into people.zendesk_token (organization_id, token_hash, expires_at) values ($1, $2, $3) on conflict do nothing",
            scope.Organization.Value,
            hash,
            expires
        );
        return await use.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The member whom the agent is linked to; else an agent of no membership, where the setting lets them in; else nobody.</summary>
    private static async Task<(UserId User, Role? Role, SidebarKind Kind, DateTimeOffset? JoinedAt)> AgentAsync(
        OrganizationScope scope,
        ZendeskApp app,
        ZendeskToken token,
        CancellationToken cancellationToken
    )
    {
        await using var select = scope.CreateCommand(
            """
            select l.user_id, m.role, m.joined_at from people.zendesk_link l
            left join people.membership m on m.organization_id = l.organization_id and m.user_id = l.user_id and m.removed_at is null
            where l.organization_id = $1 and l.zendesk_user_id = $2
            """,
            scope.Organization.Value,
            token.User
        );
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (
                new UserId(reader.GetGuid(0)),
                Roles.Named(reader.GetNullable<string>(1)),
                SidebarKind.Member,
                reader.GetNullable<DateTimeOffset?>(2)
            )
            : (Guest(scope, app, token), app.Agents ? Role.Agent : null, SidebarKind.Agent, null);
    }

    private static UserId Guest(OrganizationScope scope, ZendeskApp app, ZendeskToken token) =>
        new(ZendeskToken.SubjectOf(scope.Organization.Value, app.Subdomain, token.User, token.IsClaimed));
}
