using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Raum.Core;
using Raum.Core.Http;

namespace Raum.People.SingleSignOn;

/// <summary>Talks to identity providers. Every address of theirs was typed by a customer or comes from what one answered: all go through <see cref="GuardedHttp"/>.</summary>
internal sealed class OidcClient(GuardedHttp http)
{
    private const int LargestAnswer = 256 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>What the provider says about itself (OpenID Connect Discovery 1.0, 4). It must say the issuer that was asked for.</summary>
    /// <returns><see cref="FailureCode.NotConfigured"/> for an answer that is none, or addresses that may not be reached; <see cref="FailureCode.Timeout"/> when there is no answer.</returns>
    public async Task<Outcome<Discovery>> DiscoverAsync(string issuer, CancellationToken cancellationToken)
    {
        var document = await GetAsync($"{issuer.TrimEnd('/')}/.well-known/openid-configuration", cancellationToken);
        if (!document.Succeeded)
        {
            return document.Failure;
        }

        var said = document.Value;
        return
            Tokens.CompactJws.Text(said, "issuer") == issuer
            && Address(said, "authorization_endpoint") is { } authorization
            && Address(said, "token_endpoint") is { } token
            && Address(said, "jwks_uri") is { } keys
            ? new Discovery(
                authorization,
                token,
                keys,
                said.TryGetProperty("authorization_response_iss_parameter_supported", out var says) && says.ValueKind == JsonValueKind.True
            )
            : new Failure(FailureCode.NotConfigured);
    }

    /// <summary>The provider's keys, as they are now: a key that was taken back is gone.</summary>
    public Task<Outcome<JsonElement>> KeysAsync(Discovery provider, CancellationToken cancellationToken) =>
        GetAsync(provider.Keys.AbsoluteUri, cancellationToken);

    /// <summary>The ID token for a code (RFC 6749, 4.1.3; RFC 7636, 4.5).</summary>
    /// <returns><see cref="FailureCode.Unauthorized"/> when the provider takes the code for none.</returns>
    public async Task<Outcome<PersonalText>> ExchangeAsync(
        Discovery provider,
        string clientId,
        PersonalText? secret,
        string code,
        string verifier,
        string redirect,
        CancellationToken cancellationToken
    )
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect,
            ["code_verifier"] = verifier,
        };
        if (secret is null)
        {
            form["client_id"] = clientId;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, provider.Token) { Content = new FormUrlEncodedContent(form) };
        if (secret is not null)
        {
            // RFC 6749, 2.3.1: both are form-encoded before they are joined.
            var pair = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret.Reveal())}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }

        var answer = await SendAsync(request, cancellationToken);
        return !answer.Succeeded ? answer.Failure
            : Tokens.CompactJws.Text(answer.Value, "id_token") is { } token ? new PersonalText(token)
            : new Failure(FailureCode.Unauthorized);
    }

    private Uri? Address(JsonElement document, string name) =>
        http.Check(Tokens.CompactJws.Text(document, name)) is { Succeeded: true } checkedAddress ? checkedAddress.Value : null;

    private async Task<Outcome<JsonElement>> GetAsync(string address, CancellationToken cancellationToken)
    {
        var target = http.Check(address);
        if (!target.Succeeded)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, target.Value);
        var answer = await SendAsync(request, cancellationToken);
        return answer is { Succeeded: false, Failure.Code: FailureCode.Unauthorized } ? new Failure(FailureCode.NotConfigured) : answer;
    }

    /// <summary>An object of JSON. Nothing of what a provider says otherwise is kept: it may quote what it was sent.</summary>
    private async Task<Outcome<JsonElement>> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.ParseAdd("application/json");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var client = http.NewClient();
            client.MaxResponseContentBufferSize = LargestAnswer;
            using var response = await client.SendAsync(request, limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (int)response.StatusCode >= 500
                    ? new Failure(FailureCode.Timeout, TimeSpan.FromSeconds(5))
                    : new Failure(FailureCode.Unauthorized);
            }

            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : new Failure(FailureCode.Unauthorized);
        }
        catch (Exception e) when (GuardedHttp.IsRefusal(e))
        {
            return new Failure(FailureCode.NotConfigured);
        }
        catch (JsonException)
        {
            return new Failure(FailureCode.Unauthorized);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Failure(FailureCode.Timeout, TimeSpan.FromSeconds(5));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.Timeout, TimeSpan.FromSeconds(5));
        }
    }
}

/// <param name="SaysIssuer">Its answers name it (RFC 9207): one that does not is not its answer.</param>
internal sealed record Discovery(Uri Authorization, Uri Token, Uri Keys, bool SaysIssuer);
