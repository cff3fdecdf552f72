using Raum.Core;

namespace Raum.Zendesk;

/// <summary><c>POST /oauth/tokens</c> in its three forms.</summary>
/// <remarks>Source: Zendesk, "OAuth tokens for grant types". A refused grant or client is <see cref="FailureCode.ZendeskUnauthorized"/>: no retry helps.</remarks>
internal sealed class TokenEndpoint(ZendeskHttp http, ConnectionSecrets secrets)
{
    /// <summary>What Zendesk gives when it does not say: 30 minutes.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(30);

    public Task<Outcome<TokenAnswer>> AuthorizationCodeAsync(
        ConnectionRow row,
        string code,
        string redirectUri,
        string verifier,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            row,
            (id, secret) =>
                new TokenRequest("authorization_code", id, secret, Code: code, RedirectUri: redirectUri, CodeVerifier: verifier),
            needsRefreshToken: true,
            cancellationToken
        );

    public async Task<Outcome<TokenAnswer>> RefreshAsync(ConnectionRow row, CancellationToken cancellationToken)
    {
        if (row.RefreshToken is null)
        {
            return new Failure(FailureCode.ZendeskUnauthorized);
        }

        var refresh = await secrets.OpenAsync(row.Connection.Organization, SecretColumn.RefreshToken, row.RefreshToken, cancellationToken);
        return refresh.Succeeded
            ? await SendAsync(
                row,
                (id, secret) => new TokenRequest("refresh_token", id, secret, RefreshToken: refresh.Value),
                needsRefreshToken: true,
                cancellationToken
            )
            : refresh.Failure;
    }

    public async Task<Outcome<TokenAnswer>> ClientCredentialsAsync(ConnectionRow row, string scopes, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            row,
            (id, secret) => new TokenRequest("client_credentials", id, secret, Scope: scopes),
            needsRefreshToken: false,
            cancellationToken
        );

        // The next request asks for the same again, whether the answer names it or not.
        return answer.Succeeded ? answer.Value with { Scope = answer.Value.Scope ?? scopes } : answer;
    }

    private async Task<Outcome<TokenAnswer>> SendAsync(
        ConnectionRow row,
        Func<string, string, TokenRequest> body,
        bool needsRefreshToken,
        CancellationToken cancellationToken
    )
    {
        var organization = row.Connection.Organization;
        var id = await secrets.OpenAsync(organization, SecretColumn.ClientId, row.ClientId, cancellationToken);
        var secret = await secrets.OpenAsync(organization, SecretColumn.ClientSecret, row.ClientSecret, cancellationToken);
        if (!id.Succeeded || !secret.Succeeded)
        {
            return id.Failure ?? secret.Failure!;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(row.Connection.Address.BaseUri, "oauth/tokens"))
        {
            Content = ZendeskHttp.Json(body(id.Value, secret.Value), ZendeskJson.Default.TokenRequest),
        };
        var answer = await http.SendAsync(request, ZendeskJson.Default.TokenAnswer, cancellationToken);
        return answer switch
        {
            { Succeeded: true, Value: { AccessToken.Length: > 0 } token }
                when !needsRefreshToken || token.RefreshToken is { Length: > 0 } => token,
            { Succeeded: true } => new Failure(FailureCode.ZendeskAnswerUnreadable),
            { Failure.Code: FailureCode.ZendeskRejected or FailureCode.ZendeskUnauthorized or FailureCode.ZendeskForbidden } => new Failure(
                FailureCode.ZendeskUnauthorized
            ),
            { Failure.Code: FailureCode.DeliveryUncertain } => new Failure(FailureCode.ZendeskUnavailable),
            _ => answer.Failure!,
        };
    }
}
