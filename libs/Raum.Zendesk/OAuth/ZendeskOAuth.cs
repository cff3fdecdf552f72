using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Data;

namespace Raum.Zendesk;

/// <summary>Connects an organization with its Zendesk account: an admin's consent with PKCE (RFC 7636), or client credentials (ZD-1).</summary>
public sealed class ZendeskOAuth
{
    // A person reads a consent page in minutes.
    private static readonly TimeSpan ConsentTime = TimeSpan.FromMinutes(15);

    private readonly RaumDatabase _database;
    private readonly ZendeskConnections _connections;
    private readonly ZendeskTokens _tokens;
    private readonly ConnectionSecrets _secrets;
    private readonly TokenEndpoint _endpoint;
    private readonly ZendeskClient _client;
    private readonly ConnectionCaches _caches;
    private readonly TimeProvider _clock;
    private readonly ZendeskOptions _options;

    internal ZendeskOAuth(
        RaumDatabase database,
        ZendeskConnections connections,
        ZendeskTokens tokens,
        ConnectionSecrets secrets,
        TokenEndpoint endpoint,
        ZendeskClient client,
        ConnectionCaches caches,
        TimeProvider clock,
        IOptions<ZendeskOptions> options
    )
    {
        _database = database;
        _connections = connections;
        _tokens = tokens;
        _secrets = secrets;
        _endpoint = endpoint;
        _client = client;
        _caches = caches;
        _clock = clock;
        _options = options.Value;
    }

    /// <summary>Begins a consent: the page of Zendesk to send the admin to. An earlier consent that was not finished is void.</summary>
    /// <param name="redirectUri">Registered with the customer's OAuth client.</param>
    /// <param name="scopes">One of <see cref="ZendeskScopes"/>, as it was shown to the admin.</param>
    public async Task<Outcome<Uri>> BeginAsync(
        OrganizationId organization,
        Uri redirectUri,
        string scopes,
        CancellationToken cancellationToken
    )
    {
        var (state, verifier) = (NewSecret(), NewSecret());
        var sealedVerifier = await _secrets.SealAsync(organization, SecretColumn.ConsentVerifier, verifier, cancellationToken);
        if (!sealedVerifier.Succeeded)
        {
            return sealedVerifier.Failure;
        }

        return await _database.RunAsync<Uri>(
            organization,
            async (scope, token) =>
            {
                if (await ConnectionRow.LockAsync(scope, token) is not { } row || !IsAllowed(row))
                {
                    return new Failure(FailureCode.ZendeskNotConnected);
                }

                var clientId = await _secrets.OpenAsync(organization, SecretColumn.ClientId, row.ClientId, token);
                if (!clientId.Succeeded)
                {
                    return clientId.Failure;
                }

                await using var command = scope.CreateCommand(
                    """
                    insert into organizations.zendesk_consent (organization_id, state_sha256, verifier_sealed, redirect_uri, scope, expires_at)
                    values ($1, $2, $3, $4, $5, $6)
                    on conflict (organization_id) do update set state_sha256 = excluded.state_sha256, verifier_sealed = excluded.verifier_sealed,
                      redirect_uri = excluded.redirect_uri, scope = excluded.scope, expires_at = excluded.expires_at
                    """,
                    organization.Value,
                    Hash(state),
                    sealedVerifier.Value,
                    redirectUri.AbsoluteUri,
                    scopes,
                    _clock.GetUtcNow() + ConsentTime
                );
                await command.ExecuteNonQueryAsync(token);
                return AuthorizeUri(row.Connection.Address, clientId.Value, redirectUri, scopes, state, verifier);
            },
            cancellationToken
        );
    }

    /// <summary>Ends a consent with what Zendesk sent to the redirect URI. The state counts once.</summary>
    /// <returns>
    /// The connection, with Raum's own user id; <see cref="FailureCode.Forbidden"/> for a state that is unknown, used or older than 15 minutes;
    /// <see cref="FailureCode.ZendeskUnauthorized"/> when Zendesk does not take the code.
    /// </returns>
    public async Task<Outcome<ZendeskConnection>> CompleteAsync(
        OrganizationId organization,
        string code,
        string state,
        CancellationToken cancellationToken
    )
    {
        var consent = await TakeConsentAsync(organization, state, cancellationToken);
        if (!consent.Succeeded)
        {
            return consent.Failure;
        }

        return await StoreAsync(
            organization,
            row => _endpoint.AuthorizationCodeAsync(row, code, consent.Value.RedirectUri, consent.Value.Verifier, CancellationToken.None),
            cancellationToken
        );
    }

    /// <summary>Gets a first token with client credentials: for a client that is tied to a user of its own.</summary>
    /// <param name="scopes">One of <see cref="ZendeskScopes"/>.</param>
    public Task<Outcome<ZendeskConnection>> ConnectClientAsync(
        OrganizationId organization,
        string scopes,
        CancellationToken cancellationToken
    ) => StoreAsync(organization, row => _endpoint.ClientCredentialsAsync(row, scopes, CancellationToken.None), cancellationToken);

    private async Task<Outcome<ZendeskConnection>> StoreAsync(
        OrganizationId organization,
        Func<ConnectionRow, Task<Outcome<TokenAnswer>>> exchange,
        CancellationToken cancellationToken
    )
    {
        // A code and a pair count once: who gives up waiting does not keep them from being stored.
        var stored = await _database.RunAsync<AccessToken>(
            organization,
            async (scope, token) =>
            {
                if (await ConnectionRow.LockAsync(scope, token) is not { } row || !IsAllowed(row))
                {
                    return new Failure(FailureCode.ZendeskNotConnected);
                }

                var answer = await exchange(row);
                return answer.Succeeded ? await _tokens.StoreAsync(scope, row, answer.Value, token) : answer.Failure;
            },
            CancellationToken.None
        );
        _caches.Forget(organization);
        if (!stored.Succeeded)
        {
            return stored.Failure;
        }

        return await IdentifyAsync(organization, cancellationToken);
    }

    /// <summary>Asks Zendesk who Raum is there: its own events are dropped by this id (ZD-2).</summary>
    private async Task<Outcome<ZendeskConnection>> IdentifyAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var self = await _client.ShowSelfAsync(organization, cancellationToken);
        if (!self.Succeeded)
        {
            return self.Failure;
        }

        var saved = await _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await using var command = scope.CreateCommand(
                    "update organizations.zendesk_connection set own_user_id = $2 where organization_id = $1",
                    organization.Value,
                    self.Value.Id
                );
                await command.ExecuteNonQueryAsync(token);
                return new Done();
            },
            cancellationToken
        );
        _caches.Forget(organization);
        return saved.Succeeded ? await _connections.FindAsync(organization, cancellationToken) : saved.Failure;
    }

    private async Task<Outcome<(string Verifier, string RedirectUri)>> TakeConsentAsync(
        OrganizationId organization,
        string state,
        CancellationToken cancellationToken
    )
    {
        var taken = await _database.RunAsync<(byte[] Verifier, string RedirectUri)>(
            organization,
            async (scope, token) =>
            {
                await using var command = scope.CreateCommand(
                    """
                    delete from organizations.zendesk_consent
                    where organization_id = $1 and state_sha256 = $2 and expires_at > $3 returning verifier_sealed, redirect_uri
                    """,
                    organization.Value,
                    Hash(state),
                    _clock.GetUtcNow()
                );
                await using var reader = await command.ExecuteReaderAsync(token);
                return await reader.ReadAsync(token)
                    ? (reader.GetFieldValue<byte[]>(0), reader.GetString(1))
                    : new Failure(FailureCode.Forbidden);
            },
            cancellationToken
        );
        if (!taken.Succeeded)
        {
            return taken.Failure;
        }

        var verifier = await _secrets.OpenAsync(organization, SecretColumn.ConsentVerifier, taken.Value.Verifier, cancellationToken);
        return verifier.Succeeded ? (verifier.Value, taken.Value.RedirectUri) : verifier.Failure;
    }

    private static Uri AuthorizeUri(ZendeskAddress address, string clientId, Uri redirectUri, string scope, string state, string verifier)
    {
        var challenge = Base64Url.EncodeToString(Hash(verifier));
        var query =
            $"response_type=code&client_id={Uri.EscapeDataString(clientId)}&redirect_uri={Uri.EscapeDataString(redirectUri.AbsoluteUri)}"
            + $"&scope={Uri.EscapeDataString(scope)}&state={state}&code_challenge={challenge}&code_challenge_method=S256";
        return new Uri(address.BaseUri, $"oauth/authorizations/new?{query}");
    }

    private bool IsAllowed(ConnectionRow row) => _options.Development || !row.Connection.Address.IsDevelopment;

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
