using Microsoft.AspNetCore.Http;
using Raum.People.Sessions;

namespace Raum.Http.Authentication;

/// <summary>The cookies of people. <c>__Host-</c>: only this host sets and gets them, over TLS, for every path (RFC 6265bis, 4.1.3.2); no script reads them.</summary>
public static class SessionCookie
{
    public const string Name = "__Host-raum-session";

    /// <summary>Binds what a browser began, such as a magic link, to that browser.</summary>
    public const string BrowserName = "__Host-raum-browser";

    /// <summary>The own session of an admin whose browser acts as somebody else: it signs nothing in by itself, <c>POST /v1/session/return</c> goes back to it.</summary>
    public const string OwnName = "__Host-raum-own";

    /// <summary>Puts an admin's own session aside for one as somebody else.</summary>
    public static void PutSessionAside(this HttpResponse response, string token) =>
        response.Cookies.Append(OwnName, token, Options(SameSiteMode.Strict, null));

    /// <summary>The secret of the session that asks; null for who asks with a bearer.</summary>
    public static string? FindSessionToken(this HttpContext context) =>
        context.Request.Headers.Authorization.Count == 0 && context.Request.Cookies.TryGetValue(Name, out var token) ? token : null;

    public static void ForgetSessionAside(this HttpResponse response) =>
        response.Cookies.Delete(OwnName, Options(SameSiteMode.Strict, null));

    public static void SetSession(this HttpResponse response, NewSession session) =>
        response.Cookies.Append(Name, session.Token, Options(SameSiteMode.Strict, session.ExpiresAt));

    public static void ForgetSession(this HttpResponse response) => response.Cookies.Delete(Name, Options(SameSiteMode.Strict, null));

    /// <param name="secret">Random, made for this one purpose.</param>
    public static void SetBrowser(this HttpResponse response, string secret, DateTimeOffset until) =>
        // Lax: the way back from an identity provider is a navigation from another site.
        response.Cookies.Append(BrowserName, secret, Options(SameSiteMode.Lax, until));

    private static CookieOptions Options(SameSiteMode sameSite, DateTimeOffset? expires) =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            Path = "/",
            SameSite = sameSite,
            Expires = expires,
            IsEssential = true,
        };
}
