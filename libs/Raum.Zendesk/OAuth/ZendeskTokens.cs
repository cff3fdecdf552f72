using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Zendesk;

/// <summary>The living access token of each organization (ZD-1).</summary>
/// <remarks>
/// Zendesk kills a pair when its refresh token is used. So a refresh holds the row's lock from before the call until the new pair is committed: of all processes
/// one refreshes, the others wait and find the new pair. The new pair is durable before anybody uses it. A caller that gives up stops waiting and ends nothing: a
/// pair that nobody stores is lost.
/// </remarks>
internal sealed class ZendeskTokens(
    RaumDatabase database,
    ConnectionSecrets secrets,
    TokenEndpoint endpoint,
    IAuditLog audit,
    ConnectionCaches caches,
    TimeProvider clock,
    IOptions<ZendeskOptions> options,
    ILogger<ZendeskTokens> logger
)
{
    private readonly ZendeskOptions _options = options.Value;

    /// <summary>A token that lives for another <see cref="ZendeskOptions.RefreshAhead"/> at least.</summary>
    /// <returns><see cref="FailureCode.ZendeskNotConnected"/> without a connection, <see cref="FailureCode.ZendeskUnauthorized"/> when an admin has to connect again.</returns>
    public async Task<Outcome<AccessToken>> GetAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var cached = await caches.Tokens.GetAsync(organization, token => LoadAsync(organization, token), cancellationToken);
        if (!cached.Succeeded || cached.Value.ExpiresAt - clock.GetUtcNow() > _options.RefreshAhead)
        {
            return cached;
        }

        return await RenewAsync(organization, cached.Value.Version, cancellationToken);
    }

    /// <summary>Replaces a token that is ending or that Zendesk refused.</summary>
    /// <param name="staleVersion">The version of the token that is no good: a newer one at hand is taken instead of a refresh.</param>
    public Task<Outcome<AccessToken>> RenewAsync(OrganizationId organization, long staleVersion, CancellationToken cancellationToken) =>
        RenewAsync(organization, staleVersion).WaitAsync(cancellationToken);

    // Nobody's cancellation gets in here, not even into the commit.
    private async Task<Outcome<AccessToken>> RenewAsync(OrganizationId organization, long staleVersion)
    {
        // The transaction commits a refusal too, so the answer travels inside of a success.
        var renewed = await database.RunAsync<Outcome<AccessToken>>(
            organization,
            async (scope, token) =>
            {
                var row = await ConnectionRow.LockAsync(scope, token);
                if (row is null)
                {
                    return Wrap(new Failure(FailureCode.ZendeskNotConnected));
                }

                if (row.Connection.State == ZendeskConnectionState.Revoked)
                {
                    return Wrap(new Failure(FailureCode.ZendeskUnauthorized));
                }

                if (!IsAllowed(row))
                {
                    return Wrap(new Failure(FailureCode.ZendeskNotConnected));
                }

                return row.TokenVersion != staleVersion && row.AccessToken is not null
                    ? Wrap(await OpenAsync(row, token))
                    : Wrap(await ExchangeAsync(scope, row));
            },
            CancellationToken.None
        );
        caches.Tokens.Forget(organization);
        return renewed.Succeeded ? renewed.Value : renewed.Failure;
    }

    /// <summary>Stores a pair in the row of a transaction: the connection is good.</summary>
    public async Task<Outcome<AccessToken>> StoreAsync(
        OrganizationScope scope,
        ConnectionRow row,
        TokenAnswer answer,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var organization = scope.Organization;
        var access = await secrets.SealAsync(organization, SecretColumn.AccessToken, answer.AccessToken!, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Failure;
        }

        byte[]? refresh = null;
        if (answer.RefreshToken is { } refreshToken)
        {
            var sealing = await secrets.SealAsync(organization, SecretColumn.RefreshToken, refreshToken, cancellationToken);
            if (!sealing.Succeeded)
            {
                return sealing.Failure;
            }

            refresh = sealing.Value;
        }

        var expires = now + TimeSpan.FromSeconds(answer.ExpiresIn ?? (int)TokenEndpoint.DefaultLifetime.TotalSeconds);
        await using var command = scope.CreateCommand(
            """
            update organizations.zendesk_connection
            set access_token_sealed = $2, access_expires_at = $3, refresh_token_sealed = $4, refresh_expires_at = $5, scope = $6,
                state = 'Connected', token_version = token_version + 1, updated_at = $7
            where organization_id = $1
            """,
            organization.Value,
            access.Value,
            expires,
            refresh,
            answer.RefreshTokenExpiresIn is { } seconds ? now + TimeSpan.FromSeconds(seconds) : null,
            answer.Scope ?? row.Connection.Scope,
            now
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new AccessToken(
            row.Connection with
            {
                State = ZendeskConnectionState.Connected,
            },
            answer.AccessToken!,
            expires,
            row.TokenVersion + 1
        );
    }

    private async Task<Outcome<AccessToken>> LoadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectionRow.ReadAsync(database, organization, cancellationToken) switch
            {
                null => new Failure(FailureCode.ZendeskNotConnected),
                { Connection.State: ZendeskConnectionState.Revoked } => new Failure(FailureCode.ZendeskUnauthorized),
                // Client credentials need nobody's consent: an ended token of no content makes the first renewal.
                { AccessToken: null, Connection.Grant: ZendeskGrant.ClientCredentials } row when IsAllowed(row) => new AccessToken(
                    row.Connection,
                    "",
                    DateTimeOffset.MinValue,
                    row.TokenVersion
                ),
                { AccessToken: null } => new Failure(FailureCode.ZendeskNotConnected),
                var row => await OpenAsync(row, cancellationToken),
            };
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<AccessToken>> OpenAsync(ConnectionRow row, CancellationToken cancellationToken)
    {
        if (!IsAllowed(row))
        {
            return new Failure(FailureCode.ZendeskNotConnected);
        }

        var opened = await secrets.OpenAsync(row.Connection.Organization, SecretColumn.AccessToken, row.AccessToken!, cancellationToken);
        return opened.Succeeded
            ? new AccessToken(row.Connection, opened.Value, row.AccessExpiresAt ?? DateTimeOffset.MinValue, row.TokenVersion)
            : opened.Failure;
    }

    private async Task<Outcome<AccessToken>> ExchangeAsync(OrganizationScope scope, ConnectionRow row)
    {
        var answer = row.Connection.Grant switch
        {
            ZendeskGrant.ClientCredentials => await endpoint.ClientCredentialsAsync(row, row.Connection.Scope, CancellationToken.None),
            _ => await endpoint.RefreshAsync(row, CancellationToken.None),
        };
        if (answer.Succeeded)
        {
            logger.Refreshed(scope.Organization, row.TokenVersion + 1);
            return await StoreAsync(scope, row, answer.Value, CancellationToken.None);
        }

        if (answer.Failure.Code != FailureCode.ZendeskUnauthorized)
        {
            logger.RefreshFailed(scope.Organization, answer.Failure.Code);
            return answer.Failure;
        }

        await RevokeAsync(scope, answer.Failure.Code);
        return answer.Failure;
    }

    /// <summary>Zendesk took its consent back: no further call is made, and the organization's log says so, where alerts read it.</summary>
    private async Task RevokeAsync(OrganizationScope scope, FailureCode code)
    {
        logger.Revoked(scope.Organization, code);
        var now = clock.GetUtcNow();
        await using var command = scope.CreateCommand(
            """
            update organizations.zendesk_connection
            set state = 'Revoked', access_token_sealed = null, refresh_token_sealed = null, token_version = token_version + 1, updated_at = $2
            where organization_id = $1
            """,
            scope.Organization.Value,
            now
        );
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        var recorded = await audit.AppendAsync(
            scope.Organization,
            [
                new CredentialChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = AuditActor.System("zendesk"),
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Target = new AuditTarget("connection", "zendesk"),
                    Result = AuditResult.Failure,
                    Failure = code,
                    Credential = "zendesk-oauth-token",
                    Change = CredentialChange.Removed,
                },
            ],
            CancellationToken.None
        );
        if (!recorded.Succeeded)
        {
            // The connection is dead either way, and staying "connected" would hammer Zendesk.
            logger.LossNotRecorded(scope.Organization, recorded.Failure.Code);
        }
    }

    private bool IsAllowed(ConnectionRow row) => _options.Development || !row.Connection.Address.IsDevelopment;

    private static Outcome<Outcome<AccessToken>> Wrap(Outcome<AccessToken> outcome) => outcome;
}

/// <summary>A token in memory, with the connection it belongs to. <see cref="ToString"/> shows nothing of it.</summary>
internal sealed record AccessToken(ZendeskConnection Connection, string Secret, DateTimeOffset ExpiresAt, long Version)
{
    public override string ToString() => $"[token {Version}]";
}
