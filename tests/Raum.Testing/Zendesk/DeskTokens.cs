using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Raum.Testing.Zendesk;

/// <summary>OAuth grants and tokens of the pretend account. A refresh kills the pair it came from, as Zendesk's does.</summary>
public sealed class DeskTokens(FakeZendeskOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Token> _access = [];
    private readonly Dictionary<string, Token> _refresh = [];
    private readonly Dictionary<string, Code> _codes = [];

    /// <summary>How often a refresh token was exchanged.</summary>
    public int Refreshes { get; private set; }

    /// <summary>How often a refresh was tried with a token that is dead: a client that lost its pair.</summary>
    public int DeadRefreshes { get; private set; }

    /// <summary>A pair as if an admin had just consented.</summary>
    public DeskGrant Issue(string scope, long userId)
    {
        lock (_gate)
        {
            return IssuePair(scope, userId, withRefresh: true, options.AccessTokenLifetime);
        }
    }

    /// <summary>An authorization code, as the consent page would hand it out.</summary>
    public string Authorize(string redirectUri, string scope, string? codeChallenge, long userId)
    {
        lock (_gate)
        {
            var code = Random();
            _codes[code] = new Code(redirectUri, scope, codeChallenge, userId);
            return code;
        }
    }

    /// <summary>An admin of the account removes Raum: every token dies.</summary>
    public void RevokeAll()
    {
        lock (_gate)
        {
            _access.Clear();
            _refresh.Clear();
        }
    }

    /// <summary>All access tokens run out at once; refresh tokens stay.</summary>
    public void ExpireAccess()
    {
        lock (_gate)
        {
            _access.Clear();
        }
    }

    /// <returns>The user and scopes of a living access token, or null.</returns>
    internal (long UserId, string Scope)? Check(string? authorization)
    {
        const string scheme = "Bearer ";
        lock (_gate)
        {
            return
                authorization is not null
                && authorization.StartsWith(scheme, StringComparison.Ordinal)
                && _access.TryGetValue(authorization[scheme.Length..], out var token)
                && token.ExpiresAt > options.Clock.GetUtcNow()
                ? (token.UserId, token.Scope)
                : null;
        }
    }

    internal DeskGrant? Redeem(string code, string redirectUri, string? verifier)
    {
        lock (_gate)
        {
            return _codes.Remove(code, out var known) && known.RedirectUri == redirectUri && Proves(known.Challenge, verifier)
                ? IssuePair(known.Scope, known.UserId, withRefresh: true, options.AccessTokenLifetime)
                : null;
        }
    }

    internal DeskGrant? Refresh(string refreshToken)
    {
        lock (_gate)
        {
            if (!_refresh.Remove(refreshToken, out var old) || old.ExpiresAt <= options.Clock.GetUtcNow())
            {
                DeadRefreshes++;
                return null;
            }

            _access.Remove(old.Partner);
            Refreshes++;
            return IssuePair(old.Scope, old.UserId, withRefresh: true, options.AccessTokenLifetime);
        }
    }

    internal DeskGrant IssueForClient(string scope, long userId, TimeSpan lifetime)
    {
        lock (_gate)
        {
            return IssuePair(scope, userId, withRefresh: false, lifetime);
        }
    }

    private DeskGrant IssuePair(string scope, long userId, bool withRefresh, TimeSpan lifetime)
    {
        var (access, refresh) = (Random(), withRefresh ? Random() : null);
        var now = options.Clock.GetUtcNow();
        _access[access] = new Token(scope, userId, now + lifetime, refresh ?? "");
        if (refresh is not null)
        {
            _refresh[refresh] = new Token(scope, userId, now + options.RefreshTokenLifetime, access);
        }

        return new DeskGrant(access, refresh, scope, (int)lifetime.TotalSeconds, (int)options.RefreshTokenLifetime.TotalSeconds);
    }

    // RFC 7636 section 4.6, S256 only.
    private static bool Proves(string? challenge, string? verifier) =>
        challenge is null || (verifier is not null && Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge);

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "It is not: RandomNumberGenerator.")]
    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private sealed record Token(string Scope, long UserId, DateTimeOffset ExpiresAt, string Partner);

    private sealed record Code(string RedirectUri, string Scope, string? Challenge, long UserId);
}

/// <summary>What the token endpoint answers.</summary>
public sealed record DeskGrant(string AccessToken, string? RefreshToken, string Scope, int ExpiresIn, int RefreshTokenExpiresIn);
