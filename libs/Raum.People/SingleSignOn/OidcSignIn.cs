using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Accounts;
using Raum.People.SignIn;

namespace Raum.People.SingleSignOn;

/// <summary>Signing in at the organization's identity provider: authorization code with PKCE, bound to the browser that began it (OpenID Connect Core 1.0, 3.1; RFC 9700).</summary>
/// <remarks>The state is one of our ceremonies: it works once, for 10 minutes, in one browser, and it alone says which organization's provider must have answered.</remarks>
public sealed class OidcSignIn
{
    /// <summary>How long somebody may take at the provider.</summary>
    public static readonly TimeSpan Stands = TimeSpan.FromMinutes(10);

    private const string Kind = "oidc";

    private readonly IdentityProviders _providers;
    private readonly VerifiedDomains _domains;
    private readonly OidcClient _client;
    private readonly ExternalIdentities _identities;
    private readonly Ceremonies _ceremonies;
    private readonly SignIns _signIns;
    private readonly TimeProvider _clock;
    private readonly string _redirect;

    internal OidcSignIn(
        IdentityProviders providers,
        VerifiedDomains domains,
        OidcClient client,
        ExternalIdentities identities,
        Ceremonies ceremonies,
        SignIns signIns,
        TimeProvider clock,
        IOptions<PeopleOptions> options
    )
    {
        (_providers, _domains, _client) = (providers, domains, client);
        (_identities, _ceremonies, _signIns, _clock) = (identities, ceremonies, signIns, clock);
        _redirect = $"{options.Value.PublicUrl.TrimEnd('/')}/sign-in/callback";
    }

    /// <summary>Whose domain an address is of.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when it is nobody's.</returns>
    public Task<Outcome<OrganizationId>> OrganizationOfAsync(EmailAddress email, CancellationToken cancellationToken) =>
        _domains.OrganizationOfAsync(email.Domain, cancellationToken);

    /// <summary>Where the browser goes.</summary>
    /// <param name="browser">SHA-256 of the browser's secret: the way back works there only.</param>
    /// <returns><see cref="FailureCode.NotFound"/> for an organization without a provider, <see cref="FailureCode.NotConfigured"/> for a provider that is none.</returns>
    public async Task<Outcome<Uri>> BeginAsync(OrganizationId organization, byte[] browser, CancellationToken cancellationToken)
    {
        var provider = await _providers.FindAsync(organization, cancellationToken);
        if (!provider.Succeeded || provider.Value is not { } found)
        {
            return provider.Failure ?? new Failure(FailureCode.NotFound);
        }

        var discovery = await _client.DiscoverAsync(found.Issuer, cancellationToken);
        if (!discovery.Succeeded)
        {
            return discovery.Failure;
        }

        var begun = new OidcState(organization.Value, found.Issuer, found.ClientId, Random(), Random());
        var state = await _ceremonies.BeginAsync(
            Kind,
            user: null,
            Stands,
            browser,
            JsonSerializer.SerializeToUtf8Bytes(begun, OidcJson.Default.OidcState),
            cancellationToken
        );
        if (!state.Succeeded)
        {
            return state.Failure;
        }

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(begun.Verifier)));
        (string Name, string Value)[] parts =
        [
            ("response_type", "code"),
            ("client_id", found.ClientId),
            ("redirect_uri", _redirect),
            ("scope", "openid email profile"),
            ("state", state.Value),
            ("nonce", begun.Nonce),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ];
        var query = string.Join('&', parts.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"));
        var address = discovery.Value.Authorization;
        return new Uri($"{address.AbsoluteUri}{(address.Query.Length == 0 ? '?' : '&')}{query}");
    }

    /// <summary>The way back.</summary>
    /// <param name="issuer">As the answer names it (RFC 9207); null where it names none.</param>
    /// <returns><see cref="FailureCode.Unauthorized"/> for every refusal.</returns>
    public async Task<Outcome<SignInStep>> FinishAsync(
        string? state,
        string code,
        string? issuer,
        byte[]? browser,
        AuditOrigin? origin,
        CancellationToken cancellationToken
    )
    {
        var taken = await _ceremonies.TakeAsync(Kind, state, browser, cancellationToken);
        if (!taken.Succeeded)
        {
            return taken.Failure;
        }

        var begun = JsonSerializer.Deserialize(taken.Value.State, OidcJson.Default.OidcState)!;
        var opened = await _providers.OpenAsync(new OrganizationId(begun.Organization), cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure.Code == FailureCode.NotFound ? new Failure(FailureCode.Unauthorized) : opened.Failure;
        }

        // A provider that was replaced meanwhile is not the one that was asked.
        var (provider, secret) = opened.Value;
        if (provider.Issuer != begun.Issuer || provider.ClientId != begun.ClientId || (issuer is not null && issuer != begun.Issuer))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var token = await TokenAsync(provider, secret, begun, code, saysIssuer: issuer is not null, cancellationToken);
        if (!token.Succeeded)
        {
            return token.Failure;
        }

        if (EmailAddress.Read(token.Value.Email) is not { } email || !provider.Domains.Contains(email.Domain, StringComparer.Ordinal))
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var account = await _identities.MemberAsync(provider, token.Value, email, cancellationToken);
        return account.Succeeded
            ? await _signIns.GoOnAsync(
                account.Value,
                SignInMethods.Oidc,
                provider.Organization,
                provider.ChangedAt,
                origin,
                cancellationToken
            )
            : account.Failure;
    }

    private async Task<Outcome<IdToken>> TokenAsync(
        IdentityProvider provider,
        PersonalText? secret,
        OidcState begun,
        string code,
        bool saysIssuer,
        CancellationToken cancellationToken
    )
    {
        var discovery = await _client.DiscoverAsync(provider.Issuer, cancellationToken);
        if (!discovery.Succeeded)
        {
            return discovery.Failure;
        }

        if (discovery.Value.SaysIssuer && !saysIssuer)
        {
            return new Failure(FailureCode.Unauthorized);
        }

        var token = await _client.ExchangeAsync(
            discovery.Value,
            provider.ClientId,
            secret,
            code,
            begun.Verifier,
            _redirect,
            cancellationToken
        );
        if (!token.Succeeded)
        {
            return token.Failure;
        }

        var keys = await _client.KeysAsync(discovery.Value, cancellationToken);
        return !keys.Succeeded ? keys.Failure
            : IdToken.Read(token.Value.Reveal(), keys.Value, provider.Issuer, provider.ClientId, begun.Nonce, _clock.GetUtcNow())
                is { } read
                ? read
            : new Failure(FailureCode.Unauthorized);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

/// <summary>What the way back is checked against, sealed in the ceremony.</summary>
internal sealed record OidcState(Guid Organization, string Issuer, string ClientId, string Nonce, string Verifier);

[JsonSerializable(typeof(OidcState))]
internal sealed partial class OidcJson : JsonSerializerContext;
