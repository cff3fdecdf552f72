using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Zendesk;

/// <summary>Which Zendesk account belongs to which organization, and its secrets, each sealed on its own. Secrets go in and never come out.</summary>
/// <remarks>Every change is on record before it counts (AUD-2): without its audit event it is rolled back.</remarks>
public sealed class ZendeskConnections
{
    private readonly RaumDatabase _database;
    private readonly ConnectionSecrets _secrets;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly ZendeskOptions _options;
    private readonly ConnectionCaches _caches;

    internal ZendeskConnections(
        RaumDatabase database,
        ConnectionSecrets secrets,
        IAuditLog audit,
        ConnectionCaches caches,
        TimeProvider clock,
        IOptions<ZendeskOptions> options
    )
    {
        _database = database;
        _secrets = secrets;
        _audit = audit;
        _clock = clock;
        _options = options.Value;
        _caches = caches;
    }

    /// <returns>The connection, or <see cref="FailureCode.ZendeskNotConnected"/>.</returns>
    public Task<Outcome<ZendeskConnection>> FindAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        GuardAsync<ZendeskConnection>(async () =>
            await WebhookRow.ReadAsync(_database, organization, cancellationToken) is { } row
                ? row.Connection
                : new Failure(FailureCode.ZendeskNotConnected)
        );

    /// <summary>Stores or replaces the connection. Its tokens are gone: <see cref="ZendeskOAuth"/> gets new ones. It is off until an admin approved this address in writing (ORG-10).</summary>
    /// <returns><see cref="FailureCode.InvalidRequest"/> for an address that is neither a subdomain nor, in development, on loopback.</returns>
    public async Task<Outcome<ZendeskConnection>> SaveAsync(
        OrganizationId organization,
        ZendeskConnectRequest request,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var address = ZendeskAddress.Parse(request.Address, _options.Development);
        if (
            !address.Succeeded
            || request.ClientId.Length is 0 or > 200
            || request.ClientSecret.Length is 0 or > 500
            || request.WebhookSecret?.Length is 0 or > 500
        )
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var clientId = await _secrets.SealAsync(organization, SecretColumn.ClientId, request.ClientId, cancellationToken);
        var clientSecret = await _secrets.SealAsync(
            organization,
            SecretColumn.ClientSecret,
            request.ClientSecret.Reveal(),
            cancellationToken
        );
        var webhook = await SealAsync(organization, SecretColumn.WebhookSecret, request.WebhookSecret, cancellationToken);
        if ((clientId.Failure ?? clientSecret.Failure ?? webhook.Failure) is { } failure)
        {
            return failure;
        }

        var rules = request.Rules ?? ZendeskReadRules.All;
        var saved = await _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await using var command = scope.CreateCommand(
                    """
                    insert into organizations.zendesk_connection as stored (organization_id, address, account_id, own_user_id, grant_kind, scope, state, brands, groups, forms,
                      client_id_sealed, client_secret_sealed, webhook_secret_sealed, created_at, updated_at)
                    values ($1, $2, $3, $4, $5, $6, 'Pending', $7, $8, $9, $10, $11, $12, $13, $13)
                    on conflict (organization_id) do update set address = excluded.address, account_id = excluded.account_id, own_user_id = excluded.own_user_id,
                      grant_kind = excluded.grant_kind, scope = excluded.scope, state = 'Pending', brands = excluded.brands, groups = excluded.groups, forms = excluded.forms,
                      client_id_sealed = excluded.client_id_sealed, client_secret_sealed = excluded.client_secret_sealed,
                      webhook_secret_sealed = coalesce(excluded.webhook_secret_sealed, stored.webhook_secret_sealed),
                      access_token_sealed = null, access_expires_at = null, refresh_token_sealed = null, refresh_expires_at = null,
                      token_version = stored.token_version + 1, updated_at = excluded.updated_at
                    """,
                    organization.Value,
                    address.Value.Text,
                    request.AccountId,
                    request.OwnUserId,
                    request.Grant.ToString(),
                    request.Scopes,
                    rules.Brands.ToArray(),
                    rules.Groups.ToArray(),
                    rules.Forms.ToArray(),
                    clientId.Value,
                    clientSecret.Value,
                    webhook.Value,
                    _clock.GetUtcNow()
                );
                await command.ExecuteNonQueryAsync(token);
                return await RecordAsync(organization, "zendesk-oauth-client", CredentialChange.Set, actor, token);
            },
            cancellationToken
        );
        _caches.Forget(organization);
        return saved.Succeeded ? await FindAsync(organization, cancellationToken) : saved.Failure;
    }

    /// <summary>Sets the webhook's signing secret, and while rotating the next one: both are accepted.</summary>
    /// <param name="next">Null ends a rotation.</param>
    public async Task<Outcome<Done>> SetWebhookSecretAsync(
        OrganizationId organization,
        PersonalText current,
        PersonalText? next,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (current.Length is 0 or > 500 || next?.Length is 0 or > 500)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var sealedCurrent = await SealAsync(organization, SecretColumn.WebhookSecret, current, cancellationToken);
        var sealedNext = await SealAsync(organization, SecretColumn.WebhookSecretNext, next, cancellationToken);
        if ((sealedCurrent.Failure ?? sealedNext.Failure) is { } failure)
        {
            return failure;
        }

        var changed = await _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await using var command = scope.CreateCommand(
                    """
                    update organizations.zendesk_connection set webhook_secret_sealed = $2, webhook_secret_next_sealed = $3, updated_at = $4
                    where organization_id = $1
                    """,
                    organization.Value,
                    sealedCurrent.Value,
                    sealedNext.Value,
                    _clock.GetUtcNow()
                );
                return await command.ExecuteNonQueryAsync(token) == 1
                    ? await RecordAsync(organization, "zendesk-webhook", CredentialChange.Rotated, actor, token)
                    : new Failure(FailureCode.ZendeskNotConnected);
            },
            cancellationToken
        );
        _caches.Forget(organization);
        return changed;
    }

    /// <summary>Removes the connection and every secret of it. Webhooks are refused from then on.</summary>
    public async Task<Outcome<Done>> RemoveAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken)
    {
        var removed = await _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await using var command = scope.CreateCommand(
                    "delete from organizations.zendesk_connection where organization_id = $1",
                    organization.Value
                );
                return await command.ExecuteNonQueryAsync(token) == 1
                    ? await RecordAsync(organization, "zendesk-oauth-client", CredentialChange.Removed, actor, token)
                    : new Failure(FailureCode.ZendeskNotConnected);
            },
            cancellationToken
        );
        _caches.Forget(organization);
        return removed;
    }

    /// <summary>What decides whether a webhook is genuine. On the path of every webhook: kept in memory for <see cref="ZendeskOptions.CacheFor"/>.</summary>
    internal Task<Outcome<WebhookTrust>> WebhookTrustAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _caches.Trust.GetAsync(organization, token => GuardAsync(() => LoadTrustAsync(organization, token)), cancellationToken);

    private async Task<Outcome<WebhookTrust>> LoadTrustAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        if (await WebhookRow.ReadAsync(_database, organization, cancellationToken) is not { } row)
        {
            return new Failure(FailureCode.ZendeskNotConnected);
        }

        var secrets = new List<string>();
        foreach (
            var (column, bytes) in new[] { (SecretColumn.WebhookSecret, row.Secret), (SecretColumn.WebhookSecretNext, row.NextSecret) }
        )
        {
            if (bytes is not null)
            {
                var opened = await _secrets.OpenAsync(organization, column, bytes, cancellationToken);
                if (!opened.Succeeded)
                {
                    return opened.Failure;
                }

                secrets.Add(opened.Value);
            }
        }

        return new WebhookTrust(secrets, row.Connection.AccountId, row.Connection.OwnUserId);
    }

    /// <returns>Null for a secret that is not there.</returns>
    private async Task<Outcome<byte[]?>> SealAsync(
        OrganizationId organization,
        SecretColumn column,
        PersonalText? secret,
        CancellationToken cancellationToken
    )
    {
        if (secret is null)
        {
            return (byte[]?)null;
        }

        var sealing = await _secrets.SealAsync(organization, column, secret.Reveal(), cancellationToken);
        return sealing.Succeeded ? sealing.Value : sealing.Failure;
    }

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        string credential,
        CredentialChange change,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var recorded = await _audit.AppendAsync(
            organization,
            [
                new CredentialChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Target = new AuditTarget("connection", "zendesk"),
                    Credential = credential,
                    Change = change,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? new Done() : recorded.Failure;
    }

    private static async Task<Outcome<T>> GuardAsync<T>(Func<Task<Outcome<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
